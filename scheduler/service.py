"""`zswatch run`: stands by or leads; who leads looks at the plan every few seconds and runs what is due.

Two threads: one that looks (leadership taken, plan, archive), and the caller's own, which waits for nothing but the
clock: it notices that leadership is lost while the other hangs behind a dead database, and then ends what runs at once.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

from archive import clock
from archive.config import Settings
from archive.errors import DatabaseAway, TryLater, WatchError
from archive.records.runs import DIED, GAVE_WAY, STOPPED
from archive.store import Archive, open_archive, runs
from archive.store.leases.tenure import elapsed
from scheduler import crawl_plans, done, leader, notify, probes, process, tracing
from scheduler.clock_steps import ClockSteps
from scheduler.due import due, gives_way
from scheduler.facts import Depth
from scheduler.heartbeat import Heartbeat
from scheduler.lanes import Lanes, Work
from scheduler.leader import Leadership
from scheduler.plan import Job
from scheduler.presence import Presence
from scheduler.process import Ended, Runner
from scheduler.pulse import Pulse

logger = logging.getLogger("zswatch.service")

ROUND_SECONDS, SHORTEST_ROUND = 5.0, 0.05
"""Time between two looks at the plan by the clock in force, and the least by the machine's."""
GUARD_SECONDS, LAST_LOOK_SECONDS = 1.0, 5.0
NOTE_SECONDS = 5.0
"""How long the end of a command waits to be noted again while the archive is away."""
HURRIED_GRACE = 5.0
"""How long a command may take to end when another service may lead in a moment."""
GIVES_WAY_AFTER = 600.0
"""Seconds of real time that a crawl has for itself before it gives way: however often others come, it gets on."""


