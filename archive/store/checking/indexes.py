"""Whether the index is in step with the copies that searches look into; rows that wait for it are found without it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from archive.records import Fault
from archive.store import grams, reading, tagged
from archive.store.opening import Tx
from archive.store.proposing import expression
from archive.tables import Matching
from archive.tags import tags_of
from archive.terms import Copy

CHECKS = ("search index",)
BATCH = 50
ASKED = 48
"""Grams of a row that SQLite's index is asked for at once, evenly chosen; PostgreSQL's is compared whole."""
REMEDY = "`zswatch archive index --anew` makes the index anew"
_ROWS = sa.select(Matching).where(Matching.stale.is_(sa.false())).order_by(Matching.announcement_id).limit(BATCH)


def walk(tx: Tx, tell: Callable[[str], None]) -> Iterator[Fault]:
    """Give the rows whose tags are not those of their announcement, and those that the index would not propose."""
    last, done = "", 0
    while found := tx.scalars(_ROWS.where(Matching.announcement_id > last)).all():
        last = found[-1].announcement_id
        yield from _faults(tx, found)
        done += len(found)
        tx.expunge_all()
        tell(f"search index: {done}")


def _faults(tx: Tx, found: Sequence[Matching]) -> Iterator[Fault]:
    tags = {one.id: tags_of(one) for one in reading.announcements(tx, [row.announcement_id for row in found])}
    for row in found:
        where = row.announcement_id
        if row.tags != tagged.written(tags.get(where, ())):
            yield Fault(check=CHECKS[0], where=where, what="filters see other tags than it has", remedy=REMEDY)
        copy = Copy(row.title, row.issuer, row.numbers, row.text, row.body_end)
        if not _proposed(tx, row.place, sorted(grams.of_copy(copy, tags.get(where, ()), row.place))):
            yield Fault(check=CHECKS[0], where=where, what="the index does not propose it", remedy=REMEDY)


def _proposed(tx: Tx, place: int, held: Sequence[str]) -> bool:
    values: dict[str, Any] = {"place": place}
    if tx.connection().dialect.name == "postgresql":
        statement = "SELECT 1 FROM grams WHERE place = :place AND grams @> CAST(:asked AS integer[])"
        values["asked"] = sorted(map(grams.hashed, held))
    else:
        statement = "SELECT 1 FROM grams WHERE grams MATCH :asked AND rowid = :place"
        values["asked"] = expression(grams.AllOf(tuple(held[:: max(1, len(held) // ASKED)])))
    return tx.scalar(sa.text(statement), values) is not None
