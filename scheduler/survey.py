"""The state of the whole, read from the archive and from the machine."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from archive.config import Settings
from archive.errors import WatchError
from archive.records import Execution
from archive.store import Tx, alarms, announcements, consultations, editions, indexing, outbox, runs, services, sizes
from archive.store import subscribers as people
from digest.model import unready
from scheduler import trend
from scheduler.crawl_groups import groups
from scheduler.crawl_plans import dealt
from scheduler.plan import plan
from scheduler.state import Disk, ModelUse, Queue, Sizes, State

LATELY = timedelta(days=30)
"""Whom no message of these days reached is told; older addresses are no longer written to."""
EXECUTIONS = 20
"""Newest executions of a job that are looked at."""


def survey(tx: Tx, settings: Settings, now: datetime, *, whole: bool = True) -> State:
    """Return the state; without the counts that take a while in a large archive when it need not be `whole`.

    Raises WrongSettings when the settings name sources that are none.
    """
    plans = dealt(settings)
    sources = [one for some in plans.values() for one in some]
    queues, away = _queues(settings)
    last, weekly = editions.last(tx, "daily"), editions.last(tx, "weekly")
    kept, relevant = announcements.counts(tx) if whole else (0, 0)
    keys = [one.key for one in sources]
    return State(
        health=runs.health(tx, keys),
        last_edition=last.date if last else None,
        last_weekly=weekly.date if weekly else None,
        mails={str(key): value for key, value in outbox.counts(tx).items()},
        announcements=kept,
        relevant=relevant,
        quiet=trend.quiet(tx, sources, now.date()),
        model=_model_use(tx, settings, now),
        suspended={one.name: one.last_bounce for one in people.every(tx) if one.status == "suspended"},
        groups=groups(settings, plans),
        unwell_since=runs.unwell_since(tx, keys),
        unwell_hours={one.key: one.expect.unwell_hours for one in sources if one.expect.unwell_hours},
        waiting=outbox.longest_waiting(tx),
        unreached=tuple(outbox.unreachable(tx, now - LATELY)),
        services=tuple(services.every(tx)),
        executions=_executions(tx, settings),
        disk=_disk(settings.data_dir),
        sizes=_sizes(tx) if whole else None,
        alarms=tuple(alarms.open_ones(tx)),
        queues=queues,
        queues_away=away,
    )


def _queues(settings: Settings) -> tuple[tuple[Queue, ...] | None, str]:
    """Return the queues, None where there are none, and why they can not be asked, empty when they can."""
    if settings.engine.kind != "queue":
        return None, ""
    from scheduler import engine

    try:
        depths = engine.depths(settings)
    except WatchError as error:
        return None, str(error)
    return tuple(
        Queue(
            name=one.queue,
            waiting=one.waiting,
            running=one.running,
            oldest_seconds=one.oldest_seconds,
            failed=one.failed,
        )
        for one in depths
    ), ""


def _executions(tx: Tx, settings: Settings) -> dict[str, tuple[Execution, ...]]:
    ran = {job.name: tuple(runs.executions(tx, job.name, EXECUTIONS)) for job in plan(settings)}
    return {name: some for name, some in ran.items() if some}


def _disk(folder: Path) -> Disk | None:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None  # the folder is not there yet: nothing was ever kept
    return Disk(total=usage.total, free=usage.free)


def _sizes(tx: Tx) -> Sizes:
    return Sizes(database=sizes.database_bytes(tx), unindexed=indexing.waiting(tx), unread=sizes.unread(tx))


def _model_use(tx: Tx, settings: Settings, now: datetime) -> ModelUse | None:
    if not settings.model.url:
        return None
    spent = consultations.spent(tx, now.date())
    return ModelUse(
        calls=spent.calls,
        tokens=spent.tokens,
        cost=round(spent.cost, 6),
        unready=unready(settings.model),
        last=consultations.last_outcome(tx),
    )
