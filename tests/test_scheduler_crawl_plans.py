"""Which sources each crawl of the plan visits, and which crawls may run side by side."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.config import Settings
from archive.errors import WrongUse
from archive.records import SourceRun
from archive.sections import Crawls
from archive.store import Archive, runs
from crawler.sources import load
from scheduler import crawl_plans
from tests.found import HOUR, NOON

FAST = Crawls(name="fast", sources=("zs_gxj-tzgg", "gd_gdii"), every_minutes=30)
BUREAU = Crawls(name="bureau", sources=("zs_gxj",), times=("12:00",))


def keys(plans: dict[str, list[crawl_plans.Source]]) -> dict[str, set[str]]:
    return {name: {one.key for one in sources} for name, sources in plans.items()}


def test_every_enabled_source_is_in_one_plan_the_first_that_names_it() -> None:
    settings = Settings(crawls=(FAST, BUREAU))
    found = keys(crawl_plans.dealt(settings))
    assert "zs_gxj-tzgg" in found["fast"]
    assert found["bureau"]
    assert all(one.startswith("zs_gxj-") for one in found["bureau"])
    assert sum(map(len, found.values())) == len(set().union(*found.values()))
    assert set().union(*found.values()) == {one.key for one in load().values() if one.enabled}


def test_what_is_disabled_is_in_none() -> None:
    settings = Settings(crawls=(FAST,))
    stated = settings.crawler.model_copy(update={"disabled": ("zs_gxj", "portal-zhxx")})
    found = keys(crawl_plans.dealt(settings.model_copy(update={"crawler": stated})))
    assert not [one for some in found.values() for one in some if one.startswith("zs_gxj") or one == "portal-zhxx"]


def test_a_plan_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(WrongUse, match=r"no table of \[\[crawls\]\] has the name 'slow'; there are: bureau, fast"):
        crawl_plans.of_plan(Settings(crawls=(FAST, BUREAU)), "slow")


def test_crawls_that_may_ask_the_same_host_share_a_lane() -> None:
    shipped = load()
    city, bureau, province = shipped["portal-zhxx"], shipped["zs_gxj-tzgg"], shipped["gd_gdii-gkmlpt"]
    lanes = crawl_plans.lanes_of({"a": [city], "b": [province], "c": [bureau], "d": []})
    assert lanes["a"] == lanes["c"]
    assert len({lanes[name] for name in "abd"}) == 3
    assert len(set(crawl_plans.lanes_of({"a": [city], "b": [province], "": [bureau, province]}).values())) == 1
    both = crawl_plans.laid_out(Settings(crawls=(FAST, BUREAU)))
    assert len({one.lane for one in both if one.group is not None}) == 1


def run(source: str, status: str, hours: float) -> SourceRun:
    ended = NOON + hours * HOUR
    return SourceRun(run_id=f"r{hours}", source=source, started_at=ended, finished_at=ended, status=status)  # type: ignore[arg-type]


def test_who_was_visited_since(archive: Archive) -> None:
    shipped = load()
    some = [shipped[key] for key in ("portal-zhxx", "zs_gxj-tzgg")]
    with archive.begin() as tx:
        runs.add(tx, run("portal-zhxx", "ok", 1))
        assert crawl_plans.visited(tx, some, NOON + 5 * HOUR) is None
        runs.add(tx, run("zs_gxj-tzgg", "partial", 2))
        assert crawl_plans.visited(tx, some, NOON + 5 * HOUR) == NOON + HOUR
        assert crawl_plans.visited(tx, some, NOON + timedelta(minutes=90)) is None
        left = crawl_plans.unvisited(tx, some, NOON, NOON + 5 * HOUR)
        assert [one.key for one in left] == ["zs_gxj-tzgg"]
        # A run of a time that is still to come, made while a clock was wrong, proves nothing.
        assert len(crawl_plans.unvisited(tx, some, NOON, NOON + timedelta(minutes=30))) == 2
        runs.add(tx, replace(run("zs_gxj-tzgg", "ok", 3), new=1))
        assert crawl_plans.unvisited(tx, some, NOON, NOON + 5 * HOUR) == []
