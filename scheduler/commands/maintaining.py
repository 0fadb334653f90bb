"""`zswatch archive maintain`: what the service does every night so that an archive stays sound for years."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import existing, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive

SERVICES_KEPT = timedelta(days=7)
"""How long a process is known that was not heard of."""
OFTEN_KEPT = timedelta(days=30)
"""How long notes of commands are kept that run every few minutes."""
CHECK_SECONDS = 300.0
FAULTS_NAMED = 20


@click.command()
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=CHECK_SECONDS, show_default=True, help="time for the check"
)
@with_settings
def maintain(settings: "Settings", seconds: float) -> int:
    """Look after the archive: index, statistics, retention, left-over files, and a check of another part each day.

    The service does it every night. Exit code 1 when something is wrong, in words; `archive check` looks at everything.
    """
    problems: list[str] = []
    with existing(settings) as archive:
        for step in (_index, _tidy, _forget, _sweep, _refresh):
            with _told(problems):
                click.echo(step(archive, settings))
        with _told(problems):
            problems += _checked(archive, seconds)
    for one in problems:
        click.echo(one, err=True)
    click.echo(f"{len(problems)} problems" if problems else "all is well")
    return 1 if problems else 0


@contextmanager
def _told(problems: list[str]) -> Iterator[None]:
    """Go on after what one step could not do; it is told in the end. A database that is away ends all."""
    from archive.errors import DatabaseAway, WatchError

    try:
        yield
    except DatabaseAway:
        raise
    except WatchError as error:
        problems.append(str(error))


def _index(archive: "Archive", _settings: "Settings") -> str:
    from archive.store import indexing

    return f"index: {indexing.bring_up(archive)} brought up to date"


def _tidy(archive: "Archive", settings: "Settings") -> str:
    from archive import clock
    from archive.locks import upkeep
    from archive.store.tidying import tidy

    if all(value is None for value in settings.retention.model_dump().values()):
        return "retention: no rule is set"
    with upkeep(settings.data_dir), archive.begin() as tx:
        done = tidy(tx, settings.retention, clock.now(), dry=False)
    return "retention: " + ", ".join(f"{count} {kind}" for kind, count in done.items())


def _forget(archive: "Archive", _settings: "Settings") -> str:
    from archive import clock
    from archive.store import runs, services
    from scheduler.plan import ALERTS, BOUNCES, DELIVER

    with archive.begin() as tx:
        gone = services.forget(tx, clock.now() - SERVICES_KEPT)
        often = runs.forget(tx, (ALERTS, BOUNCES, DELIVER), clock.now() - OFTEN_KEPT)
    return f"forgotten: {gone} processes that were not heard of for a week, {often} old notes of frequent commands"


def _sweep(archive: "Archive", settings: "Settings") -> str:
    from archive.errors import WatchError
    from archive.store.maintaining import left_over

    count = 0
    for file in left_over(settings.data_dir):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise WatchError(f"{file}: can not be removed: {error.strerror}") from None
        count += 1
    return f"left-over files: {count} removed"


def _refresh(archive: "Archive", _settings: "Settings") -> str:
    from archive.store.maintaining import refresh

    refresh(archive)
    return "database: statistics are new"


def _checked(archive: "Archive", seconds: float) -> Iterator[str]:
    """Give the faults of this day's part, the first ones in words."""
    from archive.clock import today
    from archive.store import meetings
    from archive.store.checking import slices
    from digest.meetings import shipped

    with archive.read() as tx:
        known = shipped() | {one.id: one for one in meetings.every(tx)}
    count = 0
    for fault in slices.faults(archive, known, today(), seconds):
        count += 1
        if count <= FAULTS_NAMED:
            yield f"{fault.check}: {fault.where}: {fault.what}; {fault.remedy}"
    if count > FAULTS_NAMED:
        yield f"{count - FAULTS_NAMED} more faults; `zswatch archive check` tells all"


COMMANDS = (maintain,)
