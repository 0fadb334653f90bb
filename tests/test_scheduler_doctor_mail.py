"""The doctor greets mail servers and logs in as sending would, and sends nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.errors import TryLater
from scheduler.doctor import mail, mailbox
from scheduler.doctor.finding import Installation
from tests import imap_server, mail_server
from tests.doctored import installation, lines

SECRET = "correct-horse"
OPERATORS = {"operators": ["me@example.org"]}


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n")
    return file


def sending(port: int, /, **stated: Any) -> Installation:
    plain = {"channel": "smtp", "host": "localhost", "port": port, "security": "none", "timeout_seconds": 5}
    return installation(watch=OPERATORS, mail=plain | {"sender": "w@example.org"} | stated)


@pytest.mark.parametrize(("tls", "words"), [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "no encryption")])
def test_a_server_that_takes_the_login_is_well_and_gets_no_mail(
    authority: trustme.CA, password: Path, tls: str, words: str
) -> None:
    box = mail_server.Box()
    given = None if tls == "none" else authority
    with mail_server.serving(box, tls=tls, authority=given, login=SECRET) as port:
        it = sending(port, security=tls, username="me", password_file=password)
        assert lines(mail.look(it)) == [
            ("ok", f"localhost:{port}: answers, {words}, logged in as me; nothing was sent")
        ]
    assert box.logins == ["me"]
    assert box.taken == []


def test_without_a_login_there_is_none() -> None:
    with mail_server.serving(mail_server.Box()) as port:
        assert "no login" in lines(mail.look(sending(port)))[0][1]


def test_a_login_that_is_refused_is_a_fault_without_the_password(password: Path) -> None:
    with mail_server.serving(mail_server.Box(), login="another") as port:
        ((mark, said),) = lines(mail.look(sending(port, username="me", password_file=password)))
    assert mark == "fault"
    assert "login as me refused: 535" in said
    assert SECRET not in said


def test_a_token_is_tried(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("valid\n")
    box = mail_server.Box(tokens={"valid"})
    with mail_server.serving(box) as port:
        it = sending(port, username="me@example.org", auth="xoauth2", token_file=token)
        assert lines(mail.look(it))[0][0] == "ok"
        token.write_text("expired\n")
        assert lines(mail.look(it))[0][0] == "fault"


def test_a_certificate_that_is_not_believed_is_a_fault(authority: trustme.CA) -> None:
    with mail_server.serving(mail_server.Box(), tls="tls", authority=trustme.CA()) as port:
        ((mark, said),) = lines(mail.look(sending(port, security="tls")))
    assert mark == "fault"
    assert "certificate refused" in said


def test_a_server_that_is_away_is_a_fault() -> None:
    ((mark, said),) = lines(mail.look(sending(1)))
    assert (mark, said) == ("fault", "localhost:1: Connection refused")


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"host": "smtp.qq.com", "port": 465, "security": "tls"}, "授权码"),
        ({"host": "smtp.qq.com", "port": 25}, "smtp.qq.com:465 with mail.security tls"),
        ({"host": "localhost", "sender": "a@163.com"}, "smtp.163.com:465"),
        ({"host": "localhost"}, "ask whoever runs the mail server"),
    ],
)
def test_advice_knows_the_common_services(stated: dict[str, Any], words: str) -> None:
    assert words in mail._advice(sending(587, **stated).settings.mail)


def test_a_password_in_clear_over_a_network_is_a_warning(password: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "HERE", set())
    with mail_server.serving(mail_server.Box(), login=SECRET) as port:
        found = lines(mail.look(sending(port, username="me", password_file=password)))
    assert [mark for mark, _ in found] == ["warning", "ok"]


def test_addresses_that_are_none_are_faults_and_nobody_to_tell_a_warning(tmp_path: Path) -> None:
    it = installation(data_dir=tmp_path, mail={"to": ["nobody"], "sender": "w@example.org"})
    found = lines(mail.look(it))
    assert [mark for mark, _ in found] == ["fault", "warning", "ok"]
    assert found[0][1].startswith("mail.to: 'nobody'")
    assert found[2][1] == f"mails are written to {tmp_path / 'mail'} and sent to nobody"


def test_a_folder_that_can_not_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    it = installation(watch=OPERATORS, mail={"folder": tmp_path / "file" / "mail"})
    assert lines(mail.look(it)) == [("fault", f"{tmp_path / 'file' / 'mail'} can not be made")]


def returned(port: int, file: Path, **stated: Any) -> Installation:
    plain = {"host": "127.0.0.1", "port": port, "security": "none", "user": imap_server.USER, "timeout_seconds": 5}
    return installation(bounces=plain | {"password_file": file} | stated)


@pytest.fixture(scope="module")
def mailboxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[imap_server.Server]:
    file = tmp_path_factory.mktemp("mails") / "one.eml"
    file.write_bytes(b"Subject: returned\r\n\r\nno such user\r\n")
    with imap_server.serving(file, file) as server:
        yield server


def test_a_mailbox_is_counted_and_left_alone(mailboxes: imap_server.Server, tmp_path: Path) -> None:
    file = tmp_path / "imap"
    file.write_text(f"{imap_server.PASSWORD}\n")
    found = lines(mailbox.look(returned(mailboxes.port, file)))
    assert found == [("ok", f"127.0.0.1:{mailboxes.port}: logged in as {imap_server.USER}, 2 unread in INBOX")]
    assert mailboxes.seen == 0


def test_a_mailbox_that_refuses_the_login_or_has_no_such_folder_is_told(
    mailboxes: imap_server.Server, tmp_path: Path
) -> None:
    file = tmp_path / "imap"
    file.write_text("wrong\n")
    with pytest.raises(TryLater, match=str(mailboxes.port)):
        list(mailbox.look(returned(mailboxes.port, file)))
    file.write_text(f"{imap_server.PASSWORD}\n")
    with pytest.raises(TryLater, match="No such mailbox"):
        list(mailbox.look(returned(mailboxes.port, file, folder="Elsewhere")))


def test_no_mailbox_is_well() -> None:
    assert lines(mailbox.look(installation()))[0][0] == "ok"
