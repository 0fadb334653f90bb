"""Lanes in which commands run: one at a time in each, side by side in several. APScheduler's executors carry them.

Nothing waits in a lane: what is due and finds its lane taken is due again at the next look, as it then is. When a
command begins is decided by whoever looks at the plan and never by APScheduler, whose alarm clock sleeps through the
hours that a clock is set back: it is handed only what is to begin now.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from archive.clock import SHANGHAI
from scheduler.due import Due

AT_ONCE = datetime(2000, 1, 1, tzinfo=SHANGHAI)
"""A moment that is over wherever the machine's clock stands."""
_log = logging.getLogger("zswatch.service")


@dataclass(kw_only=True, slots=True)
class Work:
    """A command in its lane: since when by the machine's monotonic clock, and whether it was asked to end, and why."""

    due: Due
    began: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    gives_way: bool = False


class Lanes:
    """The lanes of a plan; `work` is called in a lane's thread for what begins in it, `ended` when that is over."""

    def __init__(self, names: Iterable[str], work: Callable[[Work], None], ended: Callable[[], None]) -> None:
        self._work, self._ended = work, ended
        self._busy: dict[str, Work] = {}
        self._lock = threading.Lock()
        executors = {name: ThreadPoolExecutor(1) for name in {*names, "default"}}
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = BackgroundScheduler(timezone=SHANGHAI, executors=executors, job_defaults=defaults)
        self._scheduler.start()

    def at_work(self) -> dict[str, Work]:
        """Return what is under way, by lane."""
        with self._lock:
            return dict(self._busy)

    def begin(self, due: Due) -> bool:
        """Begin what is due unless its lane is taken; say whether it has begun."""
        work = Work(due=due)
        with self._lock:
            if due.job.lane in self._busy:
                return False
            self._busy[due.job.lane] = work
        self._scheduler.add_job(self._through, next_run_time=AT_ONCE, args=[work], executor=due.job.lane)
        return True

    def stop(self) -> None:
        """Ask all that is under way to end."""
        for work in self.at_work().values():
            work.stop.set()

    def close(self) -> None:
        """Ask all that is under way to end, and wait until it has."""
        self.stop()
        self._scheduler.shutdown(wait=True)

    def _through(self, work: Work) -> None:
        try:
            self._work(work)
        except Exception:  # noqa: BLE001 - whatever one command does to its lane, the next one gets it
            # What was noted of it stays without an end; whoever leads next notes that it was lost.
            _log.exception("%s: the lane failed", work.due.job.name)
        finally:
            with self._lock:
                self._busy.pop(work.due.job.lane, None)
            self._ended()
