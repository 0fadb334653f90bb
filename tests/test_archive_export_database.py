"""The SQLite file for Datasette: what names what, what is found, and how Datasette itself shows it."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.export.schema import TABLES, described
from archive.export.writing import to_file
from archive.store import Archive
from tests.exports import MEETING, filled, material


@pytest.fixture
def file(sqlite_archive: Archive, tmp_path: Path, now: object) -> Path:
    filled(sqlite_archive)
    with sqlite_archive.read() as tx:
        assert to_file(tmp_path / "zhongshan.sqlite", "sqlite", material(tx)) == 3
    return tmp_path / "zhongshan.sqlite"


@pytest.fixture
def base(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as base:
        base.row_factory = sqlite3.Row
        yield base


def rows(base: sqlite3.Connection, statement: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in base.execute(statement, values)]


def test_every_column_is_described_and_every_name_is_there(base: sqlite3.Connection) -> None:
    for table, (_, columns) in TABLES.items():
        assert [row["name"] for row in rows(base, f"PRAGMA table_info({table})")] == list(columns), table
    names = {row["name"] for row in rows(base, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {one for one in names if "_search" not in one and "sqlite_" not in one} == {*TABLES, "about"}


def test_all_is_there_and_names_only_what_is_there(base: sqlite3.Connection) -> None:
    counts = {table: rows(base, f"SELECT count(*) n FROM {table}")[0]["n"] for table in TABLES}  # noqa: S608
    assert counts == {
        "announcements": 3, "attachments": 2, "revisions": 4, "meetings": 1, "directives": 2, "alignments": 2,
    }  # fmt: skip
    assert rows(base, "PRAGMA foreign_key_check") == rows(base, "PRAGMA integrity_check('announcements')")[1:] == []
    keys = {(row["table"], row["from"]) for row in rows(base, "PRAGMA foreign_key_list(alignments)")}
    assert keys == {("announcements", "announcement_id"), ("directives", "directive_id")}
    one, two = rows(base, "SELECT * FROM announcements WHERE id IN ('zs-1', 'gd-x') ORDER BY id DESC")
    assert (one["published"], one["deadline"], one["relevant"]) == ("2026-11-18T09:30:00+08:00", "2026-12-01", 1)
    assert (json.loads(one["topics"]), json.loads(one["amounts"])) == (["ai"], ["500万元"])
    assert (two["relevant"], two["topics"], two["withdrawn_at"]) == (None, None, "2026-11-18T12:00:00+08:00")


def test_quotations_are_slices_of_what_is_in_the_file(base: sqlite3.Connection) -> None:
    joined = """SELECT a.part, substr(f.text, a.start + 1, a."end" - a.start) ours, a.quotation,
        substr(m.text, a.directive_start + 1, a.directive_end - a.directive_start) theirs, a.directive_quotation
        FROM alignments a JOIN directives d ON d.id = a.directive_id JOIN meetings m ON m.id = d.meeting_id
        JOIN attachments f ON 'attachment:' || f.sha256 = a.part"""
    (row,) = rows(base, joined)
    assert row["ours"] == row["quotation"] == "在中山市登记"
    other = "SELECT meeting, directive_id FROM alignments WHERE announcement_id = 'zs-3'"
    assert rows(base, other) == [{"meeting": "2030-01-01", "directive_id": None}]
    for one in rows(base, 'SELECT substr(m.text, start + 1, "end" - start) x, d.text FROM directives d, meetings m'):
        assert one["x"] == one["text"]


def test_revisions_are_told_apart(base: sqlite3.Connection) -> None:
    found = rows(base, "SELECT revision, seen_at, body FROM revisions WHERE announcement_id = 'zs-1' ORDER BY 1")
    assert [(one["revision"], one["seen_at"][:10]) for one in found] == [(1, "2026-11-18"), (2, "2026-11-19")]
    assert found[0]["body"] == "原来的话"


def test_words_are_found_by_index_and_by_any_length(base: sqlite3.Connection) -> None:
    search = "SELECT rowid FROM announcements_search WHERE announcements_search MATCH ?"
    assert len(rows(base, search, '"人工智能"')) == 2
    files = "SELECT rowid FROM attachments_search WHERE attachments_search MATCH ?"
    assert len(rows(base, files, '"中山市登记"')) == 1
    find = described("x")["databases"]["x"]["queries"]["find"]["sql"]
    assert [row["id"] for row in base.execute(find, {"words": "登记"})] == ["zs-1"]
    assert {row["id"] for row in base.execute(find, {"words": "智"})} == {"zs-1", "zs-3"}
    answered = described("x")["databases"]["x"]["queries"]["answered"]["sql"]
    assert [(row["id"], row["answers"]) for row in base.execute(answered)] == [
        (f"{MEETING.id}/application.1", 0),
        (f"{MEETING.id}/application.2", 1),
    ]


def test_the_file_says_what_it_is(base: sqlite3.Connection) -> None:
    about = {row["name"]: row["value"] for row in rows(base, "SELECT * FROM about")}
    assert (about["exported_at"], about["announcements"]) == ("2026-11-20T08:00:00+08:00", "3")
    assert json.loads(about["metadata"]) == described("zhongshan")


def test_datasette_shows_it_with_titles_search_and_links(file: Path) -> None:
    def shown(path: str) -> str:
        options = ["--metadata", f"{file}.metadata.json", "--get", path]
        datasette = Path(sys.executable).with_name("datasette")
        ran = subprocess.run([datasette, file, *options], capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    page = shown("/zhongshan/announcements")
    assert "公告 Announcements, each in its newest words" in page
    assert "publisher family and post id" in page
    found = json.loads(shown("/zhongshan/announcements.json?_shape=array&_search=%E4%BA%BA%E5%B7%A5%E6%99%BA%E8%83%BD"))
    assert {one["id"] for one in found} == {"zs-1", "zs-3"}
    aligned = json.loads(shown("/zhongshan/alignments.json?_labels=on&_shape=objects"))
    assert {"value": "2025-02-21/application.2", "label": "加快发展"} in [
        one["directive_id"] for one in aligned["rows"]
    ]
    asked = json.loads(shown("/zhongshan/find.json?_shape=array&words=%E7%99%BB%E8%AE%B0"))
    assert [one["id"] for one in asked] == ["zs-1"]
    assert "What has answered each directive" in shown("/zhongshan")
