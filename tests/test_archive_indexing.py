"""The index is brought up to what is kept: what marks a row, what indexing leaves, and what it never hides."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from archive.records import Query
from archive.search import search
from archive.store import Archive, announcements, dump, index_tables, indexing, judgements, rereading
from archive.tables import Matching
from tests.found import HOUR, NOON, analysis, attachment, found


def stale(archive: Archive) -> list[str]:
    with archive.read() as tx:
        return list(tx.scalars(sa.select(Matching.announcement_id).where(Matching.stale).order_by(Matching.place)))


def numbers(archive: Archive, words: str, **query: object) -> list[str]:
    with archive.read() as tx:
        return [hit.id for hit in search(tx, Query(words=words, **query)).hits]  # type: ignore[arg-type]


@pytest.fixture
def indexed(archive: Archive) -> Archive:
    with archive.begin() as tx:
        for number in (1, 2):
            announcements.keep(tx, found(number, attachments=(attachment(number, status="ok"),)), NOON)
    assert stale(archive) == ["zs-1", "zs-2"]
    assert indexing.bring_up(archive) == 2
    assert indexing.bring_up(archive) == 0
    assert stale(archive) == []
    return archive


def test_what_changes_what_is_found_marks_the_row(indexed: Archive) -> None:
    one = found(1, attachments=(attachment(1, status="ok"),))
    steps = {
        "revised": lambda tx: announcements.keep(tx, replace(one, body="新", fingerprint="n"), NOON + HOUR),
        "met elsewhere": lambda tx: announcements.keep(
            tx, replace(one, source="portal-zhxx", url="http://z/post_1"), NOON
        ),
        "judged": lambda tx: judgements.put(tx, analysis(announcements.get(tx, "zs-1")), NOON),
        "withdrawn": lambda tx: announcements.withdraw(tx, "zs-1", NOON),
        "listed again": lambda tx: announcements.seen(tx, ["zs-1", "zs-2"], "zs_gxj-tzgg", NOON),
        "withdrawn again": lambda tx: announcements.withdraw(tx, "zs-1", NOON),
        "seen again": lambda tx: announcements.keep(tx, replace(one, body="新", fingerprint="n"), NOON + HOUR),
    }
    for what, step in steps.items():
        with indexed.begin() as tx:
            step(tx)
        assert stale(indexed) == ["zs-1"], what
        indexing.bring_up(indexed)
    with indexed.begin() as tx:
        held = announcements.get(tx, "zs-1")
        assert rereading.reread(tx, replace(one, body="新的", raw_sha256=held.raw_sha256), NOON)
    assert stale(indexed) == ["zs-1"]


def test_what_changes_nothing_marks_nothing(indexed: Archive) -> None:
    one = found(1, attachments=(attachment(1, status="ok"),))
    with indexed.begin() as tx:
        assert announcements.keep(tx, one, NOON + HOUR).outcome == "unchanged"
        announcements.seen(tx, ["zs-1", "zs-2"], "zs_gxj-tzgg", NOON + HOUR)
    assert stale(indexed) == []


def test_what_is_found_follows_the_words_and_the_tags(indexed: Archive) -> None:
    with indexed.begin() as tx:
        announcements.keep(tx, found(1, body="谐波减速器", published=NOON - timedelta(days=9)), NOON + HOUR)
    for _ in range(2):
        assert numbers(indexed, "谐波减速器") == ["zs-1"]
        assert numbers(indexed, "各镇街") == ["zs-2"]
        assert numbers(indexed, "", has=("revision",)) == ["zs-1"]
        assert numbers(indexed, "") == ["zs-2", "zs-1"]
        indexing.bring_up(indexed)
    assert indexing.anew(indexed) == 2
    assert numbers(indexed, "谐波减速器") == ["zs-1"]
    assert numbers(indexed, "各镇街") == ["zs-2"]


def test_an_emptied_index_hides_what_is_not_stale_until_it_is_made_anew(indexed: Archive) -> None:
    with indexed.begin() as tx:
        index_tables.empty(tx.connection())
    assert numbers(indexed, "各镇街") == []  # so it is the index that proposes, and not a scan
    indexing.anew(indexed)
    assert numbers(indexed, "各镇街") == ["zs-2", "zs-1"]


def test_indexing_goes_in_small_transactions(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in range(5):
            announcements.keep(tx, found(number), NOON)
    told: list[int] = []
    assert indexing.bring_up(archive, told.append, at_once=(2, 1_000_000)) == 5
    assert told == [2, 4, 5, 5]
    with archive.begin() as tx:
        indexing.mark_all(tx)
    assert indexing.bring_up(archive, told.append, at_once=(50, 1)) == 5
    assert told[4:] == [1, 2, 3, 4, 5, 5]


def test_rows_that_are_loaded_are_stale(indexed: Archive) -> None:
    with indexed.read() as tx:
        kept = {table.name: list(dump.rows(tx, table)) for table in dump.TABLES}
    with indexed.begin() as tx:
        for table in reversed(dump.TABLES):
            tx.execute(table.delete())
        index_tables.empty(tx.connection())
    with indexed.begin() as tx:
        for table in dump.TABLES:
            dump.load(tx, table, kept[table.name])
    assert stale(indexed) == ["zs-1", "zs-2"]
    assert numbers(indexed, "各镇街") == ["zs-2", "zs-1"]
