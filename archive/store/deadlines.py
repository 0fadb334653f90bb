"""Last days that announcements set, as they are judged now: which come, which have passed, which were taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from archive.records import Query
from archive.store import finding
from archive.store.opening import Tx
from archive.tables import Analysis, Announcement

CAP = 1_000
"""So many are counted and can be paged through."""
SOME = 200
"""Days looked at at a time."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The ids of a page, how many there are in all, and whether there are exactly so many, or more."""

    ids: tuple[str, ...]
    count: int
    exact: bool = True


def closing(
    tx: Tx,
    query: Query,
    since: date,
    until: date | None = None,
    *,
    start: int = 0,
    most: int = 100,
    newest: bool = False,
) -> Closing:
    """Return those that a query asks for and that close from one day to another, the next first, or the last first.

    Copies of a text are one: the first copy that is asked for and still stands. What was withdrawn is there too, when
    nothing else says the same. Raises WrongUse when the query's words are out of bounds.
    """
    found = list(islice(_once(tx, query, _days(since, until, newest=newest)), CAP + 1))
    return Closing(tuple(found[:CAP][start : start + most]), min(len(found), CAP), len(found) <= CAP)


def _days(since: date, until: date | None, *, newest: bool) -> sa.Select[str, str]:
    """Return the statement for what closes in that time by its newest judgement; copies of one text follow each other.

    Of copies those that stand come before the withdrawn ones, and the first copy before the others.
    """
    other = aliased(Analysis)
    last = sa.select(sa.func.max(other.id)).where(
        other.announcement_id == Announcement.id, other.revision == Announcement.revision
    )
    dated = Analysis.deadline >= since if until is None else Analysis.deadline.between(since, until)
    return (
        sa.select(Announcement.id, Announcement.canonical_id)
        .join(Analysis, Analysis.announcement_id == Announcement.id)
        .where(dated, Analysis.id == last.correlate(Announcement).scalar_subquery())
        .order_by(
            Analysis.deadline.desc() if newest else Analysis.deadline,
            Announcement.canonical_id,
            sa.case((Announcement.withdrawn_at.is_(None), 0), else_=1),
            sa.case((Announcement.id == Announcement.canonical_id, 0), else_=1),
            Announcement.id,
        )
    )


def _once(tx: Tx, query: Query, days: sa.Select[str, str]) -> Iterator[str]:
    """Give those of the statement's announcements that are asked for, one for each text."""
    asked, told = finding.asked(query), set[str]()
    for some in tx.execute(days).partitions(SOME):
        right = _right(tx, asked, [one for one, _ in some])
        for one, text in some:
            if one in right and text not in told:
                told.add(text)
                yield one


def taken_back(tx: Tx, query: Query, since: date, most: int = 100) -> list[tuple[str, date]]:
    """Return those that once set a day from `since` on and as they are judged now set none, with that day."""
    now, other = aliased(Analysis), aliased(Analysis)
    newest = sa.select(sa.func.max(other.id)).where(
        other.announcement_id == Announcement.id, other.revision == Announcement.revision
    )
    rows = (
        sa.select(Announcement.id, sa.func.max(Analysis.deadline).label("day"))
        .join(Analysis, Analysis.announcement_id == Announcement.id)
        .join(now, now.id == newest.correlate(Announcement).scalar_subquery())
        .where(Analysis.deadline >= since, now.deadline.is_(None))
        .group_by(Announcement.id)
        .order_by("day", Announcement.id)
        .limit(CAP)
    )
    days = {one: day for one, day in tx.execute(rows) if day is not None}
    right = _right(tx, finding.asked(query), days)
    return [(one, day) for one, day in days.items() if one in right][:most]


def _right(tx: Tx, asked: finding.Asked, ids: Iterable[str]) -> set[str]:
    """Return those that fulfil what was asked."""
    return {row.id for row in finding.among(tx, asked, ids)}
