"""Pages of what was found, in each order: the rows of a page, how many there are in all, and how to go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from archive import places
from archive.records import Order, Query
from archive.search import ranking
from archive.search.cursors import Cursor
from archive.store import filters, finding, tagged
from archive.store.finding import Asked, Row
from archive.store.opening import Tx
from archive.terms import wanted

CAP = 500
"""So many are found and ranked; of more, the newest come first and the count is "more than"."""
SLACK = 2 * CAP
"""So many are ranked for somebody who goes on with an answer that was ranked: others came in meanwhile."""


AT_ONCE = 200
"""Copies that are read at a time."""
RELEVANT = tagged.written(["relevant:yes"])


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a page: its rank (points, or the day of a deadline), its place and its tags."""

    id: str
    rank: int
    place: int
    tags: str


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page; all that were found (up to CAP) for counting; the order; and whether more follow."""

    rows: list[Place]
    found: list[Place]
    exact: bool
    order: Order
    more: bool


def page(tx: Tx, query: Query, after: Cursor | None, today: date) -> Page:
    """Return the page of a query that follows a cursor, the first without one; `today` is the day that counts."""
    asked = finding.asked(query)
    limit = query.limit if query.limit is not None else CAP
    order = after.order if after is not None else query.sort
    terms = wanted(asked.words)
    ranks = order == "best" and bool(terms)
    most = SLACK if ranks and after is not None else CAP
    newest = order != "oldest"
    found = [_placed(row) for row in islice(finding.rows(tx, asked, newest=newest), most + 1)]
    exact = len(found) <= most
    found = found[:most]
    if ranks and (exact or after is not None):
        found = _ranked(tx, found, ranking.wanted(terms), today)
        begun = [row for row in found if after is None or (-row.rank, -row.place) > (-after.rank, -after.place)]
        return Page(begun[:limit], found, exact, "best", len(begun) > limit)
    if order == "deadline":
        some = list(islice(_by_deadline(tx, asked, after, today), limit + 1))
    else:
        order = "newest" if newest else "oldest"
        known = found if exact or (after is None and limit < len(found)) else None
        some = list(islice(_in_time(tx, asked, after, known, newest=newest), limit + 1))
    return Page(some[:limit], found, exact, order, len(some) > limit)


def _placed(row: Row) -> Place:
    return Place(row.id, 0, row.place, row.tags)


def _ranked(tx: Tx, found: list[Place], asked: ranking.Wanted, today: date) -> list[Place]:
    """Return rows with their points, the most first and the newest first among equals."""
    ranked: list[Place] = []
    for at in range(0, len(found), AT_ONCE):
        some = found[at : at + AT_ONCE]
        copies = finding.copies(tx, [row.id for row in some])
        for row in some:
            relevant, day = RELEVANT in row.tags, places.day_of(row.place)
            rank = ranking.points(asked, copies[row.id], relevant=relevant, published=day, today=today)
            ranked.append(Place(row.id, rank, row.place, row.tags))
    return sorted(ranked, key=lambda row: (-row.rank, -row.place))


def _in_time(tx: Tx, asked: Asked, after: Cursor | None, found: list[Place] | None, *, newest: bool) -> Iterator[Place]:
    """Give what follows the cursor in the order of time: from what was found when that is enough, else found anew."""
    if after is not None:
        low, high = (asked.low, after.place) if newest else (after.place + 1, asked.high)
        asked = replace(asked, low=max(asked.low, low), high=min(asked.high, high))
    if found is not None:
        yield from (row for row in found if asked.low <= row.place < asked.high)
        return
    yield from map(_placed, finding.rows(tx, asked, newest=newest))


def _by_deadline(tx: Tx, asked: Asked, after: Cursor | None, today: date) -> Iterator[Place]:
    """Give what has a deadline that has not passed, the next one first, then all the rest, the newest first."""
    days = {row.id: row.deadline for row in tx.execute(filters.due(today))}
    due = [Place(row.id, days[row.id].toordinal(), row.place, row.tags) for row in finding.among(tx, asked, days)]
    due.sort(key=lambda row: (row.rank, -row.place))
    if after is None or after.rank:
        yield from (row for row in due if after is None or (row.rank, -row.place) > (after.rank, -after.place))
    elif after is not None:
        asked = replace(asked, high=min(asked.high, after.place))
    for row in finding.rows(tx, asked):
        if row.id not in days:
            yield _placed(row)
