"""The plan: which commands run when, as the settings say. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.sections import Crawls, Schedule

CRAWL, IMMEDIATE, DIGEST, WEEKLY = "crawl", "immediate", "digest", "weekly"
DELIVER, BOUNCES, ALERTS, MAINTENANCE = "deliver", "bounces", "alerts", "maintenance"
SHORT_LIMIT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A command that runs at certain times of day (Asia/Shanghai); `limit` is how long it may take.

    On the days of the week in `days` (Monday is 0), without any on all. One that `follows` others runs after each time
    that one of them was carried through, and has no times of its own. Jobs of one `lane` never run at the same time,
    those of different ones may. `group` is the plan of sources that a crawl is of, empty for that of the rest, None
    for what is no crawl. `edition` is the kind of dated edition that it sends, empty for none.
    """

    name: str
    command: tuple[str, ...]
    times: tuple[time, ...]
    limit: timedelta
    lane: str
    at_first_start: bool = False
    """Whether a service that has never run it starts with it at once."""
    days: tuple[int, ...] = ()
    follows: tuple[str, ...] = ()
    group: str | None = None
    edition: str = ""
    every_missed: bool = False
    """Whether each missed moment is caught up with, in order, rather than the newest."""


def plan(settings: Settings) -> tuple[Job, ...]:
    """Return all that a service with these settings does."""
    beside = [_often(DELIVER, ("digest", "deliver"), minutes=5, limit=timedelta(minutes=20), lane=DIGEST)]
    if settings.bounces.host:
        beside.append(_often(BOUNCES, ("bounces", "fetch"), minutes=60, limit=SHORT_LIMIT, lane=BOUNCES))
    if settings.watch.operators or settings.watch.robot:
        beside.append(_often(ALERTS, ("alerts",), minutes=5, limit=SHORT_LIMIT, lane=ALERTS))
    return (*jobs(settings.schedule, settings.crawls), *beside)


def jobs(schedule: Schedule, crawls: Sequence[Crawls] = ()) -> tuple[Job, ...]:
    """Return the jobs that the settings give times to, in the order in which those due at the same moment begin.

    That is: the crawls, the more frequent first; what is told at once of them; the daily edition, the weekly one; and
    maintenance.
    """
    fetching = tuple(_crawls(schedule, crawls))
    return (
        *fetching,
        _sending(IMMEDIATE, schedule, follows=tuple(one.name for one in fetching)),
        _sending(DIGEST, schedule, at=schedule.digest, every_missed=schedule.missed_editions == "each"),
        _sending(WEEKLY, schedule, at=schedule.weekly, days=(0,)),
        Job(
            name=MAINTENANCE,
            command=("archive", "maintain"),
            times=(time.fromisoformat(schedule.maintenance),),
            limit=timedelta(minutes=schedule.maintenance_limit_minutes),
            lane=MAINTENANCE,
        ),
    )


def _crawls(schedule: Schedule, crawls: Sequence[Crawls]) -> Iterator[Job]:
    tables = [(one.name, moments(one)) for one in crawls]
    for name, times in sorted(tables, key=lambda table: -len(table[1])):
        yield _crawl(f"{CRAWL} {name}", ("--plan", name), times, name, schedule)
    times = tuple(sorted(time.fromisoformat(each) for each in schedule.crawl))
    yield _crawl(CRAWL, ("--rest",) if crawls else (), times, "", schedule)


def _crawl(name: str, which: tuple[str, ...], times: tuple[time, ...], group: str, schedule: Schedule) -> Job:
    return Job(
        name=name,
        command=(CRAWL, *which),
        times=times,
        limit=timedelta(minutes=schedule.crawl_limit_minutes),
        lane=CRAWL,
        at_first_start=True,
        group=group,
    )


def _sending(
    name: str,
    schedule: Schedule,
    *,
    at: str = "",
    days: tuple[int, ...] = (),
    follows: tuple[str, ...] = (),
    every_missed: bool = False,
) -> Job:
    kind = "daily" if name == DIGEST else name
    return Job(
        name=name,
        command=("digest", "send") if name == DIGEST else ("digest", "send", "--kind", name),
        times=(time.fromisoformat(at),) if at else (),
        limit=timedelta(minutes=schedule.digest_limit_minutes),
        lane=DIGEST,
        at_first_start=bool(follows),
        days=days,
        follows=follows,
        edition="" if follows else kind,
        every_missed=every_missed,
    )


def _often(name: str, command: tuple[str, ...], *, minutes: int, limit: timedelta, lane: str) -> Job:
    return Job(name=name, command=command, times=every(minutes), limit=limit, lane=lane, at_first_start=True)


def moments(table: Crawls) -> tuple[time, ...]:
    """Return the times of day of a table of crawls."""
    if table.every_minutes is None:
        return tuple(sorted(time.fromisoformat(each) for each in table.times))
    first, last = (time.fromisoformat(each) for each in table.between)
    return every(table.every_minutes, first, last)


def every(minutes: int, first: time = time.min, last: time = time.max) -> tuple[time, ...]:
    """Return the times of day that are so many minutes apart, from midnight on, of which those between two times."""
    all_day = (time(at // 60, at % 60) for at in range(0, 24 * 60, minutes))
    return tuple(at for at in all_day if first <= at <= last)


def latest_due(times: Sequence[time], now: datetime, days: Sequence[int] = ()) -> datetime:
    """Return the newest planned moment that is not after `now` (Asia/Shanghai, which has no clock changes).

    With `days` only on these days of the week. `times` are sorted or few.
    """
    local = now.astimezone(SHANGHAI)
    for back in range(9):
        day = local.date() - timedelta(days=back)
        if days and day.weekday() not in days:
            continue
        for at in sorted(times, reverse=True):
            moment = datetime.combine(day, at, SHANGHAI)
            if moment <= local:
                return moment
    raise ValueError("no time is planned")


def between(job: Job, after: datetime, until: datetime) -> list[datetime]:
    """Return the planned moments of a job after one moment up to another, the earliest first."""
    day, last = after.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    found = []
    while day <= last:
        if not job.days or day.weekday() in job.days:
            found += [datetime.combine(day, at, SHANGHAI) for at in job.times]
        day += timedelta(days=1)
    return sorted(moment for moment in found if after < moment <= until)
