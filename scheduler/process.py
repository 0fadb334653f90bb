"""Commands as child processes with limits of time and memory, killed with all that they started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from archive.config import Settings
from scheduler import lifeline, outcome
from scheduler.logs import child_environment
from scheduler.plan import Job
from scheduler.said import Said

GRACE_SECONDS = 20.0
"""How long a child may take to stop by itself after it was asked to."""
LOOK_SECONDS = 0.5
"""How often the memory of a child and of all that it started is looked at."""
MEGABYTE = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a command ended: `exit_code` is negative for a signal; `tail` is the end of what it said.

    `peak_mb` is the most memory that it and all that it started had together.
    """

    exit_code: int
    timed_out: bool
    stopped: bool
    tail: str
    peak_mb: int | None = None
    over_memory: bool = False


Runner = Callable[[Job, datetime, Callable[[], bool]], Ended]
"""Runs a job's command for a due moment until it ends, the other answers True, or a limit of it passes."""


def runner(settings: Settings, config: Path | None, grace: Callable[[], float] = lambda: GRACE_SECONDS) -> Runner:
    """Return what runs commands as child processes of this one, with the settings file that it was given.

    `grace` is asked, when a command is to end, how many seconds it may take for that.
    """
    stated = ("--config", str(config)) if config else ()

    def run_here(job: Job, _due: datetime, stop_asked: Callable[[], bool]) -> Ended:
        return run(
            [*job.command, *stated],
            limit=job.limit,
            log=log_of(settings, job.name),
            keep_mb=settings.log.keep_mb,
            memory_mb=settings.schedule.memory_mb,
            stop_asked=stop_asked,
            grace=grace,
            environment={outcome.VARIABLE: job.name},
        )

    return run_here


def log_of(settings: Settings, job: str) -> Path:
    """Return where what a job's commands say is kept."""
    return settings.data_dir / "logs" / f"{job.replace(' ', '-')}.log"


def run(
    arguments: Sequence[str],
    *,
    limit: timedelta,
    log: Path,
    keep_mb: int = 50,
    memory_mb: int = 0,
    stop_asked: Callable[[], bool] = lambda: False,
    grace: Callable[[], float] = lambda: GRACE_SECONDS,
    environment: Mapping[str, str] | None = None,
    poll_seconds: float = 0.2,
) -> Ended:
    """Run `python -m scheduler ARGUMENTS` until it ends, its limit passes, or `stop_asked` answers True.

    What it prints is appended to `log`. A child over its time is asked to stop (SIGTERM to its process group), then
    killed; one over its memory (0: no limit) is killed at once. Whatever it started goes with it, in whatever session.
    The limit is in real time, however fast the clock passes. Raises OSError when the child can not be started.
    """
    said = Said(log, keep_mb * MEGABYTE)
    held, line = os.pipe()
    try:
        child = subprocess.Popen(  # noqa: S603 - our own program with our own words
            [sys.executable, "-m", "scheduler", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said.writing,
            stderr=said.writing,
            start_new_session=True,
            pass_fds=(held,),
            env={**os.environ, **child_environment(), **(environment or {}), lifeline.VARIABLE: str(held)},
        )
    except OSError:
        os.close(line)
        raise
    finally:
        os.close(said.writing)
        os.close(held)
    tree = _Tree(child)
    try:
        why = _wait(child, tree, limit, memory_mb, stop_asked, poll_seconds)
        if why in ("time", "asked"):
            tree.signal_group(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                child.wait(grace())
    finally:
        tree.kill()
        child.wait()
        os.close(line)
    return Ended(
        exit_code=child.returncode,
        timed_out=why == "time",
        stopped=why == "asked",
        tail=said.end(),
        peak_mb=tree.peak_mb,
        over_memory=why == "memory",
    )


def _wait(
    child: subprocess.Popen[bytes],
    tree: "_Tree",
    limit: timedelta,
    memory_mb: int,
    stop_asked: Callable[[], bool],
    poll_seconds: float,
) -> str:
    """Wait for the child; returns why it has to end: `time`, `memory`, `asked`, or empty when it ended by itself."""
    end = time.monotonic() + limit.total_seconds()
    while True:
        tree.look()
        if memory_mb and tree.peak_mb > memory_mb:
            return "memory"
        with suppress(subprocess.TimeoutExpired):
            child.wait(poll_seconds)
            return ""
        timed_out = time.monotonic() >= end
        if timed_out or stop_asked():
            return "time" if timed_out else "asked"


class _Tree:
    """A child and all that it started, as they were seen: those, too, that have left its session or its family."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._seen: dict[int, psutil.Process] = {}
        self._looked = float("-inf")
        self.peak_mb = 0
        """The most resident memory of all of them together; what they share is counted for each."""
        with suppress(psutil.Error):
            self._seen[child.pid] = psutil.Process(child.pid)

    def look(self) -> None:
        """Look who is there and how much memory they take, unless that was a moment ago."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        self._find()
        size = 0
        for one in list(self._seen.values()):
            try:
                size += one.memory_info().rss
            except psutil.Error:
                if one.pid != self._child.pid:
                    self._seen.pop(one.pid, None)
        self.peak_mb = max(self.peak_mb, -(-size // MEGABYTE))

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the child's own process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)

    def kill(self) -> None:
        """Kill all of them: the group, and whoever was seen and has a session of its own."""
        self._find()
        self.signal_group(signal.SIGKILL)
        for one in self._seen.values():
            # psutil compares when a process was started: a number that was given to another is left alone.
            with suppress(psutil.Error):
                if one.is_running():
                    one.kill()

    def _find(self) -> None:
        for one in list(self._seen.values()):
            with suppress(psutil.Error):
                self._seen |= {each.pid: each for each in one.children(recursive=True) if each.pid not in self._seen}
