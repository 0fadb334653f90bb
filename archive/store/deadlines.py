"""Last days that announcements set, as they are judged now: which come, which have passed, which were taken back."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from archive.records import Query
from archive.store import finding
from archive.store.opening import Tx
from archive.tables import Analysis, Announcement, Matching


def closing(
    tx: Tx,
    query: Query,
    since: date,
    until: date | None = None,
    *,
    start: int = 0,
    most: int = 100,
    newest: bool = False,
) -> tuple[list[str], int]:
    """Return the ids of those that a query asks for and that close from one day to another, and how many there are.

    The next one stands first, with `newest` the last one. Copies of a text are one: the first copy that is asked for
    and still stands. What was withdrawn is there too, when nothing else says the same.
    """
    last = sa.select(sa.func.max(Analysis.id).label("id")).join(
        Announcement,
        (Announcement.id == Analysis.announcement_id) & (Announcement.revision == Analysis.revision),
    )
    dated = Analysis.deadline >= since if until is None else Analysis.deadline.between(since, until)
    closes = sa.select(Analysis.announcement_id).where(dated)
    last = last.where(Analysis.announcement_id.in_(closes)).group_by(Analysis.announcement_id)
    copy = sa.func.row_number().over(
        partition_by=Announcement.canonical_id,
        order_by=(
            sa.case((Announcement.withdrawn_at.is_(None), 0), else_=1),
            sa.case((Announcement.id == Announcement.canonical_id, 0), else_=1),
            Announcement.id,
        ),
    )
    asked = (
        sa.select(Announcement.id, Analysis.deadline, copy.label("copy"))
        .join(Analysis, Analysis.announcement_id == Announcement.id)
        .join(Matching, Matching.announcement_id == Announcement.id)
        .where(Analysis.id.in_(last), dated, Announcement.id.in_(_asked(tx, query, closes)))
        .subquery()
    )
    ours = sa.select(asked.c.id, asked.c.deadline).where(asked.c.copy == 1)
    order = asked.c.deadline.desc() if newest else asked.c.deadline
    found = tx.execute(ours.order_by(order, asked.c.id).offset(start).limit(most))
    ids = [one for one, _ in found]
    return ids, tx.execute(sa.select(sa.func.count()).select_from(ours.subquery())).scalar_one()


def taken_back(tx: Tx, query: Query, since: date, most: int = 100) -> list[tuple[str, date]]:
    """Return those that once set a day from `since` on and as they are judged now set none, with that day."""
    now, other = aliased(Analysis), aliased(Analysis)
    newest = sa.select(sa.func.max(other.id)).where(
        other.announcement_id == Announcement.id, other.revision == Announcement.revision
    )
    rows = (
        sa.select(Announcement.id, sa.func.max(Analysis.deadline).label("day"))
        .join(Analysis, Analysis.announcement_id == Announcement.id)
        .join(Matching, Matching.announcement_id == Announcement.id)
        .join(now, now.id == newest.correlate(Announcement).scalar_subquery())
        .where(Analysis.deadline >= since, now.deadline.is_(None))
        .where(
            Announcement.id.in_(
                _asked(tx, query, sa.select(Analysis.announcement_id).where(Analysis.deadline >= since))
            )
        )
        .group_by(Announcement.id)
        .order_by("day", Announcement.id)
        .limit(most)
    )
    return [(one, day) for one, day in tx.execute(rows) if day is not None]


def _asked(tx: Tx, query: Query, dated: sa.Select[str]) -> list[str]:
    ids = sorted(set(tx.scalars(dated)))
    return [row.id for row in finding.among(tx, finding.asked(query), ids)]
