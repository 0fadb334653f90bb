"""`zswatch judge`: what is judged already stays, and is judged once more when asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select

from archive.config import Settings
from archive.store import Archive, announcements
from archive.tables import Analysis
from scheduler.cli import main
from tests.found import NOON, found

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "schemas" / "judge.schema.json").read_text("utf-8"))
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, now: Any) -> Run:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> dict[str, Any]:
        with pytest.raises(SystemExit) as ended:
            main(["judge", *arguments, "--json"])
        assert not ended.value.code
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        jsonschema.validate(answer, SCHEMA)
        return answer

    return said


def test_again_judges_what_is_judged_and_puts_the_new_analysis_in_the_place_of_the_old(
    archive: Archive, run: Run
) -> None:
    with archive.begin() as tx:
        for number in (1, 2):
            announcements.keep(tx, found(number), NOON)
    first = run()
    assert first["judged"] == 2
    assert run()["judged"] == 0
    again = run("--again")
    assert again == first
    with archive.read() as tx:
        rows = list(tx.scalars(select(Analysis.method)))
    assert rows == [first["method"]] * 2


def test_an_analysis_by_an_earlier_method_stays_beside_the_new_one(archive: Archive, run: Run) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
    method = run()["method"]
    with archive.begin() as tx:
        for row in tx.scalars(select(Analysis)):
            row.method = "an earlier one"
        tx.flush()
    assert run()["judged"] == 1
    with archive.read() as tx:
        assert sorted(tx.scalars(select(Analysis.method))) == sorted(["an earlier one", method])