class Service:
    """One of the services on an archive: `look` makes one round, `guard` looks after leadership between rounds."""

    def __init__(
        self,
        settings: Settings,
        config: Path | None,
        leadership: Leadership,
        holder: str,
        runner: Runner | None = None,
    ) -> None:
        self._settings = settings
        self.plan = crawl_plans.laid_out(settings)
        self._sources = crawl_plans.dealt(settings)
        self._leadership, self._holder = leadership, holder
        self._runner = runner or process.runner(settings, config, self._grace)
        self._leads = self._hurry = self._failing = False
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._lanes = Lanes({job.lane for job in self.plan}, self._run, self._wake.set)
        self._archive: Archive | None = None
        self._steps = ClockSteps(clock.pace())
        self.pulse = Pulse()
        self._presence = Presence(settings, holder, "service")
        self._heartbeat = Heartbeat(settings)

    def work(self, asked: threading.Event) -> None:
        """Work until it is asked to stop; returns when all that ran has ended and its end is noted."""
        looking = threading.Thread(target=self._keep_looking, name="plan", daemon=True)
        looking.start()
        notify.ready()
        while not asked.wait(GUARD_SECONDS):
            self.guard()
        notify.stopping()
        self._stopping.set()
        self._wake.set()
        looking.join(LAST_LOOK_SECONDS)  # one that hangs behind a dead database is not waited for
        self.close()

    def close(self) -> None:
        """End what runs, note it, and leave the lead to another one."""
        logger.info("stopping")
        self._stopping.set()
        self._lanes.close()
        self._presence.end()
        self._leadership.release()
        self._let_go()

    def guard(self) -> None:
        """End all that runs the moment it is not certain any more that this service leads; never waits."""
        if self._leads and not self._leadership.keep():
            logger.warning("no longer certain to lead: what runs is ended")
            self._leads, self._hurry = False, True
            self._lanes.stop()
        if self.pulse.alive(time.monotonic()):
            notify.alive()

    def look(self) -> None:
        """Make one round: take the lead if nobody has it, begin what is due, tell that this process lives."""
        moment = clock.now()
        believed = self._steps.believed(moment, elapsed())
        well = True
        try:
            if not self._leads and not self._lanes.at_work() and self._leadership.take():
                self._take_over(moment)
            if self._leads and believed:
                self._begin(moment)
        except WatchError as error:
            well = False
            self._tell(error)
        else:
            self._failing = False
        role = "leads" if self._leads else "stands by"
        running = ", ".join(sorted(work.due.job.name for work in self._lanes.at_work().values()))
        self.pulse.beat(role, running)
        self._presence.say("leads" if self._leads else "stands by")
        self._heartbeat.beat(well and self._leads)

    def _keep_looking(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.look()
            except Exception:
                # The next round may do better; the pulse stands still meanwhile, which probes and systemd see.
                logger.exception("the round failed")
            self._wake.wait(max(ROUND_SECONDS / (clock.pace() or 1.0), SHORTEST_ROUND))

    def _take_over(self, moment: datetime) -> None:
        """Begin to lead: what the one before left without an end is lost, and caught up with."""
        with self._open().begin() as tx:
            lost = runs.abandon(tx, [job.name for job in self.plan], self._holder, moment)
        self._hurry, self._leads = False, True
        logger.info("leads; %d commands were left unfinished by another service", lost)

    def _begin(self, moment: datetime) -> None:
        """Begin what is due and finds its lane free; where a crawl is in the way of a more frequent one, it ends."""
        with self._open().read() as tx:
            known = done.known(tx, self.plan, self._sources, moment)
            found = [one for one in due(self.plan, known, moment) if done.wanted(tx, one.job, moment)]
        order = {job.name: place for place, job in enumerate(self.plan)}
        for one in sorted(found, key=lambda one: order[one.job.name] if one.job.group is not None else len(order)):
            if self._stopping.is_set() or not self._leads:
                return
            if not self._lanes.begin(one):
                self._make_way(one.job)

    def _make_way(self, job: Job) -> None:
        under_way = self._lanes.at_work().get(job.lane)
        if under_way is None or under_way.gives_way or not gives_way(under_way.due.job, job):
            return
        if time.monotonic() - under_way.began >= GIVES_WAY_AFTER / (clock.pace() or 1.0):
            logger.info("%s gives way to %s", under_way.due.job.name, job.name)
            under_way.gives_way = True
            under_way.stop.set()

    def _run(self, work: Work) -> None:
        """Run a command in its lane, from the note that it begins to the note how it ended."""
        job, moment = work.due.job, work.due.moment
        try:
            with open_archive(self._settings) as archive, archive.begin() as tx:
                number = runs.claim(tx, job.name, moment, clock.now(), self._holder, tried=work.due.tried)
        except TryLater as error:
            logger.warning("%s: does not begin: %s", job.name, error)
            return
        if number is None:
            logger.info("%s of %s: somebody else has begun it", job.name, moment.isoformat())
            return
        logger.info("%s: begins for %s", job.name, moment.isoformat())
        ended = self._ended(work)
        note = note_of(ended, job, self._settings.schedule.memory_mb, gave_way=work.gives_way)
        logger.info("%s: %s", job.name, note)
        self._note(job.name, number, ended, note)

    def _ended(self, work: Work) -> Ended:
        about = {"zswatch.job": work.due.job.name, "zswatch.due": work.due.moment.isoformat()}
        try:
            with tracing.span(f"job {work.due.job.name}", **about):
                ended = self._runner(work.due.job, work.due.moment, work.stop.is_set)
                tracing.note(**{"zswatch.exit_code": ended.exit_code})
                return ended
        except (OSError, WatchError) as error:
            why = str(error)
        except Exception as error:
            logger.exception("%s could not be run", work.due.job.name)
            why = f"an unexpected {type(error).__name__}"
        return Ended(exit_code=1, timed_out=False, stopped=False, tail=f"could not be run: {why}")

    def _note(self, name: str, number: int, ended: Ended, note: str) -> None:
        """Note how a command ended; while the archive is away that waits, unless the service is to stop."""
        told = False
        while True:
            try:
                with open_archive(self._settings) as archive, archive.begin() as tx:
                    runs.finish(tx, number, clock.now(), ended.exit_code, note, ended.peak_mb)
            except TryLater as error:
                if not told:
                    logger.warning("%s: its end can not be noted yet: %s", name, error)
                told = True
                if self._stopping.wait(NOTE_SECONDS):
                    return  # whoever leads next notes that it was lost
            else:
                return

    def _grace(self) -> float:
        return HURRIED_GRACE if self._hurry else process.GRACE_SECONDS

    def _open(self) -> Archive:
        if self._archive is None:
            self._archive = open_archive(self._settings)
        return self._archive

    def _let_go(self) -> None:
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def _tell(self, error: WatchError) -> None:
        """Say what is wrong once, not at every round."""
        if not self._failing:
            logger.warning("%s", error)
        self._failing = True
        if isinstance(error, DatabaseAway):
            self._let_go()


def run(settings: Settings, config: Path | None) -> None:
    """Work until SIGTERM or SIGINT. Raises WrongSettings when the plan can not be kept as it is stated."""
    name = leader.holder()
    service = Service(settings, config, leader.leadership(settings, name), name, _runner(settings, config))
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    logger.info("works as %s; plan: %s", name, ", ".join(job.name for job in service.plan))
    try:
        with probes.answering(settings, service.pulse, "service", _depths(settings)):
            service.work(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _runner(settings: Settings, config: Path | None) -> Runner | None:
    """Return what leaves the work to workers; None when it is done here. Raises WrongSettings when they can not."""
    if settings.engine.kind == "here":
        return None
    from scheduler import engine

    return engine.runner(settings, config)


def _depths(settings: Settings) -> Callable[[], Sequence[Depth]] | None:
    if settings.engine.kind != "queue":
        return None
    from scheduler import engine

    return partial(engine.depths, settings)


def note_of(ended: Ended, job: Job, memory_mb: int = 0, *, gave_way: bool = False) -> str:
    """Return one line on how a command ended, with the end of what it said when that was not well."""
    if ended.timed_out:
        return f"killed after its limit of {job.limit}"
    if ended.over_memory:
        return f"killed, for it took {ended.peak_mb} MB of memory, more than schedule.memory_mb = {memory_mb}"
    if ended.stopped:
        return GAVE_WAY if gave_way else STOPPED
    if ended.exit_code == 0:
        return "done"
    last = ended.tail.splitlines()[-1] if ended.tail else "it said nothing"
    if ended.exit_code < 0:
        return f"{DIED} {-ended.exit_code}: {last}"
    return f"exit code {ended.exit_code}: {last}"
