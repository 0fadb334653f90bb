"""What an edition of each kind weighs, from the archive: what happened and was not dealt with by that kind before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive import clock
from archive.records import Announcement
from archive.store import Tx, editions
from digest.edition import DAILY
from digest.late import Late

WEEKLY = "weekly"
IMMEDIATE = "immediate"
KINDS = (DAILY, WEEKLY, IMMEDIATE)
RECENT = timedelta(days=3)
"""What was published longer ago is not told at once: it waits for the daily edition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """What an edition weighs: `untold` by id, `told` the revision that its readers know of each announcement.

    `passed` is dealt with unseen: of before the kind's first edition, or too old for it. `relevant` are all relevant
    ones kept. `since` is when the edition before was composed; `period` the first and the last day of a weekly one.
    """

    untold: dict[str, Announcement]
    told: dict[str, int]
    relevant: Sequence[Announcement]
    passed: tuple[Announcement, ...] = ()
    since: datetime | None = None
    period: tuple[date, date] | None = None


def weighed(tx: Tx, kind: str, day: date, now: datetime, late: Late | None = None) -> Weighed:
    """Return what the edition of a kind and day weighs at a moment, which may be `late` for it."""
    if kind == DAILY:
        return _daily(tx, day, now, late)
    return {WEEKLY: _weekly, IMMEDIATE: _immediate}[kind](tx, day, now)


def key(tx: Tx, kind: str, day: date, now: datetime) -> str:
    """Return the key of an edition that is to be composed: by the day; at once ones by the minute and a number."""
    if kind != IMMEDIATE:
        return f"{kind}-{day.isoformat()}"
    stated = f"{kind}-{now:%Y-%m-%dT%H%M}"
    number = 1
    while editions.get(tx, stated if number == 1 else f"{stated}-{number}") is not None:
        number += 1
    return stated if number == 1 else f"{stated}-{number}"


def monday(day: date) -> date:
    """Return the Monday of a day's week: the day of the weekly edition that tells the week before."""
    return day - timedelta(days=day.weekday())


def _daily(tx: Tx, day: date, now: datetime, late: Late | None) -> Weighed:
    """Weigh all that no daily edition has dealt with.

    When a late one is followed by others, what was published after its time, and what happened then, is for them.
    """
    until = now if late else min(now, clock.end_of(day))
    told = editions.told_revisions(tx, DAILY)
    relevant = editions.relevant(tx)
    untold = {one.id: one for one in editions.untold(tx, DAILY, until)}
    # What was left out before and is relevant by a newer judgement has not been told either.
    never = [one for one in relevant if one.first_seen <= until and one.id not in told]
    untold |= {one.id: one for one in never if not one.withdrawn_at}
    if late and late.followed:
        untold = {name: one for name, one in untold.items() if _happened(one, told) <= late.planned}
    since = editions.composed_before(tx, DAILY, late.planned if late else now)
    return Weighed(untold=untold, told=told, relevant=relevant, since=since)


def _happened(one: Announcement, told: Mapping[str, int]) -> datetime:
    """Return when what an edition tells of an announcement happened, as far as that is known."""
    if one.id not in told:
        return min(one.first_seen, one.published or one.first_seen)
    return max(one.revised_at, one.withdrawn_at or one.revised_at)


def _weekly(tx: Tx, day: date, now: datetime) -> Weighed:
    """Weigh what happened, or was told by daily editions, in the days from the last weekly edition up to Sunday.

    Before the first one nothing is taken for news that was published before its week: an archive's first days bring
    the publications of years.
    """
    earlier = [one for one in editions.days_of(tx, WEEKLY) if one < day]
    first = earlier[-1] if earlier else day - timedelta(days=7)
    start, until = clock.midnight(first), min(now, clock.last_of(day - timedelta(days=1)))
    before = editions.told_revisions(tx, DAILY, before=first)
    told = before | editions.told_revisions(tx, WEEKLY)
    lately = set(editions.told_revisions(tx, DAILY, since=first)) - set(editions.told_revisions(tx, DAILY, since=day))
    relevant = editions.relevant(tx)
    untold = {one.id: one for one in editions.untold(tx, WEEKLY, until, since=start)}
    untold |= {one.id: one for one in relevant if one.id in lately and one.id not in told and not one.withdrawn_at}
    old: set[str] = (
        set() if earlier else {name for name, one in untold.items() if name not in told and _before(one, start)}
    )
    return Weighed(
        untold={name: one for name, one in untold.items() if name not in old},
        told=told,
        relevant=relevant,
        passed=tuple(untold[name] for name in old),
        period=(first, day - timedelta(days=1)),
    )


def _immediate(tx: Tx, day: date, now: datetime) -> Weighed:
    """Weigh what was published lately and is told nowhere; what becomes of it is for the daily edition."""
    told = editions.told_revisions(tx, IMMEDIATE)
    known = told.keys() | editions.told_revisions(tx, DAILY)
    lately = editions.untold(tx, IMMEDIATE, now, since=now - RECENT)
    fresh = [one for one in lately if one.id not in told and not one.withdrawn_at]
    passed = {one.id: one for one in fresh if _before(one, now - RECENT) or _copy_of(one, known)}
    untold = {one.id: one for one in fresh if one.id not in passed}
    return Weighed(untold=untold, told={}, relevant=(), passed=tuple(passed.values()))


def _copy_of(one: Announcement, known: set[str]) -> bool:
    return one.canonical_id != one.id and one.canonical_id in known


def _before(one: Announcement, moment: datetime) -> bool:
    return (one.published or one.first_seen) < moment
