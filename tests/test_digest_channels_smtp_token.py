"""Logins by token (XOAUTH2), which expire and are exchanged, and addresses of any script."""

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from archive.config import Settings
from archive.errors import Refused, TryLater, WatchError, WrongSettings
from digest.channels.smtp import opened
from tests import model_server
from tests.mail_server import Box, serving
from tests.model_server import Behaviour, Endpoint, sending
from tests.test_digest_channels_smtp import mail

VALID, EXPIRED, REFRESH = "ya29.valid-token", "ya29.expired-token", "1//refresh-token"


def giving(stated: Any, status: str = "200 OK") -> Behaviour:
    return sending(json.dumps(stated).encode(), status=status)


@contextmanager
def office(box: Box, folder: Path, behave: Behaviour | None = None) -> Iterator[tuple[Settings, Endpoint]]:
    """A mail server that takes tokens, the place that gives them, and settings for both."""
    (folder / "refresh").write_text(f"{REFRESH}\n", encoding="utf-8")
    (folder / "secret").write_text("client-secret\n", encoding="utf-8")
    with serving(box) as port, model_server.serving(behave or giving({"access_token": VALID})) as place:
        stated = {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "timeout_seconds": 10,
            "sender": "w@example.org",
            "username": "watch@example.org",
            "auth": "xoauth2",
            "oauth_url": f"http://127.0.0.1:{place.port}/token",
            "oauth_client_id": "client",
            "oauth_client_secret_file": folder / "secret",
            "oauth_refresh_token_file": folder / "refresh",
        }
        yield Settings.model_validate({"data_dir": folder, "mail": stated}), place


def without(settings: Settings, *names: str, **stated: Any) -> Settings:
    plain = settings.mail.model_dump(exclude=set(names)) | stated
    return Settings.model_validate({"data_dir": settings.data_dir, "mail": plain})


def send(settings: Settings) -> None:
    with opened(settings) as server:
        server.send(mail())


def test_a_token_that_is_there_is_enough(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{VALID}\n", encoding="utf-8")
    box = Box(tokens={VALID})
    with office(box, tmp_path) as (settings, place):
        send(without(settings, "oauth_url", "oauth_client_id", token_file=tmp_path / "token"))
    assert box.recipients == ["a@example.org"]
    assert box.logins == ["watch@example.org"]
    assert place.bodies == []


def test_the_first_token_is_asked_for_and_kept(tmp_path: Path) -> None:
    box = Box(tokens={VALID})
    with office(box, tmp_path) as (settings, place):
        send(settings)
        send(settings)
    assert box.recipients == ["a@example.org"] * 2
    (asked,) = place.bodies
    assert parse_qs(asked.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": [REFRESH],
        "client_id": ["client"],
        "client_secret": ["client-secret"],
    }
    file = tmp_path / "mail-token"
    assert file.read_text(encoding="utf-8") == f"{VALID}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_expired_token_is_exchanged_once(tmp_path: Path) -> None:
    """The server's challenge is answered by an empty line, as it wants before it says no."""
    (tmp_path / "mail-token").write_text(f"{EXPIRED}\n", encoding="utf-8")
    box = Box(tokens={VALID})
    with office(box, tmp_path) as (settings, place):
        send(settings)
    assert box.challenges == [b""]
    assert box.recipients == ["a@example.org"]
    assert len(place.bodies) == 1
    assert (tmp_path / "refresh").read_text(encoding="utf-8") == f"{REFRESH}\n"


def test_a_new_refresh_token_replaces_the_old_one(tmp_path: Path) -> None:
    with office(Box(tokens={VALID}), tmp_path, giving({"access_token": VALID, "refresh_token": "2//new"})) as (
        settings,
        _,
    ):
        send(settings)
    assert (tmp_path / "refresh").read_text(encoding="utf-8") == "2//new\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mail-token", "refresh", "secret"]


def test_a_new_token_that_is_refused_too_is_not_exchanged_again(tmp_path: Path) -> None:
    box = Box(tokens={"another"})
    with (
        office(box, tmp_path) as (settings, place),
        pytest.raises(TryLater, match=r"login as watch@.* refused: 535") as caught,
    ):
        send(settings)
    assert len(place.bodies) == 1
    assert VALID not in str(caught.value)


