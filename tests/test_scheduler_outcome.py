"""Whether a job did its work is told by its exit code; people and scripts see the codes that they know."""

from pathlib import Path
from typing import Any

import pytest

from archive.errors import DatabaseAway, WrongSettings
from scheduler import cli, outcome


def ended(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(cli.zswatch, "main", fail)
    with pytest.raises(SystemExit) as raised:
        cli.main(["judge"])
    return int(raised.value.code or 0)


@pytest.mark.parametrize(
    ("error", "typed", "job"),
    [
        (DatabaseAway("away"), 1, outcome.TRY_AGAIN),
        (WrongSettings("wrong"), 2, 2),
    ],
)
def test_what_may_pass_has_a_code_of_its_own_for_a_worker(
    monkeypatch: pytest.MonkeyPatch, error: Exception, typed: int, job: int
) -> None:
    assert ended(monkeypatch, error) == typed
    monkeypatch.setenv(outcome.VARIABLE, "crawl")
    assert ended(monkeypatch, error) == job


def test_a_mistake_of_ours_is_told_whole_and_has_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyError):
        ended(monkeypatch, KeyError("x"))
    monkeypatch.setenv(outcome.VARIABLE, "crawl")
    assert ended(monkeypatch, KeyError("x")) == outcome.BROKE
    assert "KeyError: 'x'" in capsys.readouterr().err


def test_the_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from archive.config import load

    monkeypatch.setenv(outcome.VARIABLE, "crawl")
    monkeypatch.chdir(tmp_path)
    assert load().engine.kind == "here"


@pytest.mark.parametrize(("code", "done"), [(0, True), (1, True), (2, False), (70, False), (75, False), (-9, False)])
def test_carried_through(code: int, done: bool) -> None:
    assert outcome.carried_through(code) is done
