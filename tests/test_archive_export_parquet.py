"""Parquet files, read back by a library of others: every value and type, nested lists, nothing of nothing."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from archive.errors import WrongUse
from archive.export import document
from archive.export.parquet import DETAILS, row
from archive.export.writing import to_file
from archive.records import Query
from archive.search import every
from archive.store import Archive
from tests.exports import filled, material


@pytest.fixture
def archive(sqlite_archive: Archive) -> Archive:
    filled(sqlite_archive)
    return sqlite_archive


@pytest.fixture
def base(archive: Archive, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with archive.read() as tx:
        assert to_file(tmp_path / "out.parquet", "parquet", material(tx)) == 3
    with duckdb.connect() as base:
        base.execute("SET TimeZone = 'Asia/Shanghai'")
        base.execute(f"CREATE VIEW kept AS SELECT * FROM '{tmp_path}/out.parquet'")  # noqa: S608
        yield base


def rows(base: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    return base.execute(statement).fetchall()


def test_every_value_comes_back(archive: Archive, base: duckdb.DuckDBPyConnection) -> None:
    names = [name for name, *_ in rows(base, "DESCRIBE kept")]
    with archive.read() as tx:
        expected = {one.id: (one, row(one)) for one in every(tx, Query(limit=None))}
    for values in rows(base, "SELECT * FROM kept"):
        got = dict(zip(names, values, strict=True))
        one, wanted = expected.pop(got["id"])
        assert got.keys() == wanted.keys()
        moments = {name: getattr(one, name) for name in ("published", "first_seen", "last_seen", "withdrawn_at")}
        day = {"deadline": one.analysis.deadline if one.analysis else None}
        assert got == wanted | moments | day
        assert [json.loads(got[name]) for name in DETAILS] == [document(one)[name] for name in DETAILS]
    assert expected == {}


def test_types_are_those_of_the_things(base: duckdb.DuckDBPyConnection) -> None:
    kinds = {name: kind for name, kind, *_ in rows(base, "DESCRIBE kept")}
    assert kinds["published"] == kinds["first_seen"] == "TIMESTAMP WITH TIME ZONE"
    assert (kinds["deadline"], kinds["relevant"], kinds["score"]) == ("DATE", "BOOLEAN", "DOUBLE")
    assert (kinds["post_id"], kinds["topics"]) == ("BIGINT", "VARCHAR[]")
    assert rows(base, "SELECT hour(published) FROM kept WHERE id = 'zs-1'") == [(9,)]


def test_lists_can_be_looked_into(base: duckdb.DuckDBPyConnection) -> None:
    quoted = "SELECT each.directive, each.announcement_quote.text FROM (SELECT unnest(alignments) each, id FROM kept)"
    assert sorted(rows(base, quoted)) == [("application.2", "人工智能"), ("application.2", "在中山市登记")]
    files = "SELECT list_transform(attachments, lambda file: file.status) FROM kept WHERE id = 'zs-1'"
    assert rows(base, files) == [(["ok", "unreadable"],)]
    assert rows(base, "SELECT id FROM kept WHERE relevant IS NULL AND len(attachments) = 0") == [("gd-x",)]


def test_without_the_writer_the_extra_is_named(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "arro3.io", None)
    with archive.read() as tx, pytest.raises(WrongUse, match="install zhongshan-watch with its extra `parquet`"):
        to_file(tmp_path / "out.parquet", "parquet", material(tx))
    assert list(tmp_path.glob("*out*")) == []
