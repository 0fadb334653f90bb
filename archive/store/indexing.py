"""Bringing the index up to what is kept. Keeping only marks rows as stale, because indexing costs more than keeping.

A row that changes is put into the index once more: what it no longer says is proposed in vain until the index is made
anew. Where the meaning of grams changes, a migration empties the index and marks all rows.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from archive.store import grams, index_tables, reading, rows, tagged
from archive.store.opening import Archive, Tx
from archive.tables import Matching
from archive.tags import tags_of
from archive.terms import Copy

USUAL, LARGE = (500, 2_000_000), (4_000, 12_000_000)
"""Rows of one transaction, during which nobody else writes to SQLite, and characters, whatever their number of rows."""
_T = Matching.__table__
_COPY = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text, _T.c.body_end)


def bring_up(archive: Archive, told: Callable[[int], None] | None = None, *, at_once: tuple[int, int] = USUAL) -> int:
    """Index all that is stale, some rows a transaction; returns how many. Interrupted, it can be begun again."""
    count = 0
    while True:
        with archive.begin() as tx:
            done = _some(tx, *at_once)
        count += done
        if told is not None:
            told(count)
        if not done:
            return count


def anew(archive: Archive, told: Callable[[int], None] | None = None) -> int:
    """Make the whole index anew; returns how many rows it has. What is stale is found in the meantime too."""
    with archive.begin() as tx:
        index_tables.empty(tx.connection())
        mark_all(tx)
    count = bring_up(archive, told, at_once=LARGE)
    with archive.begin() as tx:
        index_tables.tidy(tx.connection())
    return count


def mark(tx: Tx, announcement_id: str) -> None:
    """Note that what is found of an announcement has changed."""
    rows.update(tx, Matching, {"announcement_id": announcement_id}, {"stale": True})


def mark_all(tx: Tx) -> None:
    """Note that nothing is indexed."""
    tx.execute(sa.update(Matching).values(stale=True))


def waiting(tx: Tx) -> int:
    """Return how many rows are stale."""
    return tx.execute(sa.select(sa.func.count()).where(_T.c.stale == sa.true())).scalar_one()


def _some(tx: Tx, most: int, characters: int) -> int:
    """Index some stale rows, the newest first."""
    chosen = _chosen(tx, most, characters)
    ids = [row.announcement_id for row in chosen]
    tags = {one.id: tags_of(one) for one in reading.announcements(tx, ids)}
    held = ((row.place, grams.of_copy(Copy(*row[2:]), tags[row.announcement_id], row.place)) for row in chosen)
    _put(tx, held)
    fresh = {"stale": False}
    for one in ids:
        said = {"tags": tagged.written(tags[one])}
        rows.update(tx, Matching, {"announcement_id": one}, fresh | said)
    return len(chosen)


def _chosen(tx: Tx, most: int, characters: int) -> Sequence[Any]:
    # A row that somebody is about to change is left to them and to the next time; no one waits for the other twice.
    sizes = sa.select(_T.c.announcement_id, sa.func.length(_T.c.text)).where(_T.c.stale == sa.true())
    found = tx.connection().execute(sizes.order_by(_T.c.place.desc()).limit(most).with_for_update(skip_locked=True))
    ids: list[str] = []
    total = 0
    for one, size in found:
        if ids and total + size > characters:
            break
        ids.append(one)
        total += size
    columns = sa.select(_T.c.announcement_id, _T.c.place, *_COPY)
    read = (columns.where(_T.c.announcement_id.in_(some)) for some in reading.batches(ids))
    return [row for one in read for row in tx.connection().execute(one)]


def _put(tx: Tx, some: Iterable[tuple[int, set[str]]]) -> None:
    """Put into the index of this engine what it is to know of each place."""
    values: list[dict[str, Any]]
    if tx.connection().dialect.name == "postgresql":
        put = "INSERT INTO grams (place, grams) VALUES (:place, CAST(:held AS integer[]))"
        put += " ON CONFLICT (place) DO UPDATE SET grams = excluded.grams"
        # Written out, because a list of numbers is turned into text one number at a time.
        values = [{"place": at, "held": f"{{{','.join(map(grams.NUMBER.__getitem__, held))}}}"} for at, held in some]
    else:
        put = "INSERT INTO grams (rowid, tokens) VALUES (:place, :held)"
        values = [{"place": at, "held": " ".join(held)} for at, held in some]
    if values:
        tx.connection().execute(sa.text(put), values)
