"""What is due now: computed from the plan, from what the archive says was done, and from the moment. Pure.

However long a service was away, of each crawl one is due, for the newest moment; of the daily editions one for each
missed day, in order, or one for all of them; of the weekly ones one. Notes and editions of moments that are still to
come, made while a clock was wrong, are not looked at until then.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from archive.clock import SHANGHAI
from archive.records import Execution
from scheduler.plan import Job, between, latest_due

LATE = timedelta(minutes=15)
"""An edition that is later than this was missed: it waits for the crawls that are being caught up with."""
MOST_MISSED = timedelta(days=31)
"""Editions of days before that are not made up for: the first one that is tells what they would have told."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=1)
TRIES = 5
"""So often an edition is tried before the next day's may go before it, and it is given up."""
VAIN_TRIES = 3
"""So often a command is tried that could not do its work, such as for want of memory or of a database."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the archive says was done, as far as it matters now.

    `tries` are the newest executions of each job, the newest first, of moments that are not to come. `begun` is when
    the first one of all began. `editions` are the days of those kept, by kind, of the last weeks. `visited` is, for a
    crawl that was not tried for its newest moment, since when all its sources have been visited, whoever did it (None:
    some never were).
    """

    tries: Mapping[str, Sequence[Execution]] = field(default_factory=dict)
    begun: datetime | None = None
    editions: Mapping[str, Collection[date]] = field(default_factory=dict)
    visited: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A job to run for a planned moment, which its command names; `tried` notes of that there are already."""

    job: Job
    moment: datetime
    tried: int = 0


def due(plan: Sequence[Job], known: Known, now: datetime) -> list[Due]:
    """Return what is to be run now, what was planned first at the beginning; jobs under way are not in it."""
    found = []
    for job in plan:
        tries = known.tries.get(job.name, ())
        if any(one.finished_at is None for one in tries):
            continue
        moment = next((one for one in _moments(job, known, now) if _may_begin(job, one, tries, now)), None)
        if moment is not None and not (job.edition and _waits(plan, known, moment, now)):
            found.append(_stated(job, moment, tries))
    order = {job.name: place for place, job in enumerate(plan)}
    return sorted(found, key=lambda one: (one.moment, order[one.job.name]))


def _moments(job: Job, known: Known, now: datetime) -> Iterator[datetime]:
    """Give the moments of a job that are not settled, the one to begin with first."""
    if job.follows:
        yield from _followed(job, known, now)
    elif job.edition:
        yield from _editions(job, known, now)
    else:
        moment = latest_due(job.times, now, job.days)
        if not _settled(job, moment, known, now):
            yield moment


def _followed(job: Job, known: Known, now: datetime) -> Iterator[datetime]:
    """Give the moment at which the newest of the followed jobs ended, unless this one ran for it or a later one."""
    ends = [
        one.finished_at
        for name in job.follows
        for one in known.tries.get(name, ())
        if one.carried_through and one.finished_at is not None and one.finished_at <= now
    ]
    done = [one.due_at for one in known.tries.get(job.name, ()) if one.carried_through]
    if ends and max(ends) > max(done, default=datetime.min.replace(tzinfo=SHANGHAI)):
        yield max(ends)


def _editions(job: Job, known: Known, now: datetime) -> Iterator[datetime]:
    """Give the moments of editions that are missing since the newest that there is, or since the service began."""
    if known.begun is None:
        return
    start = max(known.begun, now - MOST_MISSED)
    missing: list[datetime] = []
    for moment in between(job, start, now):
        missing = [] if _settled(job, moment, known, now) else [*missing, moment]
    if not job.every_missed:
        # A day's edition stands for those that were missed before it; a past day's is not made up for then.
        today = now.astimezone(SHANGHAI).date()
        missing = [one for one in missing[-1:] if job.days or one.date() == today]
    tries = known.tries.get(job.name, ())
    for place, moment in enumerate(missing):
        yield moment
        failed = [one for one in tries if one.due_at == moment and one.carried_through]
        if place + 1 < len(missing) and len(failed) < TRIES:
            return  # in order: the next day's edition would tell what belongs to this one


def _settled(job: Job, moment: datetime, known: Known, now: datetime) -> bool:
    tries = known.tries.get(job.name, ())
    if job.edition:
        day = moment.astimezone(SHANGHAI).date()
        if day in known.editions.get(job.edition, ()):
            return True
        return any(one.due_at == moment and one.exit_code == 0 for one in tries)
    if not tries and not job.at_first_start:
        return known.begun is None or moment <= known.begun
    visited = known.visited.get(job.name)
    if visited is not None and moment <= visited <= now and not any(one.due_at == moment for one in tries):
        return True
    done = [one for one in tries if one.due_at >= moment and one.carried_through]
    return any(not one.in_vain for one in done) or len(done) >= VAIN_TRIES


def _may_begin(job: Job, moment: datetime, tries: Sequence[Execution], now: datetime) -> bool:
    """Say whether a moment that was tried before may be tried again: after 5 minutes, then twice as long each time.

    One that was cut off with its service, or gave way, may at once; one whose service was lost with it more than
    once, perhaps because of it, waits as well.
    """
    mine = [one for one in tries if one.due_at == moment]
    failed = [one for one in mine if one.carried_through]
    lost = [one for one in mine if one.lost]
    count = len(failed) + max(0, len(lost) - 1)
    if not count:
        return True
    ended = max(one.finished_at for one in (*failed, *lost) if one.finished_at is not None)
    return ended > now or now - ended >= min(FIRST_WAIT * 2 ** min(count - 1, 16), LONGEST_WAIT)


def _waits(plan: Sequence[Job], known: Known, moment: datetime, now: datetime) -> bool:
    """Say whether a missed edition waits for a crawl that is being caught up with; one on time waits for nothing."""
    if now - moment <= LATE:
        return False
    return any(job.group is not None and _behind(job, known, moment, now) for job in plan)


def _behind(job: Job, known: Known, moment: datetime, now: datetime) -> bool:
    """Say whether a crawl is due or under way, and its sources were not crawled since a moment."""
    tries = known.tries.get(job.name, ())
    since = [one for one in tries if one.carried_through and one.started_at >= moment]
    newest = latest_due(job.times, now, job.days)
    return not since and (any(one.finished_at is None for one in tries) or not _settled(job, newest, known, now))


def _stated(job: Job, moment: datetime, tries: Sequence[Execution]) -> Due:
    """Return a job with the words that say for which day it is, or since when its sources need no second visit.

    A source that was visited for this moment, before the crawl was cut off or in another plan, is not visited again.
    """
    more: tuple[str, ...] = ()
    if job.edition:
        more = ("--date", moment.astimezone(SHANGHAI).date().isoformat())
    elif job.group is not None:
        more = ("--unvisited-since", moment.isoformat())
    mine = [one for one in tries if one.due_at == moment]
    return Due(job=replace(job, command=(*job.command, *more)), moment=moment, tried=len(mine))


def gives_way(running: Job, other: Job) -> bool:
    """Say whether a crawl under way is cut off for one that is due: for a more frequent one, on the same hosts."""
    crawls = running.group is not None and other.group is not None
    return crawls and running.lane == other.lane and len(other.times) > len(running.times)
