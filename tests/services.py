"""The service as a real process in tests: with nothing to crawl, so that no request leaves the house."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import now
from archive.config import Settings, load
from archive.records import Execution
from archive.store import editions, open_archive, runs
from crawler.sources import load as sources
from scheduler.plan import jobs, latest_due


def without_sources(monkeypatch: pytest.MonkeyPatch, data_dir: Path, **variables: str) -> Settings:
    """Settings, also of child processes, under which every shipped source is disabled; the clock is the real one."""
    monkeypatch.delenv("ZSWATCH_NOW", raising=False)
    stated = {"DATA_DIR": str(data_dir), "CRAWLER__DISABLED": ",".join(sources()), "WATCH__LISTEN": ""}
    for name, value in (stated | variables).items():
        monkeypatch.setenv(f"ZSWATCH_{name}", value)
    return load()


def executions(settings: Settings, job: str | None = None) -> list[Execution]:
    with open_archive(settings) as archive, archive.read() as tx:
        return runs.executions(tx, job, 500)


def done(settings: Settings, *names: str, at: datetime | None = None) -> None:
    """Note jobs as done for their newest moment."""
    moment = at or now()
    with open_archive(settings) as archive, archive.begin() as tx:
        for job in jobs(settings.schedule):
            if job.name in names:
                due = latest_due(job.times, moment, job.days)
                runs.finish(tx, runs.start(tx, job.name, due, due), due, 0, "done")


def days_kept(settings: Settings) -> list[str]:
    """Days of the daily editions that are kept, the first one first."""
    with open_archive(settings) as archive, archive.read() as tx:
        return [day.isoformat() for day in editions.days_of(tx, "daily")]


@contextmanager
def running(said: Path, *more: str, arguments: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """The service as a process for the length of a block; what it says is appended to a file."""
    with said.open("ab") as words:
        child = subprocess.Popen([sys.executable, "-m", "scheduler", *more, "run", *arguments], stderr=words)
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def until(condition: Callable[[], object], seconds: float = 40.0) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
