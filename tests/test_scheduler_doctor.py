"""`zswatch doctor` as a person uses it: all checks side by side, each within its time, exit code by what was found."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive import clock
from archive.errors import TryLater
from scheduler import doctor
from scheduler.cli import main
from scheduler.doctor.examining import Check, examine
from scheduler.doctor.finding import Finding, Installation, fault, warning, well
from tests import mail_server
from tests.doctored import installation
from tests.twin import Twin

NOW = "2026-11-18T09:00:00+08:00"
SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "doctor.schema.json"


def check(name: str, *found: Finding, seconds: float = 5.0, online: bool = False) -> Check:
    return Check(name, lambda _: found, seconds=seconds, online=online)


def test_findings_come_in_the_order_of_the_checks_and_offline_without_those_of_other_machines() -> None:
    checks = [check("b", well("b", "1"), well("b", "2")), check("a", well("a", "3"), online=True)]
    assert [one.found for one in examine(installation(), checks)] == ["1", "2", "3"]
    assert [one.found for one in examine(installation(), checks, offline=True)] == ["1", "2"]


def test_all_checks_are_under_way_at_once() -> None:
    together = threading.Barrier(8, timeout=10)

    def look(_: Installation) -> Iterator[Finding]:
        together.wait()
        yield well("one", "met")

    assert len(examine(installation(), [Check("one", look)] * 8)) == 8


def test_a_check_that_hangs_holds_up_nobody() -> None:
    over = threading.Event()

    def hang(_: Installation) -> Iterator[Finding]:
        yield warning("hanging", "seen before", "do")
        over.wait(20)

    try:
        found = examine(installation(), [Check("hanging", hang, seconds=0.1), check("other", well("other", "fine"))])
    finally:
        over.set()
    assert [(one.mark, one.found) for one in found] == [
        ("warning", "seen before"), ("fault", "no end within 0.1 seconds"), ("ok", "fine"),
    ]  # fmt: skip


def test_an_expected_error_is_a_fault_after_what_was_found_before_it_and_any_other_is_ours() -> None:
    def away(_: Installation) -> Iterator[Finding]:
        yield well("away", "first")
        raise TryLater("the server is away")

    def broken(_: Installation) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    found = examine(installation(), [Check("away", away)])
    assert [(one.mark, one.found) for one in found] == [("ok", "first"), ("fault", "the server is away")]
    with pytest.raises(ZeroDivisionError):
        examine(installation(), [Check("broken", broken)])


def test_every_check_has_a_name_of_its_own_and_a_bound() -> None:
    names = [one.name for one in doctor.CHECKS]
    assert len(set(names)) == len(names) >= 15
    assert all(0 < one.seconds <= 90 for one in doctor.CHECKS)
    assert fault("x", "y", "z").do


@pytest.fixture
def twin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    monkeypatch.setenv(clock.VARIABLE, NOW)
    with Twin(day=1, everyday=False) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def by_schema(printed: str) -> Any:
    """Return the one document that was printed, which is as its schema says."""
    answer = json.loads(printed)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(answer)
    return answer


def settings_at(place: Path, port: int, *more: str) -> None:
    lines = (
        'data_dir = "data"', *more, "[crawler]", 'contact = "me@example.org"', "[watch]",
        'operators = ["me@example.org"]',
        "[mail]", 'channel = "smtp"', 'host = "localhost"', f"port = {port}", 'security = "none"',
        'sender = "w@example.org"',
    )  # fmt: skip
    (place / "zswatch.toml").write_text("\n".join(lines) + "\n")


def test_an_installation_that_works_has_no_fault(twin: Twin, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = mail_server.Box()
    with mail_server.serving(box) as port:
        settings_at(place, port)
        code = run("doctor")
    said = capsys.readouterr().out
    assert code == 0, said
    assert "✗" not in said
    assert "✓ sites           http://www.zs.gov.cn: answers, robots.txt allows all" in said
    assert "✓ clock           as that of" in said
    assert said.splitlines()[-1].startswith("0 faults, ")
    assert box.taken == []
    assert {one.path for one in twin.log.requests} == {"/robots.txt"}
    assert not (place / "data").exists()


def test_a_fault_is_told_with_what_to_do_and_exits_with_one(
    place: Path, capsys: pytest.CaptureFixture[str], now: object
) -> None:
    settings_at(place, 1)
    (place / "data").write_text("in the place of the folder")
    assert run("doctor", "--offline") == 1
    said = capsys.readouterr().out
    assert f"✗ data folder  {place / 'data'} is no folder\n               → set data_dir to a folder" in said


def test_offline_asks_nobody(place: Path, capsys: pytest.CaptureFixture[str], now: object) -> None:
    """Names of sites could not be looked up here: a test that tries fails."""
    settings_at(place, 1)
    assert run("doctor", "--offline") == 0
    assert "sites" not in capsys.readouterr().out


def test_json_is_one_document(place: Path, capsys: pytest.CaptureFixture[str], now: object) -> None:
    settings_at(place, 1)
    assert run("doctor", "--offline", "--json") == 0
    told = by_schema(capsys.readouterr().out)
    assert told["well"] is True


def test_settings_that_can_not_be_read_are_the_finding(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "zswatch.toml").write_text("langauge = 'zh'\n")
    assert run("doctor") == 1
    said = capsys.readouterr().out
    assert "✗ settings  zswatch.toml: unknown key langauge; did you mean language?" in said
    assert run("doctor", "--config", "away.toml", "--json") == 1
    told = by_schema(capsys.readouterr().out)
    assert (told["well"], told["findings"][0]["found"]) == (False, "away.toml: no such file")


def test_a_source_that_is_not_known_is_a_finding_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "zswatch.toml").write_text("[crawler]\ndisabled = ['portal-zhx']\n")
    assert run("doctor", "--offline") == 1
    assert "portal-zhx" in capsys.readouterr().out
