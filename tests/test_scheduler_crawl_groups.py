"""The crawls of the plan as they are watched."""

from datetime import time, timedelta

from archive.config import Settings
from archive.sections import Crawls, Schedule
from crawler.sources import load
from scheduler.crawl_groups import Group, groups, main
from scheduler.crawl_plans import dealt

ALL = load()


def test_each_crawl_has_its_sources_and_times() -> None:
    fast = Crawls(name="fast", sources=("portal-tzgg",), every_minutes=360)
    settings = Settings(schedule=Schedule(crawl=("18:30", "06:30")), crawls=(fast,))
    first, rest = groups(settings, dealt(settings))
    assert first == Group(name="crawl fast", sources=("portal-tzgg",), times=(time(0), time(6), time(12), time(18)))
    assert (rest.name, rest.times) == ("crawl", (time(6, 30), time(18, 30)))
    assert set(rest.sources) == {key for key, one in ALL.items() if one.enabled} - {"portal-tzgg"}


def test_a_crawl_that_visits_nothing_is_not_watched() -> None:
    assert groups(Settings(), {"": []}) == ()


def test_the_longest_time_between_two_crawls_goes_over_midnight() -> None:
    assert main(Settings()).apart == timedelta(days=1)
    assert Group(name="x", sources=("x",), times=(time(8), time(18))).apart == timedelta(hours=14)
