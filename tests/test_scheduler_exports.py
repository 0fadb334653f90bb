"""`zswatch export` into files of every format, by real runs of the command on both engines."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from archive.config import Settings
from archive.export import sheet
from archive.store import Archive
from scheduler.cli import main
from tests.interface import MORE, furnished

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    archive: Archive,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
    now: Any,
) -> Run:
    furnished(archive)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["export", *arguments])
        captured = capfd.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


def test_a_parquet_file_has_what_the_filters_let_pass(run: Run, tmp_path: Path) -> None:
    code, out, err = run("机器人项目", "--format", "parquet", "--out", "robots.parquet")
    assert (code, out, err) == (0, "", f"{MORE} announcements in robots.parquet\n")
    with duckdb.connect() as base:
        assert base.execute("SELECT count(*) FROM 'robots.parquet'").fetchone() == (MORE,)


def test_a_database_has_revisions_and_every_meeting(run: Run, tmp_path: Path) -> None:
    code, _, err = run("--format", "sqlite", "--out", "all.sqlite")
    assert code == 0
    assert "datasette all.sqlite --metadata all.sqlite.metadata.json" in err
    with closing(sqlite3.connect(tmp_path / "all.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM revisions WHERE announcement_id = 'zs-1'").fetchone() == (2,)
        assert {one for (one,) in base.execute("SELECT id FROM meetings")} == {"2025-02-21", "2030-01-01"}
        named = base.execute("SELECT count(*) FROM alignments WHERE directive_id IS NULL").fetchone()
    assert named == (0,)
    assert "all" in json.loads((tmp_path / "all.sqlite.metadata.json").read_text(encoding="utf-8"))["databases"]


@pytest.mark.parametrize("form", ["parquet", "sqlite"])
def test_what_is_no_text_is_not_printed(run: Run, form: str) -> None:
    code, out, err = run("--format", form)
    assert (code, out) == (2, "")
    assert f"--format {form}: is no text to print; name a file with --out" in err


def test_more_rows_than_excel_reads_are_told(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sheet, "ROWS", MORE)
    assert f"Excel reads the first {MORE} of these rows only" in run("--format", "csv", "--out", "all.csv")[2]
    assert "Excel" not in run("--format", "csv", "--limit", "3", "--out", "all.csv")[2]
    assert len((tmp_path / "all.csv").read_bytes().split(b"\r\n")) == 1 + 3 + 1
