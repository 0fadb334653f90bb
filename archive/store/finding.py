"""Finding: the index proposes, the row decides. Rows come the newest or the oldest first, and one by one."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from archive import asking, places
from archive.records import Query
from archive.store import containing, grams, proposing, reading, streaming, tagged
from archive.store.opening import Tx
from archive.tables import Matching, storable
from archive.tags import tags_of, wanted
from archive.terms import Copy, Every, Tree, holds

FEW, MANY = 50, 300
"""Rows that are read at a time: few at first, because a page may need no more."""
EVERYWHERE = (0, 1 << 62)
_T = Matching.__table__
_SHORT = (_T.c.announcement_id, _T.c.place, _T.c.stale, _T.c.tags)
_LONG = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text, _T.c.body_end)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a row counts by its copy, place and tags; asked where the index proposes not many more than `most`."""

    most: int
    points: Callable[[Copy, int, str], int]


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
    """A row that fulfils what was asked; `tags` are those of now, as rows hold them (`archive.store.tagged`)."""

    id: str
    place: int
    tags: str
    points: int | None = None
    """What it counts, where it was counted."""


def asked(query: Query) -> Asked:
    """Return what a query asks of a row; raises WrongUse when its words are out of bounds."""
    named = asking.term(storable(query.issuer), "issuer") if query.issuer is not None else None
    dated = query.since is not None or query.until is not None
    low, high = places.bounds(query.since, query.until) if dated else EVERYWHERE
    return Asked(words=asking.parse(query.words), issuer=named or Every(), tags=wanted(query), low=low, high=high)


def rows(tx: Tx, what: Asked, *, newest: bool = True, counting: Counting | None = None) -> Iterator[Row]:
    """Give every row that fulfils what was asked, in the order of the places."""
    need = grams.both(grams.needs(what.words), grams.needs(what.issuer), grams.of_tags(what.tags))
    test = _test(tx, what)
    # What the index proves need not be told by the rows it proposes; those that it does not know tell all.
    proposed = test if need is None else _test(tx, replace(what, words=containing.unproven(tx, what.words)))
    fresh = _fresh(tx, proposed, need, counting, newest=newest)
    streams = [fresh, _walk(tx, test, stale=True, newest=newest)]
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


def _fresh(tx: Tx, test: _Test, need: grams.Need | None, counting: Counting | None, *, newest: bool) -> Iterator[Row]:
    if need is None:
        yield from _walk(tx, test, stale=False, newest=newest)
        return
    portions = proposing.portions(tx, need, test.what.low, test.what.high, newest=newest)
    first: list[int] = []
    if counting is not None:
        # To look for words in the database takes half as long as a copy on SQLite, and twice as long on PostgreSQL.
        is_proven = test.what.words == test.what.issuer == Every()
        spare = 1 if is_proven or tx.connection().dialect.name == "sqlite" else 2
        counting, first = _begun(portions, counting, spare)
    proposed = chain(first, chain.from_iterable(some for some, _ in portions))
    size = MANY if counting is not None else FEW
    while some := list(islice(proposed, size)):
        yield from sorted(_looked_at(tx, test, some, counting), key=lambda row: row.place, reverse=newest)
        size = MANY


def _begun(
    portions: Iterator[tuple[Sequence[int], bool]], counting: Counting, spare: int
) -> tuple[Counting | None, list[int]]:
    """Return whether to count, and what was proposed to tell it.

    Of what is proposed some may be wrong: so up to `spare` times as many are counted when that is all.
    """
    first: list[int] = []
    most = counting.most
    for some, is_last in portions:
        first += some
        if len(first) > most:
            most *= spare if is_last else 1
            break
    return (counting if len(first) <= most else None), first


def _looked_at(tx: Tx, test: _Test, some: Sequence[int], counting: Counting | None) -> Iterator[Row]:
    """Give the right ones of some rows that are not stale; copies are large, so they are looked at one by one."""
    copied = counting is not None or test.whole
    statement = sa.select(*_SHORT, *(_LONG if copied else ())).where(_T.c.stale == sa.false())
    statement = statement.where(streaming.among(tx, _T.c.place, some), *(() if copied else test.conditions))
    tagged_ = _written(test.what)
    for one, place, _, tags, *long in streaming.streamed(tx, statement):
        copy = Copy(*long) if copied else None
        if all(tag in tags for tag in tagged_) and (copy is None or _holds(test.what, copy)):
            yield Row(one, place, tags, counting.points(copy, place, tags) if counting and copy else None)


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


def _select(tx: Tx, test: _Test, *conditions: Any, order: Any = None, limit: int | None = None) -> Sequence[Any]:
    """Return the rows that contain what was asked, or all with their copies where only these tell."""
    statement = sa.select(*_SHORT, *(_LONG if test.whole else ())).where(*conditions, *test.conditions)
    return tx.connection().execute(statement.order_by(order).limit(limit)).all()


def _right(tx: Tx, what: Asked, some: Iterable[Any]) -> Iterator[Row]:
    """Give those of the rows that fulfil what was asked; the tags of stale ones are found anew."""
    named = [row for row in some if len(row) == len(_SHORT) or _holds(what, Copy(*row[len(_SHORT) :]))]
    stale = [row[0] for row in named if row.stale]
    anew = {one.id: tagged.written(tags_of(one)) for one in reading.announcements(tx, stale)} if stale else {}
    tagged_ = _written(what)
    for row in named:
        tags = anew[row[0]] if row.stale else row.tags
        if all(tag in tags for tag in tagged_):
            yield Row(row[0], row.place, tags)


def _written(what: Asked) -> list[str]:
    return [tagged.written([tag]) for tag in what.tags]


def _holds(what: Asked, copy: Copy) -> bool:
    return holds(what.words, copy) and holds(what.issuer, copy)
