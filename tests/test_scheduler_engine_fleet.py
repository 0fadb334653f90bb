"""Four workers as processes over PostgreSQL, two of them killed at their work: as one process collects, and alone."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from archive.config import Settings
from archive.store import open_archive, runs
from scheduler.process import Ended
from tests.fleet import by_one_process, crawled, exported, fleet, most_at_once, rows, stated_of
from tests.services import until
from tests.twin import Twin, faults
from tests.twin.multiplied import EACH
from tests.working import settings_of

pytestmark = pytest.mark.postgres
HOSTS, WORKERS, DEAD = 12, 4, 2
LATE_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Collected:
    here: Settings
    there: Settings
    ended: Ended
    at_once: int
    hosts: int
    workers: int


@pytest.fixture(scope="module")
def collected(
    tmp_path_factory: pytest.TempPathFactory, module_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Collected]:
    folder = tmp_path_factory.mktemp("fleet")
    with module_database("postgresql") as database, Twin(hosts=HOSTS, everyday=False) as twin:
        keys = twin.write_sources(folder / "sources")
        here, _, _ = by_one_process(twin, folder / "here", folder / "sources", keys)
        twin.log.clear()
        twin.faults.set("www.city*", faults.late(LATE_SECONDS))
        stated = stated_of(twin, folder, folder / "sources", database, ZSWATCH_ENGINE__HOSTS_PER_JOB="3")
        with fleet(stated, folder, WORKERS) as whole:
            one = crawled(stated, keys, seconds=100)
            for _ in range(DEAD):
                until(lambda: one.over or whole.busy())
                victim = whole.busy()
                assert victim is not None, "it ended before it was killed"
                whole.replace(victim)
            ended = one.end()
        hosts = {one.host for one in twin.log.requests if one.host.startswith("www.city")}
        with open_archive(settings_of(stated)) as archive, archive.read() as tx:
            holders = {one.holder for one in runs.executions(tx, limit=1000)}
        yield Collected(here, settings_of(stated), ended, most_at_once(twin), len(hosts), len(holders))


def test_the_round_ends_well_with_two_workers_killed(collected: Collected) -> None:
    assert (collected.ended.exit_code, collected.ended.tail) == (0, "")
    assert collected.workers > 2


def test_all_is_collected_as_by_one_process_and_nothing_twice(collected: Collected) -> None:
    here, there = exported(collected.here), exported(collected.there)
    assert len(here) == HOSTS * EACH
    assert there == here
    assert rows(collected.there) == rows(collected.here)
    assert all("analysis=None" not in one for one in there.values())


def test_no_host_has_two_requests_at_a_time(collected: Collected) -> None:
    assert collected.hosts == HOSTS
    assert collected.at_once == 1
