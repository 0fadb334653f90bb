"""What is told to Prometheus of the archive: read in one short transaction that can not write, and never waits long."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from archive import clock
from archive.config import Settings
from archive.errors import TookTooLong
from archive.sections import Engine
from archive.store import Archive, open_reader, schema
from scheduler.plan import Job, plan
from scheduler.state import Queue, State
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
    depths: Sequence[Depth] | None = None


def read(settings: Settings) -> Facts:
    """Look at the archive, and not at queues, whose database may be another one.

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
    )


def _state(archive: Archive, settings: Settings, at: datetime) -> State | None:
    with archive.read() as tx:
        if not schema.is_current(tx):
            return None
    settings = settings.model_copy(update={"engine": Engine()})
    try:
        with archive.read() as tx:
            return survey(tx, settings, at)
    except TookTooLong:
        with archive.read() as tx:
            return survey(tx, settings, at, whole=False)


def with_queues(facts: Facts, depths: Sequence[Depth] | None) -> Facts:
    """Return the facts with how long the queues are, None when they could not be asked."""
    if facts.state is None:
        return replace(facts, depths=depths)
    names = ("waiting", "running", "failed", "oldest_seconds")
    queues = [Queue(name=one.queue, **{name: getattr(one, name) for name in names}) for one in depths or ()]
    away = "" if depths is not None else "no answer in time"
    return replace(facts, depths=depths, state=replace(facts.state, queues=tuple(queues), queues_away=away))
