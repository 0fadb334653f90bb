"""Work left to workers: real ones, as processes, over a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.twin import Twin
from tests.working import Round, job, settings_of, variables, worker

pytestmark = pytest.mark.postgres
SOURCES = ("zs_gxj-tzgg", "zs_psc-tzgg", "gd_rgznjqr-zcjd")


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin() as one:
        yield one


def test_a_crawl_of_the_plan_is_collected_read_and_judged_by_a_worker(
    twin: Twin, tmp_path: Path, postgres_database: str
) -> None:
    stated = variables(tmp_path, postgres_database, twin.environment())
    settings = settings_of(stated)
    with worker(stated):
        ended = Round(settings, job("crawl", *SOURCES)).end()
    assert (ended.exit_code, ended.tail) == (0, "")
