"""A fleet of workers as processes, some of which are killed and replaced, and what it collects beside one process."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.config import Settings
from archive.records import Query
from archive.store import announcements, dump, open_archive, runs
from scheduler.process import Ended
from tests.crawling import ROOT, environment
from tests.twin import Twin
from tests.working import Round, job, settings_of, variables

KEPT = ("announcements", "revisions", "attachments", "sightings", "readings", "validators")
"""Tables that a crawl fills, row for row the same whoever crawled."""
OF_THE_WAY = frozenset({"filled", "reading_key"})
"""Columns that tell how something became known: files that workers read later are counted as what was filled in."""


class Fleet:
    """So many workers on one archive and queue, each with a data folder of its own, until they are told to end."""

    def __init__(self, stated: dict[str, str], folder: Path, number: int) -> None:
        self._stated, self._folder = stated, folder
        self._started = 0
        self.working: list[subprocess.Popen[bytes]] = []
        for _ in range(number):
            self._start()

    def _start(self) -> None:
        self._started += 1
        own = self._folder / f"worker-{self._started}"
        own.mkdir(parents=True)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        stated = {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **self._stated}
        stated["ZSWATCH_DATA_DIR"] = str(own)
        command = [sys.executable, "-m", "scheduler", "worker"]
        with (own / "said").open("wb") as said:
            self.working.append(subprocess.Popen(command, env=stated, stderr=said, start_new_session=True))

    def replace(self, one: subprocess.Popen[bytes]) -> None:
        """Kill a worker, as a machine that loses its power does, and put another one in its place."""
        one.kill()
        one.wait()
        self.working.remove(one)
        self._start()

    def busy(self) -> subprocess.Popen[bytes] | None:
        """Return a worker that is at a job, as the archive knows it; None when there is none at the moment."""
        with open_archive(settings_of(self._stated)) as archive, archive.read() as tx:
            held = [one.holder for one in runs.executions(tx, limit=1000) if one.finished_at is None]
        at_work = {int(holder.split(":")[1]) for holder in held if holder.count(":") == 2}
        found = [one for one in self.working if one.pid in at_work]
        return random.choice(found) if found else None  # noqa: S311 - no secret

    def end(self) -> None:
        """Tell all to end and wait until they have."""
        for one in self.working:
            one.send_signal(signal.SIGTERM)
        for one in self.working:
            try:
                one.wait(30)
            finally:
                one.kill()


@contextmanager
def fleet(stated: dict[str, str], folder: Path, number: int) -> Iterator[Fleet]:
    """Give a fleet at work, and leave none of it behind."""
    made = Fleet(stated, folder, number)
    try:
        yield made
    finally:
        made.end()


def by_one_process(twin: Twin, folder: Path, sources: Path, keys: list[str]) -> tuple[Settings, float, float]:
    """Crawl the sources with one process into an archive on SQLite; returns its settings, wall and CPU seconds."""
    more = {"ZSWATCH_CRAWLER__SOURCES_DIR": str(sources)}
    before, began = cpu_seconds(), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", "crawl", *keys],
        env=environment(folder, twin.environment(), more),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return Settings(data_dir=folder), time.monotonic() - began, cpu_seconds() - before


def stated_of(twin: Twin, folder: Path, sources: Path, database: str, **more: str) -> dict[str, str]:
    """Return the variables of a fleet: the shared database, bytes and declarations."""
    own = {"ZSWATCH_CRAWLER__SOURCES_DIR": str(sources), **more}
    return variables(folder, database, twin.environment(), own)


def crawled(stated: dict[str, str], keys: list[str], seconds: float) -> Round:
    """Begin a round of the plan that crawls the sources."""
    return Round(settings_of(stated), job("crawl", *keys, seconds=seconds))


def killing(whole: Fleet, one: Round, every_seconds: float, limit: float) -> tuple[Ended, int]:
    """Kill a worker that is at a job every few seconds until a round has ended; returns its end and how many died."""
    killed, end = 0, time.monotonic() + limit
    while not one.over and time.monotonic() < end:
        time.sleep(every_seconds)
        victim = None if one.over else whole.busy()
        if victim is not None:
            whole.replace(victim)
            killed += 1
    return one.end(5), killed


def exported(settings: Settings) -> dict[str, str]:
    """Return every announcement with all that is known of it, as text: equal for equal announcements."""
    with open_archive(settings) as archive, archive.read() as tx:
        return {one.id: repr(one) for one in announcements.select(tx, Query(limit=None))}


def rows(settings: Settings) -> dict[str, Counter[str]]:
    """Return the rows of the tables that a crawl fills, each with how often it is there."""
    tables = [table for table in dump.TABLES if table.name in KEPT]
    with open_archive(settings) as archive, archive.read() as tx:
        return {table.name: Counter(map(_plain, dump.rows(tx, table))) for table in tables}


def most_at_once(twin: Twin) -> int:
    """Return the most requests that one host had at a time, by when each began and ended."""
    spans: dict[str, list[tuple[float, int]]] = {}
    for one in twin.log.requests:
        ended = time.monotonic() if one.finished is None else one.finished
        spans.setdefault(one.host, []).extend([(one.started, 1), (ended, -1)])
    most = 0
    for host in spans.values():
        under_way = 0
        for _, step in sorted(host, key=lambda moment: (moment[0], moment[1])):
            under_way += step
            most = max(most, under_way)
    return most


def _plain(row: dict[str, Any]) -> str:
    numbered = {"id"} if isinstance(row.get("id"), int) else set()
    return json.dumps({name: value for name, value in row.items() if name not in OF_THE_WAY | numbered})


def cpu_seconds() -> float:
    """Return what ended children have used of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
