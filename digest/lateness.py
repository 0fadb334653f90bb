"""Whether an edition that is composed now comes after its time, and what days it stands for, from the archive.

A service that is at work leaves notes of it, so that the archive knows when it was not. Where editions are sent by hand
or by another clock there are no such notes, and only an edition of a past day is late.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.store import Tx, editions, runs
from digest.edition import DAILY
from digest.late import Late
from digest.states import Source, states_of

TOLERANCE = timedelta(minutes=15)
"""An edition that is composed within this after its moment is on time."""
MOST_DAYS = 60
"""Days before an edition that are looked at for whether they have one."""
WEEKLY = "weekly"


def lateness(tx: Tx, settings: Settings, kind: str, day: date, now: datetime, sources: Sequence[Source]) -> Late | None:
    """Return how late the edition of a kind and day is when it is composed now; None when it is on time."""
    if kind not in (DAILY, WEEKLY):
        return None
    planned = _planned(settings, kind, day)
    skipped = _skipped(tx, settings, day) if kind == DAILY else []
    first = min([*skipped, planned])
    before = runs.at_work_before(tx, first)
    if before is None:
        skipped = []  # nobody had been there to compose them
    away = before is not None and not runs.began_between(tx, first, first + TOLERANCE)
    past = kind == DAILY and day < now.date()
    overdue = past or _missed(tx, planned, now, before)
    if not overdue and not skipped:
        return None
    dark = [*skipped, *([planned] if past or kind == WEEKLY else [])]
    return Late(
        planned=planned,
        since=before if away else None,
        overdue=overdue,
        followed=past and now >= _planned(settings, kind, day + timedelta(days=1)),
        certain=all(_well(tx, settings, moment, sources) for moment in dark),
        days=tuple(moment.date() for moment in skipped),
    )


def _missed(tx: Tx, planned: datetime, now: datetime, before: datetime | None) -> bool:
    """Say whether a service that had been at work before was not when an edition was due."""
    return before is not None and now > planned + TOLERANCE and not runs.began_between(tx, planned, planned + TOLERANCE)


def _planned(settings: Settings, kind: str, day: date) -> datetime:
    stated = settings.schedule.weekly if kind == WEEKLY else settings.schedule.digest
    return datetime.combine(day, time.fromisoformat(stated), SHANGHAI)


def _skipped(tx: Tx, settings: Settings, day: date) -> list[datetime]:
    """Return the moments of the days before one that have no edition, back to the last day that has one."""
    return sorted(_without(settings, day, editions.days_since(tx, DAILY, day - timedelta(days=MOST_DAYS))))


def _without(settings: Settings, day: date, kept: Sequence[date]) -> Iterator[datetime]:
    earlier = [one for one in kept if one < day]
    for back in range(1, (day - max(earlier)).days if earlier else 0):
        yield _planned(settings, DAILY, day - timedelta(days=back))


def _well(tx: Tx, settings: Settings, moment: datetime, sources: Sequence[Source]) -> bool:
    """Say whether every source had been read well, and lately, at a moment."""
    health = runs.health(tx, [one.key for one in sources], until=moment)
    states = states_of(sources, health, settings.language, moment, settings.digest.fresh_hours)
    return bool(states) and all(one.healthy for one in states)
