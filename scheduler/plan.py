"""What is due: computed from the settings and from what the archive says has run. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from archive.clock import SHANGHAI
from archive.sections import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A command that runs at certain times of day; `limit` is how long it may take.

    On the days of the week in `days` (Monday is 0), without any on all. One that `follows` another runs after it, each
    time that one was carried through, and has no times of its own.
    """

    name: str
    command: tuple[str, ...]
    times: tuple[time, ...]
    limit: timedelta
    at_first_start: bool
    """Whether a service that has never run it starts with it at once."""
    days: tuple[int, ...] = ()
    follows: str = ""


def jobs(schedule: Schedule) -> tuple[Job, ...]:
    """Return the jobs of a plan in the order in which those due at the same moment run.

    That is: a crawl, what is told at once of it, the daily edition, the weekly one.
    """
    digest_limit = timedelta(minutes=schedule.digest_limit_minutes)
    return (
        Job(
            name="crawl",
            command=("crawl",),
            times=tuple(sorted(time.fromisoformat(stated) for stated in schedule.crawl)),
            limit=timedelta(minutes=schedule.crawl_limit_minutes),
            at_first_start=True,
        ),
        Job(
            name="immediate",
            command=("digest", "send", "--kind", "immediate"),
            times=(),
            limit=digest_limit,
            at_first_start=True,
            follows="crawl",
        ),
        Job(
            name="digest",
            command=("digest", "send"),
            times=(time.fromisoformat(schedule.digest),),
            limit=digest_limit,
            at_first_start=False,
        ),
        Job(
            name="weekly",
            command=("digest", "send", "--kind", "weekly"),
            times=(time.fromisoformat(schedule.weekly),),
            limit=digest_limit,
            at_first_start=False,
            days=(0,),
        ),
    )


def latest_due(times: Sequence[time], now: datetime, days: Sequence[int] = ()) -> datetime:
    """Return the newest planned moment that is not after `now` (Asia/Shanghai, which has no clock changes).

    With `days` only on these days of the week.
    """
    local = now.astimezone(SHANGHAI)
    lately = [local.date() - timedelta(days=back) for back in range(8)]
    planned = [day for day in lately if not days or day.weekday() in days]
    moments = [datetime.combine(day, at, SHANGHAI) for day in planned for at in times]
    return max(moment for moment in moments if moment <= local)


def missed(job: Job, last_due: datetime | None, now: datetime, followed: datetime | None = None) -> datetime | None:
    """Return the moment to catch up with, None when nothing is.

    However many moments were missed, the answer is one: the newest. `last_due` is the newest planned moment that the
    archive knows as done; for a job that follows another one `followed` is that of the other.
    """
    due = followed if job.follows else latest_due(job.times, now, job.days)
    if due is None:
        return None
    if last_due is None:
        return due if job.at_first_start else None
    return due if due > last_due else None
