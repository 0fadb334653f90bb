"""What other statements ask of announcements: whether they were judged relevant, and their order in time."""

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from archive.tables import Analysis, Announcement, Matching

NEWEST_FIRST = (Matching.place.desc(),)
"""The order of all lists; for a statement that joins `Matching`."""
_other = aliased(Analysis)
_newest = Analysis.id == (
    select(func.max(_other.id))
    .where(_other.announcement_id == Announcement.id, _other.revision == Announcement.revision)
    .correlate(Announcement)
    .scalar_subquery()
)


def judged(relevant: bool) -> ColumnElement[bool]:
    """Return the condition that the newest analysis of the newest revision says so."""
    return exists().where(_newest, Analysis.relevant.is_(relevant))


def due(since: date) -> Select[str, date | None]:
    """Return the statement for what has a deadline on that day or later, by the newest analysis, the next first."""
    ids = select(Announcement.id, Analysis.deadline).join(Analysis, Analysis.announcement_id == Announcement.id)
    return ids.where(Analysis.deadline >= since, _newest).order_by(Analysis.deadline, Announcement.id)
