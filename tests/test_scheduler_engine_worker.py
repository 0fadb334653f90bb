"""`zswatch worker` as a process: it gives back what it is at when it is told to end, and waits for a database."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import WrongSettings
from archive.records import Execution
from archive.records.runs import STOPPED
from archive.store import open_archive, runs, services
from scheduler.engine.queue import Queue
from tests.crawling import ROOT, environment
from tests.services import until
from tests.twin import Twin, faults
from tests.working import Round, job, settings_of, variables, worker

pytestmark = pytest.mark.postgres
SOURCE = "zs_gxj-tzgg"


@pytest.fixture
def stated(tmp_path: Path, postgres_database: str) -> Iterator[dict[str, str]]:
    """The variables of a worker, while the one site there is never answers."""
    with Twin() as twin:
        twin.faults.set("www.zs.gov.cn/*", faults.silent())
        yield variables(tmp_path, postgres_database, twin.environment())


def executions(settings: Settings) -> list[Execution]:
    with open_archive(settings) as archive, archive.read() as tx:
        return runs.executions(tx)


def test_a_worker_that_is_told_to_end_gives_its_job_back_and_is_no_longer_missed(stated: dict[str, str]) -> None:
    settings = settings_of(stated)
    with worker(stated) as process:
        one = Round(settings, job("crawl", SOURCE))
        until(lambda: [each for each in executions(settings) if each.finished_at is None])
        with open_archive(settings) as archive, archive.read() as tx:
            ((kind, role),) = {(each.kind, each.role) for each in services.every(tx)}
        assert (kind, role) == ("worker", "works")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    with Queue(settings) as queue:
        assert next((each.waiting, each.running) for each in queue.depths()) == (1, 0)
        assert queue.take_over(0) == []
    assert [each.note for each in executions(settings)] == [STOPPED]
    with open_archive(settings) as archive, archive.read() as tx:
        assert services.every(tx) == []
    one.stopping.set()
    assert one.end().stopped


def test_a_command_that_must_end_stops_its_jobs_wherever_they_run(stated: dict[str, str]) -> None:
    settings = settings_of(stated)
    with worker(stated):
        one = Round(settings, job("crawl", SOURCE))
        until(lambda: [each for each in executions(settings) if each.finished_at is None])
        one.stopping.set()
        ended = one.end()
        assert (ended.stopped, ended.timed_out) == (True, False)
        until(lambda: [each.note for each in executions(settings)] == [STOPPED])
        with Queue(settings) as queue:
            until(lambda: not any(each.waiting or each.running for each in queue.depths()))


def test_without_shared_bytes_a_worker_says_what_is_missing(stated: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scheduler", "worker"]
    alone = environment(Path(stated["ZSWATCH_DATA_DIR"]), stated, {"ZSWATCH_BLOBS__URL": ""})
    done = subprocess.run(command, env=alone, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == WrongSettings.exit_code
    assert done.stderr.startswith("zswatch: blobs.url: DATA_DIR/blobs is seen by this machine alone")


def test_unknown_queues_are_wrong_use(stated: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scheduler", "worker", "--queues", "crawl,digest"]
    variables = environment(Path(stated["ZSWATCH_DATA_DIR"]), stated)
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "'digest' is not one of crawl, read, judge, send" in done.stderr) == (2, True)
