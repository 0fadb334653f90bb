"""What is told to Prometheus of the archive: read in one short transaction that can not write, and never waits long."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive import clock
from archive.config import Settings
from archive.errors import TookTooLong, WatchError
from archive.store import Archive, open_reader, schema
from scheduler.plan import Job, plan
from scheduler.state import State
from scheduler.survey import survey

STATEMENT_SECONDS = 3.0
"""How long one question to the database may take. Counts over a large archive that take longer are left out."""


class Depth(Protocol):
    """How much there is to do in a queue; `oldest_seconds` is None when nothing waits."""

    @property
    def queue(self) -> str:
        """The queue's name."""

    @property
    def waiting(self) -> int:
        """Jobs that wait."""

    @property
    def running(self) -> int:
        """Jobs that a worker is at."""

    @property
    def failed(self) -> int:
        """Jobs that failed for good lately."""

    @property
    def oldest_seconds(self) -> float | None:
        """How long the oldest one has waited."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What one look at the archive found.

    `state` is None when its schema is not this program's, `depths` where no queue is used or it can not be asked.
    `took` are seconds, `at` is when it was looked at by the one clock, `machine_at` by the machine's.
    """

    settings: Settings
    at: datetime
    machine_at: float
    took: float
    plan: tuple[Job, ...]
    state: State | None
    depths: Sequence[Depth] | None


def read(settings: Settings, depths: Callable[[], Sequence[Depth]] | None = None) -> Facts:
    """Look at the archive, and ask `depths` how long the queues are.

    Raises DatabaseAway when the archive can not be read, and whatever a mistake of ours raises.
    """
    began, at = time.monotonic(), clock.now()
    with open_reader(settings, STATEMENT_SECONDS) as archive:
        state = _state(archive, settings, at)
    return Facts(
        settings=settings,
        at=at,
        machine_at=time.time(),
        took=time.monotonic() - began,
        plan=plan(settings),
        state=state,
        depths=_depths(depths),
    )


def _state(archive: Archive, settings: Settings, at: datetime) -> State | None:
    with archive.read() as tx:
        if not schema.is_current(tx):
            return None
    try:
        with archive.read() as tx:
            return survey(tx, settings, at)
    except TookTooLong:
        with archive.read() as tx:
            return survey(tx, settings, at, whole=False)


def _depths(depths: Callable[[], Sequence[Depth]] | None) -> Sequence[Depth] | None:
    try:
        return None if depths is None else depths()
    except WatchError:
        return None
