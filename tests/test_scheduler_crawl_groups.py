"""Which sources are crawled when."""

from datetime import time, timedelta

from archive.config import Settings
from archive.sections import Crawls, Schedule
from crawler.sources import load
from scheduler.crawl_groups import Group, groups, main, times_of

ALL = load()
SOURCES = [ALL[key] for key in ("zs_gxj-tzgg", "zs_gxj-zcwj", "portal-tzgg") if key in ALL]


def plan(*sources: str, **when: object) -> Crawls:
    return Crawls.model_validate({"name": "fast", "sources": sources, **when})


def test_without_plans_all_sources_are_in_one_group() -> None:
    (one,) = groups(Settings(schedule=Schedule(crawl=("18:30", "06:30"))), SOURCES)
    assert one == Group(name="crawl", sources=tuple(one.key for one in SOURCES), times=(time(6, 30), time(18, 30)))
    assert groups(Settings(), ()) == ()


def test_a_plan_names_sources_or_publishers_and_what_is_disabled_is_left_out() -> None:
    by_publisher = groups(Settings(crawls=(plan("zs_gxj", "zs_unknown-x", times=("09:00",)),)), SOURCES)
    assert [(one.name, one.sources) for one in by_publisher] == [
        ("fast", tuple(one.key for one in SOURCES if one.stem == "zs_gxj")),
        ("crawl", ("portal-tzgg",)),
    ]
    nothing_left = groups(Settings(crawls=(plan("portal-tzgg", times=("09:00",)),)), [ALL["portal-tzgg"]])
    assert [one.name for one in nothing_left] == ["fast"]


def test_times_of_day_are_stated_or_follow_from_an_interval() -> None:
    assert times_of(plan("x", times=("18:00", "09:00"))) == (time(9), time(18))
    often = plan("x", every_minutes=90, between=("08:00", "12:00"))
    assert times_of(often) == (time(9), time(10, 30), time(12))
    assert len(times_of(plan("x", every_minutes=15))) == 96
    assert times_of(plan("x", every_minutes=600, between=("08:00", "09:00"))) == (time(8),)


def test_the_longest_time_between_two_crawls_goes_over_midnight() -> None:
    assert main(Settings()).apart == timedelta(days=1)
    assert Group(name="x", sources=("x",), times=(time(8), time(18))).apart == timedelta(hours=14)
