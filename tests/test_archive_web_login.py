"""Who may read: passwords, proxies that are trusted, and nobody else."""

import base64
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import WrongSettings
from archive.store import Archive
from archive.web import door
from archive.web.login import Users, line
from tests.found import CHEN
from tests.web_server import Client, keep, link, serving

PASSWORD = "秘密: with: colons"


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture
def users(tmp_path: Path) -> Path:
    file = tmp_path / "users"
    file.write_text(f"# who reads\n\n{line('chen', PASSWORD)}\n{line('李', '2')}\n", encoding="utf-8")
    return file


@pytest.fixture
def guarded(settings: Settings, users: Path) -> Settings:
    web = settings.web.model_copy(update={"login": "basic", "users_file": users})
    return settings.model_copy(update={"web": web})


@pytest.fixture
def client(archive: Archive, guarded: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, guarded) as running:
        yield running


def test_without_the_password_nothing_is_shown(client: Client) -> None:
    for path in ("/", "/search", "/announcements/zs-1", "/editions", "/nowhere"):
        got = client.get(path)
        assert got.status == 401, path
        assert got.headers["WWW-Authenticate"] == 'Basic realm="Zhongshan Watch", charset="UTF-8"'
        assert "script-src 'self'" in got.headers["Content-Security-Policy"]


def test_with_it_all_is_shown_and_is_for_no_shared_cache(client: Client) -> None:
    for _ in range(2):  # The second time it is remembered.
        got = client.get("/editions", Authorization=basic("chen", PASSWORD))
        assert got.status == 200
        assert got.headers["Cache-Control"] == "no-store"
    assert client.get("/", Authorization=basic("李", "2")).status == 200


@pytest.mark.parametrize(
    "stated",
    [
        basic("chen", "secret"),
        basic("nobody", PASSWORD),
        basic("", ""),
        "Basic",
        "Basic !!!",
        "Bearer x",
        "Basic " + "A" * 12_000,
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_not_the_password_is_refused(client: Client, stated: str) -> None:
    assert client.get("/", Authorization=stated).status == 401


def test_who_guesses_is_slowed(client: Client) -> None:
    statuses = [client.get("/", Authorization=basic("chen", str(n))).status for n in range(door.TRIES_PER_MINUTE + 3)]
    assert statuses[: door.TRIES_PER_MINUTE] == [401] * door.TRIES_PER_MINUTE
    got = client.get("/", Authorization=basic("chen", PASSWORD))
    assert got.status == 429
    assert 1 <= int(got.headers["Retry-After"]) <= 60


def test_links_of_mails_and_what_monitors_ask_stay_open(client: Client, archive: Archive, guarded: Settings) -> None:
    path = link(guarded, "leave", keep(archive, CHEN))
    assert client.get(path).status == 200
    assert client.post(path).status == 200
    assert client.get("/healthz").status == 200
    assert client.get("/style.css").status == 200


def test_a_file_that_changes_is_read_anew_and_a_damaged_one_lets_nobody_in(client: Client, users: Path) -> None:
    right = basic("chen", PASSWORD)
    assert client.get("/", Authorization=right).status == 200
    users.write_text(line("li", "2") + "\n", encoding="utf-8")
    assert client.get("/", Authorization=right).status == 401
    users.write_text("chen:plain\n", encoding="utf-8")
    assert client.get("/", Authorization=right).status == 503
    users.unlink()
    assert client.get("/", Authorization=right).status == 503


@pytest.mark.parametrize(
    "stated",
    ["chen", "chen:x", ":scrypt$16384$YQ==$YQ==", "c:scrypt$3$YQ==$YQ==", "c:scrypt$16384$$", "c:md5$16384$YQ==$YQ=="],
)
def test_a_line_that_is_none_is_named(users: Path, stated: str) -> None:
    users.write_text(f"# first\n{stated}\n", encoding="utf-8")
    with pytest.raises(WrongSettings, match=r"users: line 2 is not NAME:scrypt"):
        Users(users).read()


def test_a_password_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text(line("a", "caf\u00e9"), encoding="utf-8")
    known = Users(file)
    known.read()
    assert known.knows(basic("a", "cafe\u0301")) == "a"
    assert line("a", "x") != line("a", "x")
    assert os.fspath(file) not in line("a", "x")


@pytest.fixture
def behind(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    web = settings.web.model_copy(update={"login": "header"})
    with serving(archive, settings.model_copy(update={"web": web})) as running:
        yield running


def test_a_trusted_proxy_says_who_has_logged_in(behind: Client) -> None:
    assert behind.get("/", Remote_User="chen").status == 200
    assert behind.get("/", Remote_User="chen", X_Forwarded_For="203.0.113.9").status == 200
    assert behind.get("/").status == 403
    assert behind.get("/", Remote_User=" ").status == 403


def test_anybody_else_who_says_so_is_not_believed(archive: Archive, settings: Settings, now: datetime) -> None:
    web = settings.web.model_copy(update={"login": "header", "trusted_proxies": ("192.0.2.0/24",)})
    with serving(archive, settings.model_copy(update={"web": web})) as client:
        assert client.get("/", Remote_User="chen").status == 403
        assert client.get("/", Remote_User="chen", X_Forwarded_For="192.0.2.1").status == 403


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"login": "basic"}, "users_file"),
        ({"trusted_proxies": ["localhost"]}, "trusted_proxies: 'localhost' is no address or network"),
        ({"login_header": "X User"}, "login_header"),
        ({"login": "guess"}, "login"),
    ],
)
def test_settings_that_would_leave_the_door_open_are_refused(stated: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Settings.model_validate({"web": stated})
