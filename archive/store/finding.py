"""Finding: the index proposes, the row decides. Rows come the newest or the oldest first, and one by one."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from archive import asking, places
from archive.records import Query
from archive.store import containing, grams, proposing, reading, tagged
from archive.store.opening import Tx
from archive.tables import Matching, storable
from archive.tags import tags_of, wanted
from archive.terms import Copy, Every, Tree, holds

FEW, MANY, COPIED = 50, 300, 100
"""Rows that are read at a time: few at first, because a page may need no more, and fewer with their copies."""
EVERYWHERE = (0, 1 << 62)
_T = Matching.__table__
_SHORT = (_T.c.announcement_id, _T.c.place, _T.c.stale, _T.c.tags)
_LONG = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text, _T.c.body_end)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row must fulfil: the words, a part of the issuer's name, tags, and a range of places."""

    words: Tree
    issuer: Tree
    tags: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row that fulfils what was asked; `tags` are those of now, as rows hold them (`archive.store.tagged`).

    Its copy is there when `rows` read it.
    """

    id: str
    place: int
    tags: str
    copy: Copy | None = None


def asked(query: Query) -> Asked:
    """Return what a query asks of a row; raises WrongUse when its words are out of bounds."""
    named = asking.term(storable(query.issuer), "issuer") if query.issuer is not None else None
    dated = query.since is not None or query.until is not None
    low, high = places.bounds(query.since, query.until) if dated else EVERYWHERE
    return Asked(words=asking.parse(query.words), issuer=named or Every(), tags=wanted(query), low=low, high=high)


def rows(tx: Tx, what: Asked, *, newest: bool = True, ranked: int = 0) -> Iterator[Row]:
    """Give every row that fulfils what was asked, in the order of the places.

    They come with their copies where the index proposes no more than `ranked`: all of them will be looked at then.
    """
    need = grams.both(grams.needs(what.words), grams.needs(what.issuer), grams.of_tags(what.tags))
    test = _test(tx, what)
    # What the index proves need not be told by the rows it proposes; those that it does not know tell all.
    proposed = test if need is None else _test(tx, replace(what, words=containing.unproven(tx, what.words)))
    streams = [_fresh(tx, proposed, need, ranked, newest=newest), _walk(tx, test, stale=True, newest=newest)]
    return heapq.merge(*streams, key=lambda row: row.place, reverse=newest)


def among(tx: Tx, what: Asked, ids: Iterable[str]) -> Iterator[Row]:
    """Give those of the announcements that fulfil what was asked, the time of publication too."""
    test = _test(tx, what)
    for some in reading.batches(ids):
        for row in _right(tx, what, _select(tx, test, _T.c.announcement_id.in_(some))):
            if what.low <= row.place < what.high:
                yield row


@dataclass(frozen=True, slots=True)
class _Test:
    """What a row must fulfil, as far as the database tells it: `whole` when the rest is told by the copy."""

    what: Asked
    conditions: tuple[sa.ColumnElement[bool], ...]
    whole: bool


def _test(tx: Tx, what: Asked) -> _Test:
    contains = containing.condition(tx, what.words), containing.condition(tx, what.issuer)
    plain = tuple(one for one in contains if one is not None)
    return _Test(what, plain, len(plain) < len(contains))


def _fresh(tx: Tx, test: _Test, need: grams.Need | None, ranked: int, *, newest: bool) -> Iterator[Row]:
    what = test.what
    if need is None:
        yield from _walk(tx, test, stale=False, newest=newest)
        return
    proposed = proposing.places(tx, need, what.low, what.high, newest=newest)
    first = list(islice(proposed, ranked + 1)) if ranked else []
    copied = 0 < len(first) <= ranked
    proposed = chain(first, proposed)
    size = COPIED if copied else FEW
    while some := list(islice(proposed, size)):
        found = _select(tx, test, _T.c.place.in_(some), _T.c.stale == sa.false(), copied=copied)
        yield from _right(tx, what, sorted(found, key=lambda row: row.place, reverse=newest))
        size = COPIED if copied else MANY


def _walk(tx: Tx, test: _Test, *, stale: bool, newest: bool) -> Iterator[Row]:
    """Give the right ones of all rows that are stale, or of all that are not."""
    low, high, size = test.what.low, test.what.high, FEW
    order = _T.c.place.desc() if newest else _T.c.place
    while True:
        within = (_T.c.stale == (sa.true() if stale else sa.false()), _T.c.place >= low, _T.c.place < high)
        some = _select(tx, test, *within, order=order, limit=size)
        yield from _right(tx, test.what, some)
        if len(some) < size:
            return
        low, high = (low, some[-1].place) if newest else (some[-1].place + 1, high)
        size = MANY


def copies(tx: Tx, ids: Sequence[str]) -> dict[str, Copy]:
    """Return the copies of some announcements."""
    statement = sa.select(_T.c.announcement_id, *_LONG).where(_T.c.announcement_id.in_(ids))
    return {one: Copy(*copy) for one, *copy in tx.connection().execute(statement).all()}


def _select(
    tx: Tx, test: _Test, *conditions: Any, order: Any = None, limit: int | None = None, copied: bool = False
) -> Sequence[Any]:
    """Return some rows: those that contain what was asked, or all with their copies where these are wanted and tell."""
    long = _LONG if copied or test.whole else ()
    statement = sa.select(*_SHORT, *long).where(*conditions, *(() if copied else test.conditions))
    return tx.connection().execute(statement.order_by(order).limit(limit)).all()


def _right(tx: Tx, what: Asked, some: Iterable[Any]) -> Iterator[Row]:
    """Give those of the rows that fulfil what was asked; the tags of stale ones are found anew."""
    read = [(row, Copy(*row[len(_SHORT) :]) if len(row) > len(_SHORT) else None) for row in some]
    named = [(row, copy) for row, copy in read if copy is None or _holds(what, copy)]
    stale = [row[0] for row, _ in named if row.stale]
    anew = {one.id: tagged.written(tags_of(one)) for one in reading.announcements(tx, stale)} if stale else {}
    asked_ = [tagged.written([tag]) for tag in what.tags]
    for row, copy in named:
        tags = anew[row[0]] if row.stale else row.tags
        if all(tag in tags for tag in asked_):
            yield Row(row[0], row.place, tags, copy)


def _holds(what: Asked, copy: Copy) -> bool:
    return holds(what.words, copy) and holds(what.issuer, copy)
