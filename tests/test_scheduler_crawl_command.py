"""`zswatch crawl --plan`, `--rest`, `--unvisited-since`: which sources are crawled."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.clock import now as moment
from archive.config import Settings
from archive.errors import WrongUse
from archive.records import SourceRun
from archive.sections import Crawls
from archive.store import Archive, runs
from scheduler.cli import zswatch
from scheduler.commands import crawl
from scheduler.crawl_plans import dealt

FAST = Crawls(name="fast", sources=("zs_gxj",), every_minutes=30)
SETTINGS = Settings(crawls=(FAST,))


def chosen(*, names: tuple[str, ...] = (), table: str | None = None, rest: bool = False) -> list[str]:
    return [one.key for one in crawl._sources(SETTINGS, names, table, rest)]


def test_a_table_its_rest_and_both_together_are_all() -> None:
    fast, rest, every = chosen(table="fast"), chosen(rest=True), chosen()
    assert all(one.startswith("zs_gxj-") for one in fast)
    assert sorted([*fast, *rest]) == sorted(every)
    assert not set(fast) & set(rest)


@pytest.mark.parametrize("asked", [{"names": ("zs_gxj",), "rest": True}, {"table": "fast", "rest": True}])
def test_only_one_of_them_says_what_is_crawled(asked: Any) -> None:
    with pytest.raises(WrongUse, match="only one of them"):
        chosen(**asked)


def test_who_was_visited_since_is_left_out(sqlite_archive: Archive, now: Any) -> None:
    sources = dealt(SETTINGS)["fast"]
    hour_ago = moment() - timedelta(hours=1)
    with sqlite_archive.begin() as tx:
        runs.add(
            tx,
            SourceRun(run_id="r", source=sources[0].key, started_at=hour_ago, finished_at=hour_ago, status="ok"),
        )
    left = crawl._unvisited(sqlite_archive, sources, hour_ago - timedelta(minutes=1))
    assert [one.key for one in left] == [one.key for one in sources[1:]]
    assert len(crawl._unvisited(sqlite_archive, sources, moment())) == len(sources)
    assert now == moment()


def test_a_moment_without_a_zone_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(zswatch, ["crawl", "--rest", "--unvisited-since", "2026-11-20T06:30"])
    assert done.exit_code == 2
    assert "has no zone" in done.output
