"""Returned mails from files, Maildirs and a real IMAP server, and from servers that misbehave."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from archive.errors import NotFound, TryLater, WrongSettings
from archive.sections import Bounces
from digest import mailbox
from digest.mailbox import fetched, lying
from tests import imap_server

SAVED = sorted((Path(__file__).parent / "fixtures" / "bounces").glob("*.eml"))[:3]


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(f"{imap_server.PASSWORD}\nsecond line\n")
    return file


def at(port: int, password: Path | None, **changed: object) -> Bounces:
    stated = {"host": "127.0.0.1", "port": port, "security": "none", "user": imap_server.USER, "timeout_seconds": 5.0}
    return Bounces(**{**stated, "password_file": password, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["INBOX", "Bounces"])
def test_unread_mails_are_handed_over_once_byte_for_byte(password: Path, folder: str) -> None:
    taken: list[bytes] = []
    with imap_server.serving(*SAVED) as server:
        settings = at(server.port, password, folder=folder)
        assert fetched(settings, taken.append) == 3
        assert taken == [file.read_bytes() for file in SAVED]
        assert server.seen == 3
        assert fetched(settings, taken.append) == 0
    assert len(taken) == 3


def test_what_can_not_be_counted_stays_unread(password: Path) -> None:
    def fail(raw: bytes) -> None:
        if raw == SAVED[1].read_bytes():
            raise TryLater("the database is away")

    taken: list[bytes] = []
    with imap_server.serving(*SAVED) as server:
        with pytest.raises(TryLater, match="the database is away"):
            fetched(at(server.port, password), fail)
        assert server.seen == 1
        assert fetched(at(server.port, password), taken.append) == 2
    assert taken == [file.read_bytes() for file in SAVED[1:]]


def test_a_mail_that_is_too_large_is_passed_over(
    password: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.eml"
    large.write_bytes(b"Subject: x\r\n\r\n" + b"x" * 5000)
    monkeypatch.setattr(mailbox, "MOST_BYTES", 4000)
    taken: list[bytes] = []
    with imap_server.serving(large, *SAVED[:1]) as server:
        assert fetched(at(server.port, password), taken.append) == 2
        assert server.seen == 2
    assert taken == [SAVED[0].read_bytes()]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"user": "nobody"}, "127.0.0.1:[0-9]+: "),
        ({"folder": "Nowhere"}, "127.0.0.1:[0-9]+: .*[Nn]o such mailbox|127.0.0.1:[0-9]+: "),
    ],
)
def test_a_server_that_says_no_is_named(password: Path, changed: dict[str, object], expected: str) -> None:
    with imap_server.serving() as server, pytest.raises(TryLater, match=expected) as said:
        fetched(at(server.port, password, **changed), lambda _: None)
    assert imap_server.PASSWORD not in str(said.value)
    assert "\n" not in str(said.value)


@contextmanager
def scripted(*answers: bytes, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that says each answer in turn, the next one after it was asked something, and then nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                connection.settimeout(5)
                with tls.wrap_socket(connection, server_side=True) if tls else connection as talking:
                    tag = b"*"
                    for answer in answers:
                        talking.sendall(answer.replace(b"%tag%", tag))
                        tag = talking.recv(4096).split(b" ")[0]
                    while talking.recv(4096):
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(10)


@pytest.mark.parametrize(
    ("answers", "changed", "expected"),
    [
        ((), {}, "no answer in time"),
        ((b"HTTP/1.1 200 OK\r\n\r\n",), {}, ""),
        ((b"* OK hello\r\n", b"* X {99999999999}\r\n"), {}, "announces 99999999999 bytes at once"),
        ((b"* OK hello\r\n",), {"security": "tls"}, "wrong version number"),
        ((b"* OK hello\r\n", b"* CAPABILITY IMAP4rev1\r\n%tag% OK x\r\n"), {"security": "starttls"}, "TLS"),
    ],
)
def test_a_server_that_hangs_or_talks_nonsense(
    password: Path, answers: tuple[bytes, ...], changed: dict[str, object], expected: str
) -> None:
    with scripted(*answers) as port, pytest.raises(TryLater, match=f"127.0.0.1:{port}: .*{expected}"):
        fetched(at(port, password, timeout_seconds=0.5, **changed), lambda _: None)


def test_a_server_that_is_away_is_named(password: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(TryLater, match="Connection refused"):
        fetched(at(port, password), lambda _: None)


def test_certificates_are_checked(password: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    said = (b"* OK hello\r\n", b"* CAPABILITY IMAP4rev1\r\n%tag% OK x\r\n", b"%tag% NO not you\r\n")
    with scripted(*said, tls=context) as port, pytest.raises(TryLater, match="certificate refused"):
        fetched(at(port, password, host="localhost", security="tls"), lambda _: None)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with scripted(*said, tls=context) as port, pytest.raises(TryLater, match=f"localhost:{port}: not you"):
        fetched(at(port, password, host="localhost", security="tls"), lambda _: None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"host": ""}, "bounces.host: no mailbox is named"),
        ({"password_file": None}, "bounces.password_file: a mailbox needs"),
        ({"password_file": Path("/nowhere")}, "/nowhere can not be read: FileNotFoundError"),
    ],
)
def test_settings_that_can_not_work_are_named(password: Path, changed: dict[str, object], expected: str) -> None:
    with pytest.raises(WrongSettings, match=expected):
        fetched(at(1, password, **changed), lambda _: None)


def test_a_password_is_never_said(password: Path) -> None:
    password.write_text("密码\n", encoding="utf-8")
    with pytest.raises(WrongSettings, match="outside ASCII") as said:
        fetched(at(1, password), lambda _: None)
    assert "密码" not in str(said.value)
    password.write_text("\n")
    with pytest.raises(WrongSettings, match="has no first line"):
        fetched(at(1, password), lambda _: None)


def test_files_folders_and_maildirs_are_read_and_left_alone(tmp_path: Path) -> None:
    folder, maildir = tmp_path / "folder", tmp_path / "maildir"
    for one in (folder, maildir / "new", maildir / "cur", maildir / "tmp"):
        one.mkdir(parents=True)
    (folder / "b.eml").write_bytes(b"b")
    (folder / "a.eml").write_bytes(b"a")
    (folder / "notes.txt").write_bytes(b"no mail")
    (maildir / "new" / "2.host").write_bytes(b"new")
    (maildir / "cur" / "1.host:2,S").write_bytes(b"cur")
    (maildir / "tmp" / "3.host").write_bytes(b"not whole yet")
    found = list(lying([folder, maildir, folder / "a.eml"]))
    assert [raw for _, raw in found] == [b"a", b"b", b"cur", b"new", b"a"]
    assert found[0][0] == str(folder / "a.eml")
    with pytest.raises(NotFound, match="nowhere: No such file"):
        list(lying([tmp_path / "nowhere"]))


def test_a_file_that_is_too_large_is_given_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "large.eml").write_bytes(b"x" * (mailbox.MOST_BYTES + 1))
    assert [len(raw) for _, raw in lying([tmp_path])] == [0]
