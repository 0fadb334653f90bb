"""A command of the plan carried out by workers: divided, queued, waited for, and told as if it had run here."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from archive.config import Settings
from archive.errors import DatabaseAway
from archive.records import Execution
from archive.store import Archive, open_archive, runs, waiting
from crawler.sources import Source, choose, load
from digest.run import waiting_ids
from scheduler import crawl_plans, hosts, process
from scheduler.engine import orders
from scheduler.engine.carrying import job_name
from scheduler.engine.orders import Order, Plan
from scheduler.engine.queue import Queue
from scheduler.outcome import carried_through
from scheduler.plan import Job
from scheduler.process import Ended, Runner

POLL_SECONDS = 1.0
TIMED_OUT = -9
DONE, FORGOTTEN = "succeeded", "forgotten"
LAST = frozenset({DONE, "failed", "aborted", "cancelled", FORGOTTEN})
"""States in which nothing more comes of a job."""
StopAsked = Callable[[], bool]
T = TypeVar("T")
_log = logging.getLogger("zswatch.engine")


def runner(settings: Settings, config: Path | None) -> Runner:
    """Return what leaves crawls and sending to workers, with all that follows of them; all else is run here."""
    here = process.runner(settings, config)

    def run(job: Job, due: datetime, stop_asked: StopAsked) -> Ended:
        plan = Plan(name=job.name, command=job.command, due=due, limit=job.limit)
        if job.command[0] == "crawl":
            return Round(settings, plan, stop_asked).run(_of_crawl(settings, plan))
        if job.command[:2] in {("digest", "send"), ("digest", "deliver")}:
            return Round(settings, plan, stop_asked).run([lambda _: [orders.sending(plan)]])
        return here(job, due, stop_asked)

    return run


Step = Callable[[Archive], Iterable[Order]]
"""What is to be done next, as the archive is when all before has ended."""


def _of_crawl(settings: Settings, plan: Plan) -> Sequence[Step]:
    """Crawl, read what was left, judge: each when all of what comes before has ended, well or not."""

    def read(archive: Archive) -> Iterator[Order]:
        with archive.read() as tx:
            left = waiting.ids(tx)
        return orders.readings(plan, left)

    def judge(archive: Archive) -> Iterator[Order]:
        return orders.judgings(plan, waiting_ids(archive, settings), settings.engine.judged_per_job)

    return [lambda _: crawls_of(settings, plan), read, judge]


def crawls_of(settings: Settings, plan: Plan) -> Iterator[Order]:
    """Give the crawls that a crawl of the plan becomes.

    Bundles are made of all sources that are declared, so that they are the same whatever is asked for.
    """
    known = load(settings.crawler.sources_dir)
    bundles = hosts.bundles(hosts.components(known.values()), settings.engine.hosts_per_job)
    asked = orders.asked(plan.command)
    search = settings.crawler.site_search and not (asked.names or asked.plan)
    return orders.crawls(plan, bundles, [one.key for one in _wanted(settings, plan, known)], search=search)


def _wanted(settings: Settings, plan: Plan, known: dict[str, Source]) -> Sequence[Source]:
    asked = orders.asked(plan.command)
    if asked.plan is not None or asked.rest:
        return crawl_plans.of_plan(settings, asked.plan if asked.plan is not None else crawl_plans.REST)
    if asked.names:
        return choose(known, asked.names)
    return [one for each in crawl_plans.dealt(settings).values() for one in each]


class Over(Exception):
    """The command is not waited for any longer: its time is up, or it was asked to stop."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__()
        self.timed_out = timed_out


class Round:
    """One command of the plan at work: its steps one after the other, the jobs of a step side by side."""

    def __init__(self, settings: Settings, plan: Plan, stop_asked: StopAsked) -> None:
        self._settings = settings
        self._plan = plan
        self._stop_asked = stop_asked
        self._end = time.monotonic() + plan.limit.total_seconds()
        self._looked = time.monotonic()
        self._jobs: dict[int, Order] = {}
        self._states: dict[int, str] = {}

    def run(self, steps: Iterable[Step]) -> Ended:
        """Carry the steps out; a database that is away is waited for as long as the command may take.

        Jobs that are not done when the command must end are cancelled, and stopped where they run.
        """
        with Queue(self._settings, made=False) as queue:
            try:
                self._patiently(queue.make)
                self._patiently(queue.tidy)
                for step in steps:
                    self._through(queue, step)
            except Over as over:
                with suppress(DatabaseAway):
                    queue.cancel(self._pending)
                return self._told(over)
        return self._told()

    def _through(self, queue: Queue, step: Step) -> None:
        for order in self._patiently(partial(self._orders, step)):
            self._jobs[self._patiently(partial(queue.put, order))] = order
        while pending := self._pending:
            known = self._patiently(partial(queue.states, pending))
            self._states |= {one: known.get(one, FORGOTTEN) for one in pending}
            if time.monotonic() - self._looked > self._settings.engine.silent_seconds / 3:
                self._looked = time.monotonic()
                self._patiently(partial(queue.take_over, self._settings.engine.silent_seconds))
            if self._pending:
                time.sleep(POLL_SECONDS)

    def _orders(self, step: Step) -> list[Order]:
        with open_archive(self._settings) as archive:
            return list(step(archive))

    @property
    def _pending(self) -> list[int]:
        return [one for one in self._jobs if self._states.get(one) not in LAST]

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Return what a database answers, however long it is away; raises Over when that is no longer waited for."""
        told = False
        while True:
            if self._stop_asked():
                raise Over(timed_out=False)
            if time.monotonic() >= self._end:
                raise Over(timed_out=True)
            try:
                return ask()
            except DatabaseAway as error:
                if not told:
                    _log.warning("%s: waits: %s", self._plan.name, error)
                told = True
                time.sleep(POLL_SECONDS)

    def _told(self, over: Over | None = None) -> Ended:
        """Return how the command ended: with 1 when one of its jobs was not well or is not done."""
        notes = self._notes()
        peaks = [one.peak_mb for one in notes.values() if one is not None and one.peak_mb is not None]
        unwell = [(name, why) for name, one in notes.items() if (why := _why(one, self._states.get(name)))]
        tail = ""
        if unwell:
            number, why = unwell[0]
            name = job_name(self._jobs[number].queue, number)
            tail = f"{len(unwell)} of {len(self._jobs)} jobs were not well: {name}: {why}"
        code = TIMED_OUT if over is not None else int(bool(unwell))
        return Ended(
            exit_code=code,
            timed_out=over is not None and over.timed_out,
            stopped=over is not None and not over.timed_out,
            tail=tail,
            peak_mb=max(peaks, default=None),
        )

    def _notes(self) -> dict[int, Execution | None]:
        """Return the newest note of each job."""
        with open_archive(self._settings) as archive, archive.read() as tx:
            found = {one: runs.executions(tx, job_name(self._jobs[one].queue, one), 1) for one in self._jobs}
        return {one: notes[0] if notes else None for one, notes in found.items()}


def _why(note: Execution | None, state: str | None) -> str:
    """Return what is to be told of a job that was not well, nothing of one that was."""
    if state == DONE and (note is None or note.exit_code in {0, None}):
        return ""
    if note is None or not note.note:
        return state or "not begun"
    return note.note if carried_through(note.exit_code or 0) or state == "failed" else f"{state}: {note.note}"
