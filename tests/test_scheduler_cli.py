"""The command line: what it promises exists, and what goes wrong is one line and the right exit code."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from scheduler.cli import main, zswatch

CONTRACT = (
    "crawl", "reread", "sources", "sources check", "read", "search", "show", "history", "why", "export", "meetings",
    "meetings show", "meetings import", "meetings check",
    "digest preview", "digest send", "digest replay", "run", "serve",
    "subscribers", "subscribers add", "subscribers remove", "subscribers list", "bounces", "bounces read",
    "status", "backup", "restore", "archive check", "archive index", "archive move", "archive tidy",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ZSWATCH_DATABASE_URL", raising=False)

    def said(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return said


def command(path: str) -> click.Command:
    found: click.Command = zswatch
    for name in path.split():
        assert isinstance(found, click.Group)
        found = found.commands[name]
    return found


@pytest.mark.parametrize("path", CONTRACT)
def test_every_promised_command_exists_with_help_and_config(path: str, run: Run) -> None:
    said = run(*path.split(), "--help")
    assert said.code == 0
    assert path.rsplit(maxsplit=1)[-1] in said.out
    assert "--config" in said.out
    assert command(path).help


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["crawl", "zs_gxi-tzgg"], 2, r"unknown source zs_gxi-tzgg; did you mean zs_gxj-tzgg\?"),
        (["crawl", "--since", "2025-13-01"], 2, r"'2025-13-01' is not a date such as 2025-02-21"),
        (["search", "x", "--from", "gestern"], 2, r"'gestern' is not a date"),
        (["search", "x"], 1, r"zswatch\.sqlite: there is no archive yet; `zswatch crawl` makes one"),
        (["search", "x", "--source", "portl"], 2, r"--source: unknown source portl; did you mean portal\?"),
        (["export", "--source", "zs_gxi-tzgg"], 2, r"unknown source zs_gxi-tzgg; did you mean zs_gxj-tzgg\?"),
        (["reread", "zs_gxi"], 2, r"unknown source zs_gxi; did you mean zs_gxj\?"),
        (["reread"], 1, r"there is no archive yet"),
        (["show", "zs-1"], 1, r"there is no archive yet"),
        (["meetings", "show", "2025-02-22"], 1, r"no meeting 2025-02-22; did you mean 2025-02-21\?"),
        (["meetings", "import", "nowhere.txt"], 2, r"nowhere\.txt: No such file"),
        (["sources", "check", "gxj"], 2, r"unknown source gxj"),
        (["read", "nowhere.html"], 1, r"nowhere\.html: No such file"),
        (["sources", "--config", "other.toml"], 2, r"other\.toml: no such file"),
        (["export", "--format", "xls"], 2, r"'xls' is not one of 'jsonl', 'csv', 'md'"),
        (["digest", "replay", "--date", "2020-01-01"], 1, r"there is no archive yet"),
        (["restore", "nowhere.tar"], 1, r"nowhere\.tar"),
        (["crawll"], 2, r"No such command 'crawll'"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: list[str], code: int, expected: str, run: Run) -> None:
    said = run(*arguments)
    assert said.code == code, said
    assert re.search(expected, said.err), said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    last = said.err.strip().splitlines()[-1]
    assert re.search(expected, last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[crawler]\ndelay_second = 1\n", "unknown key crawler.delay_second; did you mean crawler.delay_seconds?"),
        ("langage = 'en'\n", "unknown key langage; did you mean language?"),
        ("language = 'fr'\n", "language: Input should be 'zh' or 'en' (given: 'fr')"),
        ("[crawler]\ndelay_seconds = -1\n", "crawler.delay_seconds: Input should be greater than or equal to 0"),
        ("[schedule]\ndigest = '25:00'\n", "schedule.digest: String should match pattern"),
        ("[schedule]\ncrawl = ['6:30']\n", "crawl: '6:30' is not a time HH:MM"),
        ("language = \n", "Invalid value"),
    ],
)
def test_a_wrong_settings_file_names_file_key_and_nearest(text: str, expected: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "zswatch.toml").write_text(text, encoding="utf-8")
    said = run("sources")
    assert said.code == 2
    assert said.err.startswith("zswatch: zswatch.toml: ")
    assert expected in said.err
    assert said.err.count("\n") == 1


def test_the_sources_stand_in_a_table_and_the_paused_ones_below_it_with_their_reasons(run: Run) -> None:
    said = run("sources")
    table, _, below = said.out.rpartition("┘")
    assert (said.code, said.err) == (0, "")
    assert "│ zs_nqbsc-gggs " in table
    assert "never" in table
    assert re.search(r"^zs_gxj-gkmlpt  中山市工业和信息化局  paused: the folder zsgxj follows", below, re.MULTILINE)
    assert "zs_gxj-gkmlpt" not in table


def test_a_misspelt_variable_names_the_nearest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_CRAWLER__DELAY", "0")
    said = run("sources")
    assert said.code == 2
    assert "ZSWATCH_CRAWLER__DELAY: unknown setting; did you mean ZSWATCH_CRAWLER__DELAY_SECONDS?" in said.err


def test_a_wrong_clock_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_NOW", "2026-11-19")
    said = run("status")
    assert said.code == 2
    assert "ZSWATCH_NOW: '2026-11-19' has no zone" in said.err


@pytest.mark.parametrize(
    ("url", "code", "expected"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", 1, "postgresql://nobody@127.0.0.1:1/none"),
        ("mysql://x/y", 2, "expected sqlite or postgresql"),
    ],
)
def test_a_database_that_can_not_be_had_is_named(
    url: str, code: int, expected: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", url)
    said = run("sources")
    assert said.code == code
    assert expected in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_no_database_is_named_and_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "zswatch.sqlite"
    file.parent.mkdir()
    file.write_bytes(b"a letter to my aunt, and no database at all" * 100)
    before = file.read_bytes()
    said = run("search", "x")
    assert said.code == 1
    assert "zswatch.sqlite" in said.err
    assert file.read_bytes() == before


def test_config_may_stand_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("langage = 'en'\n")
    assert "langage" in run("--config", "mine.toml", "sources").err
    assert "langage" in run("sources", "--config", "mine.toml").err
    assert "langage" in run("sources", "--config", "mine.toml", "check").err


def test_help_needs_no_framework() -> None:
    heavy = {
        "scrapy", "sqlalchemy", "twisted", "apscheduler", "jinja2", "pydantic", "rich", "lxml", "opencc", "fastapi",
        "uvicorn", "itsdangerous",
    }  # fmt: skip
    probe = (
        "import sys; from scheduler.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


REPORT = "2月21日，市委召开人工智能座谈会。会议强调：一是“学习”。要主动学习新工具。二是“应用”。要打造一批应用场景。"


def test_a_report_without_a_year_takes_the_day_of_its_files_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "meeting-2025-02-21.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    assert "states no date" in run("meetings", "import", "report.txt").err
    said = run("meetings", "import", "meeting-2025-02-21.txt")
    assert said.code == 0
    assert "kept as 2025-02-21-imported" in said.err
    assert (
        "part of the program"
        in run("meetings", "import", "report.txt", "--date", "2025-02-21", "--id", "2025-02-21").err
    )
