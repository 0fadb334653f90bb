"""What a worker does with a job: its command as a child process, its beginning and its end noted in the archive."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from procrastinate import JobContext
from procrastinate.exceptions import JobAborted

from archive.clock import now
from archive.config import Settings
from archive.errors import DatabaseAway
from archive.records.runs import CUT_OFF, STOPPED
from archive.store import Archive, open_archive, runs
from scheduler import process
from scheduler.engine.orders import Order, of_plain
from scheduler.engine.retries import Failed
from scheduler.outcome import carried_through
from scheduler.process import Ended

NOTING_SECONDS = 60.0
"""How long a job waits with the note of its end for a database that is away; without one it is done again."""
_log = logging.getLogger("zswatch.engine")


def job_name(queue: str, job_id: int) -> str:
    """Return how a job is called among the executions."""
    return f"{queue} job {job_id}"


class Carrier:
    """Carries jobs out on this machine.

    `running` are the numbers of those that are under way, `workers` those under which the queue knows this process.
    """

    def __init__(self, settings: Settings, config: Path | None, holder: str) -> None:
        self._settings = settings
        self._config = ("--config", str(config)) if config else ()
        self._holder = holder
        self.running: set[int] = set()
        self.workers: set[int] = set()

    def __call__(self, context: JobContext, /, **plain: Any) -> None:
        """Run a job's command to its end. Raises JobAborted when it was stopped, Failed when it did not do its work."""
        number = int(context.job.id or 0)
        self.running.add(number)
        if context.job.worker_id is not None:
            self.workers.add(context.job.worker_id)
        try:
            self._carry(number, of_plain(context.job.queue, plain), context.should_abort)
        finally:
            self.running.discard(number)

    def _carry(self, number: int, order: Order, stop_asked: Callable[[], bool]) -> None:
        name = job_name(order.queue, number)
        with open_archive(self._settings) as archive:
            failures, execution = self._begun(archive, name, order)
            _log.info("%s of %s: begun", name, order.of)
            ended = self._run(order, stop_asked)
            note = note_of(ended, order)
            _log.info("%s of %s: %s", name, order.of, note)
            self._note(archive, execution, ended, note)
        if ended.stopped:
            raise JobAborted
        if ended.timed_out or ended.over_memory or not carried_through(ended.exit_code):
            raise Failed(note, failures + 1, lasting=ended.timed_out)

    def _run(self, order: Order, stop_asked: Callable[[], bool]) -> Ended:
        settings = self._settings
        return process.run(
            [*order.command, *self._config],
            limit=order.limit,
            log=process.log_of(settings, f"worker {order.queue}"),
            keep_mb=settings.log.keep_mb,
            memory_mb=settings.schedule.memory_mb,
            stop_asked=stop_asked,
        )

    def _begun(self, archive: Archive, name: str, order: Order) -> tuple[int, int]:
        """Note that a job begins; returns how often it has failed, and the number of the note.

        Whoever began it before and has not ended it was lost with its worker.
        """
        with archive.begin() as tx:
            runs.abandon(tx, [name], "", now())
            tried = [one for one in runs.tries(tx, name, order.due) if one.due_at == order.due]
            failed = [one for one in tried if one.note not in CUT_OFF and not carried_through(one.exit_code or 0)]
            return len(failed), runs.start(tx, name, order.due, now(), self._holder)

    def _note(self, archive: Archive, execution: int, ended: Ended, note: str) -> None:
        end = time.monotonic() + NOTING_SECONDS
        while True:
            try:
                with archive.begin() as tx:
                    runs.finish(tx, execution, now(), ended.exit_code, note, ended.peak_mb)
            except DatabaseAway:
                if time.monotonic() >= end:
                    raise
                time.sleep(2)
            else:
                return


def note_of(ended: Ended, order: Order) -> str:
    """Return one line on how a job's command ended."""
    if ended.stopped:
        return STOPPED
    if ended.timed_out:
        return f"killed after its limit of {order.limit}"
    if ended.over_memory:
        return f"killed with {ended.peak_mb} MB of memory"
    if ended.exit_code == 0:
        return "done"
    return f"exit code {ended.exit_code}: {ended.tail.splitlines()[-1] if ended.tail else 'it said nothing'}"
