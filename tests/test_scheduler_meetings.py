"""`zswatch meetings`: a report becomes a file that a person edits, the program checks and takes over."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scheduler.cli import main

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
REPORT = (
    "2026年3月12日，全市算力工作会议召开。会议强调，一是抓平台。建设算力平台，安排资金2亿元。二是抓人才。引进十名专家。"
)
OTHER = "2026年3月12日，另一个会议召开。会议要求，要开放公共数据。"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder that holds two reports."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", "data")
    monkeypatch.delenv("ZSWATCH_DATABASE_URL", raising=False)
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "other.txt").write_text(OTHER, encoding="utf-8")

    def said(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["meetings", *arguments])
        captured = capsys.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return said


FILE = Path("data/meetings/2026-03-12.toml")


def edit(old: str, new: str, file: Path = FILE) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def shown(run: Run, meeting: str = "2026-03-12") -> Any:
    answer = json.loads(run("show", meeting, "--json").out)
    jsonschema.validate(answer, json.loads((SCHEMAS / "meeting.schema.json").read_text(encoding="utf-8")))
    return answer


def test_import_edit_check_take_over(run: Run) -> None:
    said = run("import", "report.txt")
    assert said.code == 0
    assert f"edit {FILE}" in said.err
    assert "taken over" in run("check").out
    edit('start = 33\nend = 39\ntext = "建设算力平台"', 'text = "算力平台"')
    checked = run("check")
    assert checked.code == 0
    assert f"`zswatch meetings import {FILE}` takes it over" in checked.out
    assert shown(run)["directives"][0]["text"] == "建设算力平台"
    assert run("import", str(FILE)).code == 0
    assert shown(run)["directives"][0] == {
        "id": "platform.1",
        "theme": "platform",
        "start": 35,
        "end": 39,
        "text": "算力平台",
    }
    assert "taken over" in run("check", str(FILE)).out


def test_what_is_wrong_is_named_line_by_line_and_not_taken_over(run: Run) -> None:
    run("import", "report.txt")
    edit('theme = "talent"', 'theme = "talents"')
    edit('value = "2"', 'value = "20"')
    said = run("check")
    lines = FILE.read_text(encoding="utf-8").split("\n")
    theme, value = lines.index('theme = "talents"') + 1, lines.index('value = "20"') + 1
    assert said.code == 2
    assert f"{FILE}:{theme}: directive talent.1: unknown theme" in said.err
    assert f"{FILE}:{value}: fact '20': value 20亿元 does not follow" in said.err
    refused = run("import", str(FILE))
    assert refused.code == 2
    assert "(and 1 more, see `zswatch meetings check`)" in refused.err
    assert shown(run)["directives"][-1]["theme"] == "talent"


def test_check_as_json(run: Run) -> None:
    run("import", "report.txt")
    run("import", "other.txt", "--id", "other")
    edit('id = "other"', 'id = "o/ther"', Path("data/meetings/other.toml"))
    answer = json.loads(run("check", "--json").out)
    jsonschema.validate(answer, json.loads((SCHEMAS / "meetings-check.schema.json").read_text(encoding="utf-8")))
    assert [(one["id"], one["taken_over"], len(one["faults"])) for one in answer] == [
        ("2026-03-12", True, 0),
        ("o/ther", False, 1),
    ]
    assert json.loads(run("check", "--json", "data/meetings/2026-03-12.toml").out)[0]["directives"] == 3


def test_nothing_to_check(run: Run) -> None:
    said = run("check")
    assert (said.code, said.out) == (0, "no meeting file to check\n")
    assert run("check", "nowhere.toml").code == 2


def test_an_edit_is_not_overwritten_by_the_report(run: Run) -> None:
    run("import", "report.txt")
    edit('name = "抓平台"', 'name = "平台"')
    run("import", str(FILE))
    assert "2026-03-12: the meeting kept under this id was edited since; --replace" in run("import", "report.txt").err
    assert shown(run)["themes"][0]["name"] == "平台"
    edit('name = "平台"', 'name = "算力平台"')  # and never taken over
    assert run("import", "report.txt", "--replace").code == 0
    assert shown(run)["themes"][0]["name"] == "抓平台"
    assert 'name = "算力平台"' in FILE.with_suffix(".toml.old").read_text(encoding="utf-8")
    assert 'name = "抓平台"' in FILE.read_text(encoding="utf-8")


def test_the_same_report_twice_is_one_meeting_and_another_of_that_day_a_second(run: Run) -> None:
    assert run("import", "report.txt").code == run("import", "report.txt").code == 0
    assert "kept as 2026-03-12-2" in run("import", "other.txt").err
    assert "is another report; --replace" in run("import", "other.txt", "--id", "2026-03-12").err
    assert [one["id"] for one in json.loads(run("--json").out)] == ["2025-02-21", "2026-03-12", "2026-03-12-2"]


@pytest.mark.parametrize("wrong", ["../out", "a/b", "", "a b", "-" * 65, ".hidden"])
def test_an_id_that_is_no_name_of_a_file_is_refused(wrong: str, run: Run) -> None:
    said = run("import", "report.txt", f"--id={wrong}") if wrong else run("import", "report.txt", "--id", "\n")
    assert said.code == 2
    assert "expected letters, figures" in said.err
    assert not Path("data/meetings").exists()


def test_a_file_of_its_own(run: Run, tmp_path: Path) -> None:
    assert run("import", "report.txt", "--out", "mine/m.toml").code == 0
    assert not FILE.exists()
    edit('name = "抓平台"', 'name = "平台"', Path("mine/m.toml"))
    assert run("import", "mine/m.toml").code == 0
    assert 'name = "平台"' in FILE.read_text(encoding="utf-8")
    (tmp_path / "file").touch()
    assert "file/m.toml: " in run("import", "report.txt", "--replace", "--out", "file/m.toml").err


def test_the_shipped_meeting_can_be_taken_as_a_pattern(run: Run) -> None:
    text = run("show", "2025-02-21", "--toml").out
    Path("mine.toml").write_text(text, encoding="utf-8")
    edit('name = "学习"', 'name = "学"', Path("mine.toml"))
    assert "part of the program; give your version another id" in run("import", "mine.toml").err
    edit('id = "2025-02-21"', 'id = "mine"', Path("mine.toml"))
    assert run("import", "mine.toml").code == 0
    assert shown(run, "mine")["themes"][0]["name"] == "学"
    assert "--id: an edited meeting file states it itself" in run("import", "mine.toml", "--id", "x").err


def test_hostile_files_end_with_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.toml").write_bytes(b"a = " + b"[" * 50_000)
    (tmp_path / "c.toml").write_bytes(b"")
    for name in ("a.toml", "b.toml", "c.toml", ".", "none.toml"):
        said = run("import", name)
        assert said.code == 2, name
        assert said.err.startswith("zswatch: ")
        assert said.err.count("\n") == 1
