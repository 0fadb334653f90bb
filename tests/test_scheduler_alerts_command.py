"""`zswatch alerts` and `zswatch status` as commands: exit codes, JSON, and what reaches a mail server or a robot."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from archive import clock
from archive.config import Settings
from archive.records import Service
from archive.store import open_archive, runs, services
from scheduler.cli import main
from tests.alarming import DAY, EVERY, visited, working
from tests.found import HOUR, NOON
from tests.mail_server import Box, serving
from tests.model_server import sending
from tests.model_server import serving as answering

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
AT = NOON + 26 * HOUR
PORTAL = {key: "failed" for key in EVERY if key.startswith("portal-")}


class Said(NamedTuple):
    code: int
    out: str
    err: str

    def json(self, name: str) -> Any:
        document = json.loads(self.out)
        jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))
        return document


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command where all of a host's sources have been unwell for 26 hours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(clock.VARIABLE, AT.isoformat())
    monkeypatch.setenv("ZSWATCH_LANGUAGE", "en")
    monkeypatch.setenv("ZSWATCH_WATCH__OPERATORS", "ops@example.org")
    with open_archive(Settings()) as archive, archive.begin() as tx:
        visited(tx, NOON - DAY)
        visited(tx, NOON, PORTAL)  # type: ignore[arg-type]
        visited(tx, AT, PORTAL)  # type: ignore[arg-type]
        working(tx, AT)

    def said(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        printed = capsys.readouterr()
        return Said(ended.value.code if isinstance(ended.value.code, int) else 0, printed.out, printed.err)

    return said


def through(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stated = {"CHANNEL": "smtp", "HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none"}
    for name, value in stated.items():
        monkeypatch.setenv(f"ZSWATCH_MAIL__{name}", value)


def test_what_is_tried_is_shown_and_what_is_told_arrives_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = run("alerts", "--dry-run", "--json")
    assert tried.code == 0
    told = tried.json("alerts")["alert"]
    assert told["subject"] == f"[Zhongshan Watch alert] {len(PORTAL)} sources at www.zs.gov.cn: failed"
    assert run("status", "--json").json("status")["alarms"] == []
    box = Box()
    with serving(box) as port:
        through(port, monkeypatch)
        done = run("alerts")
        assert (done.code, done.err) == (0, "")
        assert "told to ops@example.org" in done.out
        again = run("alerts", "--json").json("alerts")
    assert again["alert"] is None
    assert {one["told"] for one in again["alarms"] if one["subject"].startswith("source:")} == {1}
    assert [recipient for recipient, _ in box.taken] == ["ops@example.org"]


def test_where_mail_is_broken_the_exit_code_says_so_and_a_robot_tells(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    through(1, monkeypatch)
    robot = {"name": "ops", "kind": "wecom", "url_file": str(tmp_path / "robot-url")}
    monkeypatch.setenv("ZSWATCH_ROBOTS", json.dumps([robot]))
    monkeypatch.setenv("ZSWATCH_WATCH__ROBOT", "ops")
    with answering(sending(b'{"errcode": 0, "errmsg": "ok"}')) as server:
        (tmp_path / "robot-url").write_text(f"http://127.0.0.1:{server.port}/hook")
        done = run("alerts")
        assert done.code == 1
        assert "ops@example.org: " in done.err
        (asked,) = server.bodies
    assert f"{len(PORTAL)} sources at www．zs.gov.cn: failed" in asked.decode()
    monkeypatch.setenv(clock.VARIABLE, (AT + 2 * HOUR).isoformat())
    later = run("alerts", "--json")
    assert later.code == 1
    assert "is queued: " in later.json("alerts")["trouble"][0]
    waits = run("status", "--json").json("status")["outbox"]
    assert (waits["attempts"], bool(waits["why"])) == (2, True)


def test_an_operator_that_is_no_address_is_wrong_use(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_WATCH__OPERATORS", "ops")
    assert run("alerts").code == 2


def test_status_of_a_service_that_is_gone_is_for_a_person(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(Settings()) as archive, archive.begin() as tx:
        for exit_code, note in ((0, "done"), (-9, "killed after its limit of 2:00:00")):
            runs.finish(tx, runs.start(tx, "crawl", AT, AT, "zs1:1:w"), AT, exit_code, note, 312)
        services.gone(tx, "zs1:1:w")
        other = Service(holder="zs2:9:x", kind="service", role="stands by", version="1", started_at=NOON, seen_at=NOON)
        services.seen(tx, other)
    brief = run("status", "--brief")
    assert brief.code == 1
    assert brief.out.count("\n") == 1
    assert brief.out.startswith("PROBLEM (")
    assert "no service leads; zs2:9:x was last heard of 2026-11-18 12:00" in brief.out
    told = run("status", "--json").json("status")
    assert told["leader"] is None
    assert [(one["note"], one["peak_mb"]) for one in told["failed"]] == [("killed after its limit of 2:00:00", 312)]
    assert told["crawls"][0]["sources"] == len(EVERY)
    assert told["disk"]["free"] > 0
    assert told["sizes"]["database"] > 100_000
    for line in ("service zs2:9:x stands by", "crawl of 2026-11-19 14:00: killed", "MB free", "rows to be indexed"):
        assert line in run("status").out
