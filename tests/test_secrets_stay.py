"""No secret is ever told: every command is run, well and badly, in a house whose servers repeat all they hear."""

import gzip
import logging
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from archive import clock, secrets
from archive.config import load
from archive.store import dump, open_archive
from scheduler import cli
from scheduler.process import run
from tests import web_server
from tests.crash import day
from tests.crawling import ROOT
from tests.marked import MARKER, SECRET_FILES, House, standing

ENDLESS = {"run", "serve", "worker", "init"}
"""Commands that do not end, or ask a person."""
OWN_PROCESS = {"crawl", "record"}
"""Commands that a process can run once."""
NEW, CHEN = f"zs-{day.NEW[0]}", "chen"
GIVEN: dict[str, Sequence[Sequence[str]]] = {
    "digest send": [["--kind", "daily"], ["--kind", "weekly"], ["--kind", "immediate"]],
    "digest preview": [["--out", "{folder}/preview"]],
    "digest replay": [["--date", "2026-11-22", "--out", "{folder}/replay"], ["--date", "2020-01-01"]],
    "backup": [["{folder}/copy.zsw"], ["/nowhere/copy.zsw"]],
    "restore": [["{folder}/password"], ["/nowhere/copy.zsw"]],
    "bounces read": [["{folder}/password"]],
    "read": [["{folder}/password"], ["/nowhere"]],
    "show": [[NEW], ["zs-1"]],
    "why": [[NEW], ["zs-1"]],
    "history": [[NEW]],
    "search": [["机器人"]],
    "meetings show": [["2025-02-21"], ["nothing"]],
    "meetings import": [["{folder}/password"]],
    "meetings check": [["{folder}/password"]],
    "subscribers add": [["new@example.org"], ["not an address"]],
    "subscribers import": [["{folder}/password"]],
    "subscribers confirm": [[CHEN, "WRONGCODE"]],
    **{f"subscribers {verb}": [[CHEN], ["nobody"]] for verb in ("show", "pause", "resume", "set", "remove")},
    "web password": [["somebody", "--password", f"{MARKER}-reader"]],
    "archive move": [["--database", "postgresql://watch:{database}@127.0.0.1:1/watch"], []],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, (day.CRAWL + day.SENDS[1][1]).isoformat())
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")  # no site is there for `doctor`
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


def commands() -> list[str]:
    """Return the words of every command."""

    def under(one: click.Command, words: tuple[str, ...]) -> Iterator[str]:
        if isinstance(one, click.Group):
            for name in one.list_commands(context):
                command = one.get_command(context, name)
                assert command is not None
                yield from under(command, (*words, name))
        else:
            yield " ".join(words)

    context = click.Context(cli.zswatch)
    return [one for one in under(cli.zswatch, ()) if one not in ENDLESS | OWN_PROCESS]


def said(
    words: Sequence[str], config: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> tuple[int, str]:
    """Run a command in this process; return its exit code and all that it said and logged."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG), pytest.raises(SystemExit) as ended:
        cli.main([*words, "--config", str(config)])
    told = capfd.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    logged = "\n".join(one.getMessage() for one in caplog.records if one.name != "mail.log")  # that of the server
    return code, f"{told.out}{told.err}{logged}"


def kept_rows(config: Path) -> bytes:
    """Return all that the database holds."""
    with open_archive(load(config)) as archive, archive.read() as tx:
        return b"".join(dump.line(row) for table in dump.TABLES for row in dump.rows(tx, table))


@pytest.mark.parametrize("command", commands())
@pytest.mark.parametrize("kind", ["password", "xoauth2", "away"])
def test_no_command_tells_a_secret(
    house: House, kind: str, command: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    away = f"postgresql://watch:{house.secrets['database']}@127.0.0.1:1/watch"
    config = house.settings("password", away) if kind == "away" else house.settings(kind)
    for given in GIVEN.get(command, [[]]):
        words = [one.format(folder=house.folder, database=house.secrets["database"]) for one in given]
        _, told = said([*command.split(), *words], config, capfd, caplog)
        assert house.told_in(told) == []
        assert "Traceback" not in told


def test_the_servers_were_asked_and_did_repeat_it(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise the test above would prove nothing."""
    config = house.settings("password")
    assert 'wrong: LOGIN bounces "***"' in said(["bounces", "fetch"], config, capfd, caplog)[1]
    told = said(["digest", "send"], config, capfd, caplog)[1]
    assert "550 not him; you said ***" in f"{told}{kept_rows(config).decode()}", told


def test_a_child_tells_none_and_neither_does_the_note_of_it(house: House, tmp_path: Path) -> None:
    config = house.settings("password")
    proxy = f"http://us:{house.secrets['proxy']}@127.0.0.1:{house.ports['web']}"
    child = os.environ | {"http_proxy": proxy, "https_proxy": proxy, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "scheduler", "crawl", "zs_gxj-tzgg", "--json", "--config", str(config)]
    done = subprocess.run(words, env=child, capture_output=True, check=False, timeout=100)
    assert done.returncode == 1
    assert house.told_in(done.stdout + done.stderr) == []
    ended = run(["bounces", "fetch", "--config", str(config)], limit=day.AGAIN, log=tmp_path / "log")
    assert "wrong: LOGIN" in ended.tail
    assert house.told_in((tmp_path / "log").read_bytes()) == []


def test_no_page_tells_one(house: House) -> None:
    settings = load(house.settings("password"))
    with open_archive(settings) as archive, web_server.serving(archive, settings) as client:
        for path in ("/", "/sources", "/editions", "/api/v1/sources", "/nothing", "/search?q=x"):
            for login in ("", f"Basic {house.secrets['users']}"):
                answer = client.get(path, **({"Authorization": login} if login else {}))
                assert house.told_in(answer.body + str(answer.headers)) == []


def test_nothing_kept_holds_one(house: House, tmp_path: Path) -> None:
    config = house.settings("password")
    rows = kept_rows(config)
    assert len(rows) > 10_000
    assert house.told_in(rows) == []
    for file in (house.folder / "data").rglob("*"):
        if file.is_file() and file.name not in SECRET_FILES:
            assert house.told_in(file.read_bytes()) == [], file
    subprocess.run(
        [sys.executable, "-m", "scheduler", "backup", str(tmp_path / "copy"), "--config", str(config)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    with tarfile.open(tmp_path / "copy") as copy:
        for member in copy:
            content = copy.extractfile(member)
            assert content is not None
            raw = content.read()
            assert house.told_in(gzip.decompress(raw) if member.name.endswith(".gz") else raw) == []


@pytest.mark.postgres
def test_a_database_with_a_password_is_named_without_it(
    house: House,
    postgres_database: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = postgres_database.replace("://postgres:@", f"://postgres:{house.secrets['database']}@")
    assert house.secrets["database"] in url
    config = house.settings("password", url)
    for words in (["status"], ["search", "机器人"], ["digest", "send"], ["archive", "check"], ["sources"]):
        code, told = said(words, config, capfd, caplog)
        assert house.told_in(told) == []
        assert (code == 0) is (words[0] in {"search", "archive", "sources"})


def test_a_mistake_of_ours_is_shown_without_them(capfd: pytest.CaptureFixture[str]) -> None:
    secrets.known(f"{MARKER}-in-a-library")
    with pytest.raises(ValueError, match="bad header") as caught:
        int(f"bad header {MARKER}-in-a-library")
    cli._told(caught.type, caught.value, caught.tb)
    told = capfd.readouterr().err
    assert told.endswith("'bad header ***'\n")
    assert "Traceback" in told
