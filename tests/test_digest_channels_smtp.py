"""Mails reach a real server; what it answers becomes refused or later, and secrets stay secret."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.config import Settings
from archive.errors import Refused, TryLater, WatchError, WrongSettings
from archive.records import Mail
from digest.channels.smtp import Server, opened
from tests.editions import NOW
from tests.mail_server import Box, serving

SECRET = "correct horse battery"
MESSAGE = b"Subject: =?utf-8?b?5Lit?=\r\nFrom: w@example.org\r\n\r\nhello\r\n.dot\r\n"


def mail(recipient: str = "a@example.org", message: bytes = MESSAGE) -> Mail:
    moment: datetime = NOW
    return Mail(
        id=1,
        edition_key="daily-2026-11-19",
        recipient=recipient,
        channel="smtp",
        message_id="<1@x>",
        status="queued",
        attempts=0,
        queued_at=moment,
        next_try_at=moment,
        last_error="",
        sent_at=None,
        message=message,
    )


def settings(port: int, **stated: Any) -> Settings:
    plain = {"host": "localhost", "port": port, "security": "none", "timeout_seconds": 5, "sender": "w@example.org"}
    return Settings.model_validate({"mail": plain | stated})


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@contextmanager
def connected(box: Box, **stated: Any) -> Iterator[Server]:
    with serving(box) as port, opened(settings(port, **stated)) as server:
        yield server


def test_a_mail_arrives_as_it_was_written() -> None:
    box = Box()
    with connected(box) as server:
        server.send(mail())
        server.send(mail("b@example.org"))
    assert box.taken == [("a@example.org", MESSAGE), ("b@example.org", MESSAGE)]


def test_a_refusal_is_for_good_and_the_connection_lives_on() -> None:
    box = Box(
        answers={"a@example.org": "550 5.1.1 no such user"}, at_data={"b@example.org": "554 5.7.1 looks like spam"}
    )
    with connected(box) as server:
        with pytest.raises(Refused, match=re.escape("550 5.1.1 no such user")):
            server.send(mail("a@example.org"))
        with pytest.raises(Refused, match=re.escape("554 5.7.1 looks like spam")):
            server.send(mail("b@example.org"))
        assert not server.broken
        server.send(mail("c@example.org"))
    assert box.recipients == ["c@example.org"]


def test_a_temporary_answer_is_for_later() -> None:
    box = Box(answers={"a@example.org": "451 4.7.1 greylisted"}, at_data={"b@example.org": "452 4.3.1 disk full"})
    with connected(box) as server:
        with pytest.raises(TryLater, match=re.escape("451 4.7.1 greylisted")):
            server.send(mail("a@example.org"))
        with pytest.raises(TryLater, match=re.escape("452 4.3.1 disk full")):
            server.send(mail("b@example.org"))
        server.send(mail("c@example.org"))
    assert box.recipients == ["c@example.org"]


def test_a_refused_sender_says_nothing_about_the_recipient() -> None:
    refused = re.escape("sender w@example.org: 550 5.7.1")
    box = Box(sender_answer="550 5.7.1 you may not send")
    with connected(box) as server, pytest.raises(TryLater, match=refused):
        server.send(mail())


@pytest.mark.parametrize("answer", ["hang", "hang up", "421 4.3.2 closing"])
def test_a_lost_connection_is_for_later_and_says_so(answer: str) -> None:
    with connected(Box(answers={"a@example.org": answer}), timeout_seconds=0.5) as server:
        with pytest.raises(TryLater):
            server.send(mail())
        assert server.broken


def test_a_server_that_never_greets_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        with (
            pytest.raises(TryLater, match=f"127.0.0.1:{port}: .*timed out"),
            opened(settings(port, host="127.0.0.1", timeout_seconds=0.3)),
        ):
            pass


def test_a_server_that_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        pytest.raises(TryLater, match=f"127.0.0.1:{port}: Connection refused"),
        opened(settings(port, host="127.0.0.1")),
    ):
        pass


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mails_travel_over_tls(security: str, authority: trustme.CA) -> None:
    box = Box()
    with serving(box, tls=security, authority=authority, login=SECRET) as port:
        stated = settings(port, security=security, username="watch", password=SECRET)
        with opened(stated) as server:
            server.send(mail())
    assert box.recipients == ["a@example.org"]
    assert box.logins == ["watch"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_an_unknown_authority_is_refused(security: str, authority: trustme.CA) -> None:
    box = Box()
    with serving(box, tls=security, authority=trustme.CA()) as port:
        stated = settings(port, security=security)
        with pytest.raises(TryLater, match="certificate refused"), opened(stated):
            pass
    assert box.taken == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_name_is_refused(security: str, authority: trustme.CA) -> None:
    with serving(Box(), tls=security, authority=authority) as port:
        stated = settings(port, security=security, host="127.0.0.1")
        with pytest.raises(TryLater, match="certificate refused"), opened(stated):
            pass


def test_without_starttls_nothing_is_sent_in_the_open() -> None:
    box = Box()
    with serving(box, login=SECRET) as port:
        stated = settings(port, security="starttls", username="watch", password=SECRET)
        with pytest.raises(TryLater, match="STARTTLS"), opened(stated):
            pass
    assert box.logins == []


def test_a_wrong_login_is_mended_in_the_settings() -> None:
    with serving(Box(), login=SECRET) as port:
        stated = settings(port, username="watch", password="wrong guess")
        with pytest.raises(TryLater, match="login as watch refused: 535") as caught, opened(stated):
            pass
    assert "wrong guess" not in str(caught.value)


def test_the_password_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n# rotated in May\n", encoding="utf-8")
    box = Box()
    with serving(box, login=SECRET) as port:
        stated = settings(port, username="watch", password_file=tmp_path / "password")
        with opened(stated) as server:
            server.send(mail())
    assert box.recipients == ["a@example.org"]


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", "пароль".encode()])
def test_a_useless_password_file_is_named_and_never_shown(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    stated = settings(1, username="watch", password_file=file)
    with pytest.raises(WrongSettings, match=r"mail\.password_file: .*password") as caught, opened(stated):
        pass
    assert "пароль" not in str(caught.value)


def test_errors_are_one_line_and_bounded() -> None:
    box = Box(answers={"a@example.org": "550-first\r\n550 " + "x" * 400})
    with connected(box) as server, pytest.raises(WatchError) as caught:
        server.send(mail())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
