"""Pages of what was found, in each order: the rows of a page, how many there are in all, and how to go on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from archive import places
from archive.records import Order, Query
from archive.search import ranking
from archive.search.cursors import Cursor
from archive.store import filters, finding
from archive.store.finding import Asked, Row
from archive.store.opening import Tx
from archive.terms import wanted

CAP = 1_000
"""So many are found and ranked; of more, the newest come first and the count is "more than"."""
SLACK = 2 * CAP
"""So many are ranked for somebody who goes on with an answer that was ranked: others came in meanwhile."""
HELD = 4_000_000
"""Characters of copies that are held until it is known whether they are ranked."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a page: its rank (points, or the day of a deadline), its place and its tags."""

    id: str
    rank: int
    place: int
    tags: frozenset[str]


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
    found = _found(finding.rows(tx, asked, newest=newest), ranking.wanted(terms) if ranks else None, most, today)
    exact = len(found) <= most
    found = found[:most]
    if ranks and (exact or after is not None):
        found.sort(key=lambda row: (-row.rank, -row.place))
        begun = [row for row in found if after is None or (-row.rank, -row.place) > (-after.rank, -after.place)]
        return Page(begun[:limit], found, exact, "best", len(begun) > limit)
    if order == "deadline":
        some = list(islice(_by_deadline(tx, asked, after, today), limit + 1))
    else:
        order = "newest" if newest else "oldest"
        some = list(islice(_in_time(tx, asked, after, found if exact else None, newest=newest), limit + 1))
    return Page(some[:limit], found, exact, order, len(some) > limit)


def _found(rows: Iterable[Row], wanted_: ranking.Wanted | None, most: int, today: date) -> list[Place]:
    """Return up to one row more than so many, with points when all can be ranked."""
    found: list[Place] = []
    held: list[Row] = []
    size = 0
    for row in islice(rows, most + 1):
        held.append(row)
        size += len(row.copy.text) if row.copy is not None else 0
        if size > HELD:
            found += [_ranked(one, wanted_, today) for one in held]
            held, size = [], 0
    ranked = wanted_ if len(found) + len(held) <= most else None
    return found + [_ranked(one, ranked, today) for one in held]


def _ranked(row: Row, asked: ranking.Wanted | None, today: date) -> Place:
    rank = 0
    if asked is not None and row.copy is not None:
        day, relevant = places.day_of(row.place), "relevant:yes" in row.tags
        rank = ranking.points(asked, row.copy, relevant=relevant, published=day, today=today)
    return Place(row.id, rank, row.place, row.tags)


def _in_time(tx: Tx, asked: Asked, after: Cursor | None, found: list[Place] | None, *, newest: bool) -> Iterator[Place]:
    """Give what follows the cursor in the order of time: from what was found when that is all, else found anew."""
    if after is not None:
        low, high = (asked.low, after.place) if newest else (after.place + 1, asked.high)
        asked = replace(asked, low=max(asked.low, low), high=min(asked.high, high))
    if found is not None:
        yield from (row for row in found if asked.low <= row.place < asked.high)
        return
    for row in finding.rows(tx, asked, newest=newest):
        yield Place(row.id, 0, row.place, row.tags)


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
            yield Place(row.id, 0, row.place, row.tags)
