"""That a service's loop turns: what its probes and whoever watches it look at."""

import threading
import time

SILENT_SECONDS = 60.0
"""A loop whose last round ended longer ago than this does not turn."""


class Pulse:
    """What a long-running process is doing; one thread beats, any may read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._beaten = time.monotonic()
        self._role = "stands by"
        self._running = ""

    def beat(self, role: str, running: str) -> None:
        """Note that a round has ended: as what, and which commands are at work (empty: none)."""
        with self._lock:
            self._role, self._running = role, running
            self._beaten = time.monotonic()

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
