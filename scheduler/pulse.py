"""That a service's loop turns: what its probes and whoever watches it look at."""

import threading
import time
from datetime import datetime

SILENT_SECONDS = 60.0
"""A loop whose last round ended longer ago than this does not turn."""


class Pulse:
    """What a long-running process is doing; one thread beats, any may read.

    `started_at` is a moment of the clock in force, `holder` MACHINE:PROCESS:WORD.
    """

    def __init__(self, holder: str, started_at: datetime) -> None:
        self.holder = holder
        self.started_at = started_at
        self._lock = threading.Lock()
        self._looked_at: datetime | None = None
        self._beaten = time.monotonic()
        self._role = "stands by"
        self._running = ""

    def beat(self, now: datetime, role: str, running: str) -> None:
        """Note that a round has ended: when, as what, and which commands are at work (empty: none)."""
        with self._lock:
            self._looked_at, self._role, self._running = now, role, running
            self._beaten = time.monotonic()

    @property
    def looked_at(self) -> datetime | None:
        """The moment of the last round that ended, None before the first."""
        with self._lock:
            return self._looked_at

    @property
    def role(self) -> str:
        """`leads`, `stands by` or `works`."""
        with self._lock:
            return self._role

    @property
    def running(self) -> str:
        """The names of the commands at work, with commas between them; empty when there are none."""
        with self._lock:
            return self._running

    def alive(self, now_monotonic: float) -> bool:
        """Say whether the last round, or the start, was less than a minute ago by the machine's monotonic clock."""
        with self._lock:
            return now_monotonic - self._beaten < SILENT_SECONDS
