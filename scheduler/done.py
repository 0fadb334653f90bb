"""What the archive says was done of the plan, and whether what is due has anything to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from archive.records import Execution
from archive.store import Tx, editions, outbox, runs, subscribers
from crawler.sources import Source
from scheduler import crawl_plans
from scheduler.due import MOST_MISSED, Known
from scheduler.plan import DELIVER, IMMEDIATE, Job, latest_due


def known(tx: Tx, plan: Sequence[Job], sources: Mapping[str, Sequence[Source]], now: datetime) -> Known:
    """Return what is known of the jobs of a plan at a moment; `sources` are those of each plan of crawls."""
    tries = {job.name: runs.tries(tx, job.name, now) for job in plan}
    since = (now - MOST_MISSED).date()
    return Known(
        tries=tries,
        begun=runs.first_begun(tx, now),
        editions={job.edition: frozenset(editions.days_since(tx, job.edition, since)) for job in plan if job.edition},
        visited={
            job.name: crawl_plans.visited(tx, sources[job.group], now)
            for job in plan
            if job.group is not None and not _tried(job, tries[job.name], now)
        },
    )


def _tried(job: Job, tries: Sequence[Execution], now: datetime) -> bool:
    newest = latest_due(job.times, now, job.days)
    return any(one.due_at >= newest for one in tries)


def wanted(tx: Tx, job: Job, now: datetime) -> bool:
    """Say whether a job that is due has anything to do: somebody to be told at once, a mail to deliver."""
    if job.name == IMMEDIATE:
        return any(IMMEDIATE in one.editions and one.status == "active" for one in subscribers.every(tx))
    return job.name != DELIVER or bool(outbox.turns(tx, now))
