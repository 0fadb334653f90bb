"""What the settings make of the plan: jobs, their times, their lanes and their commands."""

from datetime import datetime, time, timedelta

import pytest
from pydantic import ValidationError

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.sections import Bounces, Crawls, Schedule, Watch
from scheduler.plan import Job, between, every, jobs, latest_due, moments, plan

PLAN = {job.name: job for job in jobs(Schedule())}
FAST = Crawls(name="fast", sources=("zs_gxj",), every_minutes=30, between=("08:00", "18:00"))
NOON = Crawls(name="noon", sources=("zs_kj",), times=("12:00",))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-19T06:30", "2026-11-19T06:30"),
        ("2026-11-19T06:29", "2026-11-18T18:00"),
        ("2026-11-19T23:59", "2026-11-19T18:00"),
    ],
)
def test_the_newest_planned_moment(now: str, due: str) -> None:
    assert latest_due([time(6, 30), time(18, 0)], at(now)) == at(due)


def test_a_host_in_another_zone_sees_the_same_plan() -> None:
    now = datetime.fromisoformat("2026-11-18T23:00:00+00:00")  # 07:00 of the 19th in Shanghai
    assert latest_due([time(6, 30)], now) == at("2026-11-19T06:30")
    weekly = PLAN["weekly"]
    sunday_evening = datetime.fromisoformat("2026-11-22T19:10:00-05:00")  # 08:10 on Monday in Shanghai
    assert latest_due(weekly.times, sunday_evening, weekly.days) == at("2026-11-23T08:10")


def test_the_moments_between_two() -> None:
    weekly, digest = PLAN["weekly"], PLAN["digest"]
    assert between(digest, at("2026-11-17T08:00"), at("2026-11-19T08:00")) == [
        at("2026-11-18T08:00"),
        at("2026-11-19T08:00"),
    ]
    assert between(weekly, at("2026-11-09T08:10"), at("2026-11-24T00:00")) == [
        at("2026-11-16T08:10"),
        at("2026-11-23T08:10"),
    ]


def test_so_often_counts_from_midnight() -> None:
    assert every(360) == (time(0), time(6), time(12), time(18))
    assert moments(FAST) == tuple(time(8 + half // 2, half % 2 * 30) for half in range(21))
    assert moments(NOON) == (time(12),)
    assert moments(Crawls(name="a", sources=("x",), times=("18:00", "06:00"))) == (time(6), time(18))


def test_a_table_without_a_moment_is_refused() -> None:
    with pytest.raises(ValidationError, match="no multiple of every_minutes"):
        Crawls(name="a", sources=("x",), every_minutes=60, between=("08:10", "08:50"))


def test_of_jobs_due_together_the_crawls_are_first_the_most_frequent_before_the_others() -> None:
    found = {job.name: job for job in jobs(Schedule(), (NOON, FAST))}
    names = ["crawl fast", "crawl noon", "crawl", "immediate", "digest", "weekly", "maintenance"]
    assert list(found) == names
    assert [found[name].command for name in names] == [
        ("crawl", "--plan", "fast"),
        ("crawl", "--plan", "noon"),
        ("crawl", "--rest"),
        ("digest", "send", "--kind", "immediate"),
        ("digest", "send"),
        ("digest", "send", "--kind", "weekly"),
        ("archive", "maintain"),
    ]
    assert found["immediate"].follows == ("crawl fast", "crawl noon", "crawl")
    assert [job.group for job in found.values()] == ["fast", "noon", "", None, None, None, None]


def test_without_tables_the_crawl_is_that_of_everything() -> None:
    assert [job.name for job in jobs(Schedule())] == ["crawl", "immediate", "digest", "weekly", "maintenance"]
    assert PLAN["crawl"].command == ("crawl",)


def test_a_crawl_keeps_nothing_else_waiting() -> None:
    lanes = {job.name: job.lane for job in plan(Settings(watch=Watch(operators=("a@example.org",))))}
    assert {lanes[name] for name in ("digest", "weekly", "immediate", "deliver")} == {"digest"}
    assert len({lanes[name] for name in ("crawl", "digest", "alerts", "maintenance")}) == 4


@pytest.mark.parametrize(("host", "operators"), [("", ()), ("imap.example.org", ("a@example.org",))])
def test_returned_mails_and_alerts_are_looked_after_where_they_are_set(host: str, operators: tuple[str, ...]) -> None:
    found = {job.name: job for job in plan(Settings(bounces=Bounces(host=host), watch=Watch(operators=operators)))}
    assert ("bounces" in found) is bool(host)
    assert ("alerts" in found) is bool(operators)
    if host:
        assert apart(found["bounces"]) == timedelta(hours=1)
        assert apart(found["alerts"]) == timedelta(minutes=5)
    assert apart(found["deliver"]) == timedelta(minutes=5)


def apart(job: Job) -> timedelta:
    first, second = (datetime.combine(at("2026-11-19").date(), one) for one in job.times[:2])
    return second - first
