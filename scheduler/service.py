"""`zswatch run`: the plan through APScheduler, one command at a time, each a child process with a time limit."""

import logging
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from archive.clock import SHANGHAI, now
from archive.config import Settings
from archive.locks import SERVICE, alone
from archive.store import open_archive, outbox, runs, subscribers
from scheduler import process
from scheduler.plan import Job, jobs, latest_due, missed

logger = logging.getLogger("zswatch.service")

FETCHING = Job(
    name="bounces",
    command=("bounces", "fetch"),
    times=(),
    limit=timedelta(minutes=10),
    at_first_start=False,
)
FETCHING_MINUTES = 60

DELIVERY = Job(
    name="deliver",
    command=("digest", "deliver"),
    times=(),
    limit=timedelta(minutes=20),
    at_first_start=False,
)
DELIVERY_MINUTES = 5
IMMEDIATE = "immediate"


class Service:
    """The running plan: start() catches up and schedules, stop() ends the child at work and returns when it has."""

    def __init__(self, settings: Settings, config: Path | None) -> None:
        self._settings = settings
        self._jobs = jobs(settings.schedule)
        self._config = ("--config", str(config)) if config else ()
        self._stopping = threading.Event()
        # One worker: commands never overlap, and a digest that is due with a crawl waits for it.
        executors = {"default": ThreadPoolExecutor(1)}
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self.scheduler = BackgroundScheduler(timezone=SHANGHAI, executors=executors, job_defaults=defaults)

    def start(self) -> None:
        """Queue what was missed, schedule the plan, and begin."""
        for job in self._jobs:
            followed = self._last_due(job.follows) if job.follows else None
            due = missed(job, self._last_due(job.name), now(), followed)
            if due is not None and self._is_wanted(job):
                logger.info("%s: catching up with %s", job.name, due.isoformat())
                self.scheduler.add_job(
                    self._run, DateTrigger(timezone=SHANGHAI), args=[job, due], id=f"{job.name} missed"
                )
            for at in job.times:
                days = ",".join(map(str, job.days)) or "*"
                trigger = CronTrigger(day_of_week=days, hour=at.hour, minute=at.minute, timezone=SHANGHAI)
                self.scheduler.add_job(self._run_planned, trigger, args=[job], id=f"{job.name} {at:%H:%M}")
        minutes = IntervalTrigger(minutes=DELIVERY_MINUTES, timezone=SHANGHAI)
        self.scheduler.add_job(self._deliver, minutes, id=DELIVERY.name)
        if self._settings.bounces.host:
            hour = IntervalTrigger(minutes=FETCHING_MINUTES, timezone=SHANGHAI)
            self.scheduler.add_job(self._run_now, hour, args=[FETCHING], id=FETCHING.name)
        self.scheduler.start()

    def stop(self) -> None:
        """End the child at work, if any, and wait until its end is noted."""
        self._stopping.set()
        self.scheduler.shutdown(wait=True)

    def _run_now(self, job: Job) -> None:
        """Run a job that has no planned moments."""
        self._run(job, now())

    def _run_planned(self, job: Job) -> None:
        """Run a job for the planned moment that has just come, unless the archive knows it as done."""
        due = latest_due(job.times, now(), job.days)
        last = self._last_due(job.name)
        if last is None or due > last:
            self._run(job, due)

    def _run(self, job: Job, due: datetime) -> None:
        if self._stopping.is_set():
            return
        with open_archive(self._settings) as archive:
            with archive.begin() as tx:
                number = runs.start(tx, job.name, due, now())
            log = self._settings.data_dir / "logs" / f"{job.name}.log"
            ended = process.run(
                [*job.command, *self._config], limit=job.limit, log=log, stop_asked=self._stopping.is_set
            )
            with archive.begin() as tx:
                runs.finish(tx, number, now(), ended.exit_code, note_of(ended, job))
        logger.info("%s: %s", job.name, note_of(ended, job))
        for follower in self._jobs:
            if follower.follows == job.name and not ended.stopped and self._is_wanted(follower):
                self._run(follower, due)

    def _deliver(self) -> None:
        """Start a delivery only when a mail is due: most of the time there is none."""
        with open_archive(self._settings) as archive, archive.read() as tx:
            waiting = outbox.turns(tx, now())
        if waiting:
            self._run(DELIVERY, now())

    def _is_wanted(self, job: Job) -> bool:
        """Whether a job has anything to do: without anybody who wants to be told at once, nothing is told at once."""
        if job.name != IMMEDIATE:
            return True
        with open_archive(self._settings) as archive, archive.read() as tx:
            return any(IMMEDIATE in one.editions and one.status == "active" for one in subscribers.every(tx))

    def _last_due(self, job: str) -> datetime | None:
        """Return the newest planned moment that was carried through; one that was stopped half-way is not."""
        with open_archive(self._settings) as archive, archive.read() as tx:
            done = [one for one in runs.executions(tx, job, 50) if is_done(one.exit_code, one.note)]
        return max((one.due_at for one in done), default=None)


STOPPED = "stopped with the service"


def note_of(ended: process.Ended, job: Job) -> str:
    """Return one line on how a child ended, with the end of what it said when that was not well."""
    if ended.timed_out:
        return f"killed after its limit of {job.limit}"
    if ended.stopped:
        return STOPPED
    if ended.exit_code == 0:
        return "done"
    return f"exit code {ended.exit_code}: {ended.tail.splitlines()[-1] if ended.tail else 'it said nothing'}"


def is_done(exit_code: int | None, note: str) -> bool:
    """Whether an execution counts as carried through: ended by itself or by its limit, well or not.

    A crawl with an unwell source (exit code 1) is done: the next planned one tries again. One that was cut off by a
    stop or a crash of the service is not, and is caught up with.
    """
    return exit_code is not None and note != STOPPED


def run(settings: Settings, config: Path | None) -> None:
    """Work until SIGTERM or SIGINT. Raises TryLater when another service works on the same data folder."""
    with alone(settings.data_dir / SERVICE, busy="another `zswatch run` works on this data folder"):
        asked = threading.Event()

        def ask(_number: int, _frame: FrameType | None) -> None:
            asked.set()

        before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
        service = Service(settings, config)
        service.start()
        logger.info("working; plan: %s", ", ".join(job.id for job in service.scheduler.get_jobs()))
        asked.wait()
        logger.info("stopping")
        service.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
