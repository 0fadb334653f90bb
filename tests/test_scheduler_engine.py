"""Work left to workers: real ones, as processes, over a real PostgreSQL, one of them killed while it crawls."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

import pytest

from archive.config import Settings
from archive.records import Announcement, Execution, Query
from archive.records.runs import LOST
from archive.store import announcements, open_archive, runs
from scheduler.process import Ended
from tests.crawling import ROOT, environment
from tests.object_store import ENVIRONMENT, ObjectStore, object_store
from tests.services import until
from tests.twin import Twin
from tests.working import Round, job, settings_of, variables, worker

pytestmark = pytest.mark.postgres
SOURCES = ("zs_gxj-tzgg", "gd_rgznjqr-zcjd")
SLOW = {"ZSWATCH_CRAWLER__DELAY_SECONDS": "0.05"}


@dataclass(frozen=True, slots=True)
class Collected:
    """What two workers made of two rounds at the same time, of which one was killed; and one process without any."""

    ended: tuple[Ended, Ended]
    here: dict[str, Announcement]
    there: dict[str, Announcement]
    executions: list[Execution]
    at_once: int
    killed: int


@pytest.fixture(scope="module")
def collected(
    tmp_path_factory: pytest.TempPathFactory, module_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Collected]:
    here, one, other = (tmp_path_factory.mktemp(name) for name in ("here", "one", "other"))
    with ExitStack() as stack:
        database, twin = stack.enter_context(module_database("postgresql")), stack.enter_context(Twin())
        shelf = in_store(stack.enter_context(object_store()))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        plain = environment(here, twin.environment())
        command = [sys.executable, "-m", "scheduler", "crawl", *SOURCES]
        subprocess.run(command, env=plain, cwd=ROOT, check=True, capture_output=True)
        twin.log.clear()
        stated = [variables(folder, database, twin.environment(), SLOW, shelf) for folder in (one, other)]
        settings = settings_of(stated[0])
        with worker(stated[0]) as first, worker(stated[1]) as second:
            rounds = [Round(settings, job("crawl", *SOURCES)), Round(settings, job("crawl", SOURCES[0]))]
            until(lambda: under_way(settings) and len(held(settings)) > 1)
            pid = int(under_way(settings)[0].holder.split(":")[1])
            os.kill(pid, signal.SIGKILL)
            assert pid in {first.pid, second.pid}
            ended = (rounds[0].end(), rounds[1].end())
        with open_archive(settings) as archive, archive.read() as tx:
            noted = runs.executions(tx, limit=100)
        yield Collected(ended, held(Settings(data_dir=here)), held(settings), noted, twin.log.at_once(), pid)


def in_store(objects: ObjectStore) -> dict[str, str]:
    """Return the variables by which both workers keep bytes in an S3 store, where neither sees the other's folder."""
    bucket = objects.store("workers")
    stated = {"url": bucket.url, "endpoint": bucket.endpoint, "addressing": bucket.addressing, "cache_mb": "0"}
    # The twin is a proxy, which is for the sites and not for the store.
    named = {f"ZSWATCH_BLOBS__{key}".upper(): value for key, value in stated.items()}
    return named | ENVIRONMENT | {"no_proxy": "127.0.0.1"}


def held(settings: Settings) -> dict[str, Announcement]:
    with open_archive(settings) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def under_way(settings: Settings) -> list[Execution]:
    with open_archive(settings) as archive, archive.read() as tx:
        found = runs.executions(tx, limit=100)
    return [one for one in found if one.job.startswith("crawl") and one.finished_at is None]


def test_rounds_end_well_when_a_worker_is_killed(collected: Collected) -> None:
    assert [(one.exit_code, one.tail, one.timed_out) for one in collected.ended] == [(0, "", False)] * 2
    assert all(one.peak_mb for one in collected.ended)


def test_the_job_of_the_dead_is_taken_over_by_the_other(collected: Collected) -> None:
    (lost,) = [one for one in collected.executions if one.note == LOST]
    assert lost.holder.split(":")[1] == str(collected.killed)
    again = [one for one in collected.executions if one.job == lost.job and one.id > lost.id]
    assert [one.note for one in again] == ["done"]
    assert again[0].holder != lost.holder


def test_workers_collect_what_one_process_collects(collected: Collected) -> None:
    assert collected.here.keys() == collected.there.keys()
    assert len(collected.here) > 10
    for key, one in collected.here.items():
        assert collected.there[key] == one
    files = [file for one in collected.there.values() for file in one.attachments]
    assert any(file.status == "ok" and file.text for file in files)
    assert all(one.analysis is not None for one in collected.there.values())


def test_no_host_is_asked_twice_at_a_time(collected: Collected) -> None:
    assert collected.at_once == 1