def test_an_expired_token_that_can_not_be_exchanged(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{EXPIRED}\n", encoding="utf-8")
    with (
        office(Box(tokens={VALID}), tmp_path) as (settings, _),
        pytest.raises(TryLater, match="refused: 535") as caught,
    ):
        send(without(settings, "oauth_url", "oauth_client_id", token_file=tmp_path / "token"))
    assert EXPIRED not in str(caught.value)


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (giving({"error": "invalid_grant"}, "400 Bad Request"), r"no access token is given \(400, invalid_grant\)"),
        (giving({"error": "x\r\ny", "access_token": VALID}, "401 No"), r"no access token is given \(401\)"),
        (giving({"access_token": VALID}, "500 Oops"), r"\(500\)"),
        (giving({}), "no access token is given"),
        (giving({"access_token": "with\nline"}), "no access token is given"),
        (giving({"access_token": 5}), "no access token is given"),
        (giving(["x"]), "no access token is given"),
        (sending(b"<html>"), "no access token is given"),
    ],
)
def test_a_place_that_gives_none(behave: Behaviour, words: str, tmp_path: Path) -> None:
    with office(Box(tokens={VALID}), tmp_path, behave) as (settings, _), pytest.raises(TryLater, match=words) as caught:
        send(settings)
    assert REFRESH not in str(caught.value)
    assert str(caught.value).isprintable()
    assert not (tmp_path / "mail-token").exists()


def test_a_token_that_can_not_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with office(Box(tokens={VALID}), tmp_path) as (settings, _), pytest.raises(WrongSettings, match="can not be kept"):
        send(without(settings, token_file=tmp_path / "file" / "token"))


@pytest.mark.parametrize("missing", ["refresh", "secret"])
def test_a_file_that_is_missing_is_named(missing: str, tmp_path: Path) -> None:
    with office(Box(tokens={VALID}), tmp_path) as (settings, place):
        (tmp_path / missing).unlink()
        with pytest.raises(WrongSettings, match=rf"mail\.oauth_.*{missing}"):
            send(settings)
    assert place.bodies == []


def test_a_server_without_logins_by_token(tmp_path: Path) -> None:
    with serving(Box(), login="secret", without="XOAUTH2") as port, office(Box(), tmp_path) as (settings, _):
        (tmp_path / "mail-token").write_text(f"{VALID}\n", encoding="utf-8")
        with pytest.raises(TryLater, match="offers no login by token"):
            send(without(settings, port=port))


def test_a_reader_with_a_chinese_name(tmp_path: Path) -> None:
    box = Box()
    with serving(box, utf8=True) as port, opened(_plain(port)) as server:
        server.send(mail("读者@例子.中国"))
        server.send(mail("a@例子.中国"))
    assert box.recipients == ["读者@xn--fsqu00a.xn--fiqs8s", "a@xn--fsqu00a.xn--fiqs8s"]


def test_a_server_that_knows_ascii_only(tmp_path: Path) -> None:
    box = Box()
    with serving(box) as port, opened(_plain(port)) as server:
        with pytest.raises(Refused, match="SMTPUTF8"):
            server.send(mail("读者@example.org"))
        server.send(mail("a@例子.中国"))
    assert box.recipients == ["a@xn--fsqu00a.xn--fiqs8s"]


@pytest.mark.parametrize("recipient", ["", "nobody", "a@b\r\nRCPT TO:<c@d>", "a b@c"])
def test_what_is_no_address_never_reaches_the_server(recipient: str) -> None:
    box = Box()
    with serving(box) as port, opened(_plain(port)) as server, pytest.raises(Refused, match="not a mail address"):
        server.send(mail(recipient))
    assert box.taken == []


@pytest.mark.parametrize("code", ["530 5.7.0 authentication required", "535 5.7.8 again"])
def test_an_answer_about_the_login_says_nothing_about_the_recipient(code: str) -> None:
    box = Box(answers={"a@example.org": code})
    with serving(box) as port, opened(_plain(port)) as server, pytest.raises(WatchError) as caught:
        server.send(mail())
    assert isinstance(caught.value, TryLater)


def _plain(port: int) -> Settings:
    plain = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "w@例子.中国", "timeout_seconds": 10}
    return Settings.model_validate({"mail": plain})
