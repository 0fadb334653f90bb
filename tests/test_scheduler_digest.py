"""`zswatch digest` as it is typed: preview, send, list, replay and erratum, their answers and exit codes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.records import Filters
from archive.store import Archive, announcements, judgements
from scheduler.cli import main
from tests.days import EIGHT, keep, person, scene, subscribe
from tests.test_whole_way import by_schema

Run = Callable[..., tuple[int, str, str]]
WORD = person("word", filters=Filters(words=("2655001",)), editions=("daily", "immediate"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Run:
    """Run a command on the archive of the test, at eight in the morning."""
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ZSWATCH_NOW", EIGHT.isoformat())

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["digest", *arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


@pytest.fixture
def filled(archive: Archive) -> Archive:
    keep(archive, scene(2655001), scene(2655002))
    subscribe(archive, WORD)
    return archive


def not_relevant(archive: Archive) -> None:
    with archive.begin() as tx:
        one = announcements.get(tx, "zs-2655001")
        assert one.analysis is not None
        verdict = replace(one.analysis.relevance, relevant=False, score=0.1)
        judgements.put(tx, replace(one.analysis, relevance=verdict), EIGHT)


def test_a_preview_for_a_person_and_for_a_program(filled: Archive, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("preview", "--to", "word", "--out", str(tmp_path))
    assert code == 0
    assert [Path(line).name for line in out.splitlines()[:5]] == [
        "edition.html",
        "edition.txt",
        "edition.eml",
        "edition.json",
        "why.txt",
    ]
    assert "- zs-2655002 [item]" in out
    told = by_schema("preview", json.loads(run("preview", "--to", "word", "--out", str(tmp_path), "--json")[1]))
    assert {one["id"]: one["included"] for one in told["verdicts"]} == {"zs-2655001": True, "zs-2655002": False}
    code, _, said = run("preview", "--to", "wrod", "--out", str(tmp_path))
    assert (code, said.count("\n")) == (2, 1)


def test_nothing_to_tell_at_once(filled: Archive, run: Run, tmp_path: Path) -> None:
    subscribe(filled, replace(WORD, filters=Filters(words=("没有这个词",))))
    code, _, said = run("preview", "--kind", "immediate", "--to", "word", "--out", str(tmp_path))
    assert (code, said) == (0, "nothing would be sent\n")
    code, out, _ = run("send", "--kind", "immediate")
    assert (code, out.splitlines()[0]) == (0, "nothing to tell at once")


def test_sent_listed_corrected_and_replayed(filled: Archive, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("send")
    assert code == 0
    assert out.startswith("daily-2026-11-18 composed: ")
    not_relevant(filled)
    code, out, _ = run("erratum", "--why", "判断有误", "--dry-run")
    assert code == 0
    assert "zs-2655001 not relevant: " in out
    assert "dry run: nothing was kept or sent" in out
    code, out, _ = run("erratum", "--why", "判断有误")
    assert code == 0
    assert "erratum-1-of-daily-2026-11-18: " in out
    assert "for: word@example.org" in out
    assert "1 sent" in out
    code, _, said = run("erratum", "--why", "判断有误")
    assert (code, said.count("\n")) == (1, 1)
    assert "nothing to correct that erratum-1-of-daily-2026-11-18 has not corrected" in said
    listed = by_schema("editions", json.loads(run("list", "--json")[1]))
    assert [one["key"] for one in listed] == ["erratum-1-of-daily-2026-11-18", "daily-2026-11-18"]
    assert listed[1]["corrected_by"] == ["erratum-1-of-daily-2026-11-18"]
    _, out, _ = run("list")
    assert "(1 sent; corrected by erratum-1-of-daily-2026-11-18)" in out.splitlines()[1]
    code, out, said = run("replay", "--to", "word", "--out", str(tmp_path))
    assert (code, len(out.splitlines())) == (0, 4)
    assert said == "this edition was corrected: erratum-1-of-daily-2026-11-18\n"
    assert run("replay", "--kind", "weekly", "--out", str(tmp_path))[0] == 1


def test_a_weekly_edition_is_that_of_the_weeks_monday(filled: Archive, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("send", "--kind", "weekly")
    assert code == 0
    assert out.startswith("weekly-2026-11-16 composed: ")
    told: Any = run("replay", "--kind", "weekly", "--date", "2026-11-18", "--out", str(tmp_path))
    assert told[0] == 0
    assert json.loads((tmp_path / "edition.json").read_bytes())["date"] == "2026-11-16"


def test_wrong_use(filled: Archive, run: Run) -> None:
    assert run("send", "--to", "nobody")[0] == 2
    assert run("send", "--kind", "erratum")[0] == 2
    assert run("erratum")[0] == 2
