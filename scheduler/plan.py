"""What is due: computed from the settings and from what the archive says has run. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from archive.clock import SHANGHAI
from archive.config import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A command that runs at certain times of day; `limit` is how long it may take."""

    name: str
    command: tuple[str, ...]
    times: tuple[time, ...]
    limit: timedelta
    at_first_start: bool
    """Whether a service that has never run it starts with it at once."""


def jobs(schedule: Schedule) -> tuple[Job, ...]:
    """Return the jobs of a plan in the order in which those due at the same moment run: crawl, then digest."""
    return (
        Job(
            name="crawl",
            command=("crawl",),
            times=tuple(sorted(time.fromisoformat(stated) for stated in schedule.crawl)),
            limit=timedelta(minutes=schedule.crawl_limit_minutes),
            at_first_start=True,
        ),
        Job(
            name="digest",
            command=("digest", "send"),
            times=(time.fromisoformat(schedule.digest),),
            limit=timedelta(minutes=schedule.digest_limit_minutes),
            at_first_start=False,
        ),
    )


def latest_due(times: Sequence[time], now: datetime) -> datetime:
    """Return the newest planned moment that is not after `now` (Asia/Shanghai, which has no clock changes)."""
    local = now.astimezone(SHANGHAI)
    days = (local.date(), local.date() - timedelta(days=1))
    moments = [datetime.combine(day, at, SHANGHAI) for day in days for at in times]
    return max(moment for moment in moments if moment <= local)


def missed(job: Job, last_due: datetime | None, now: datetime) -> datetime | None:
    """Return the moment to catch up with, None when nothing is.

    However many moments were missed, the answer is one: the newest. `last_due` is the newest planned moment that the
    archive knows as done.
    """
    due = latest_due(job.times, now)
    if last_due is None:
        return due if job.at_first_start else None
    return due if due > last_due else None
