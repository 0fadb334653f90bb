"""Pages of what was found, in each order: the rows of a page, how many there are in all, and how to go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice

from archive import places
from archive.records import Order, Query
from archive.search import ranking
from archive.search.cursors import Cursor
from archive.store import filters, finding, tagged
from archive.store.finding import Asked, Counting, Row
from archive.store.opening import Tx
from archive.terms import Copy, wanted

CAP = 500
"""So many are found and ranked; of more, the newest come first and the count is "more than"."""
SLACK = 2 * CAP
"""So many are ranked for somebody who goes on with an answer that was ranked: others came in meanwhile."""
READ = 100
"""Copies that are read at a time: they are large."""
UNRANKED = 0
"""No points: who is found has some."""
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
    counting = finding.Counting(most, partial(_points, ranking.wanted(terms), today)) if ranks else None
    found = [_placed(row) for row in islice(finding.rows(tx, asked, newest=newest, counting=counting), most + 1)]
    exact = len(found) <= most
    found = found[:most]
    if counting is not None and (exact or after is not None):
        found = _ranked(tx, found, counting)
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
    return Place(row.id, UNRANKED if row.points is None else row.points, row.place, row.tags)


def _points(asked: ranking.Wanted, today: date, copy: Copy, place: int, tags: str) -> int:
    return ranking.points(asked, copy, relevant=RELEVANT in tags, published=places.day_of(place), today=today)


def _ranked(tx: Tx, found: list[Place], counting: Counting) -> list[Place]:
    """Return rows with their points, the most first and the newest first among equals."""
    left = [row for row in found if row.rank == UNRANKED]
    ranked = [row for row in found if row.rank != UNRANKED]
    for at in range(0, len(left), READ):
        some = left[at : at + READ]
        copies = finding.copies(tx, [row.id for row in some])
        ranked += [replace(row, rank=counting.points(copies[row.id], row.place, row.tags)) for row in some]
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
