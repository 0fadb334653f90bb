"""What is due, against the settings and what the archive knows as done."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI
from archive.sections import Schedule
from scheduler.plan import jobs, latest_due, missed

PLAN = {job.name: job for job in jobs(Schedule())}


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


def test_after_a_week_of_downtime_one_catch_up_follows_and_no_second() -> None:
    crawl, digest = PLAN["crawl"], PLAN["digest"]
    now = at("2026-11-19T12:00")
    for job in (crawl, digest):
        due = missed(job, at("2026-11-12T06:30"), now)
        assert due is not None
        assert due.date() == now.date()
        assert missed(job, due, now) is None


def test_a_first_start_crawls_at_once_and_waits_with_the_digest() -> None:
    crawl, digest = PLAN["crawl"], PLAN["digest"]
    assert missed(crawl, None, at("2026-11-19T12:00")) == at("2026-11-19T06:30")
    assert missed(digest, None, at("2026-11-19T12:00")) is None


@given(
    hours=st.lists(st.integers(0, 23), min_size=1, max_size=4, unique=True),
    offset=st.integers(0, 60 * 24 * 400),
    outage=st.integers(0, 60 * 24 * 10),
)
def test_a_catch_up_is_newer_than_what_was_done_and_never_in_the_future(
    hours: list[int], offset: int, outage: int
) -> None:
    schedule = Schedule(crawl=tuple(f"{hour:02}:00" for hour in hours))
    job = jobs(schedule)[0]
    last = latest_due(job.times, at("2026-01-01T00:00") + timedelta(minutes=offset))
    now = last + timedelta(minutes=outage)
    due = missed(job, last, now)
    if due is None:
        assert latest_due(job.times, now) == last
    else:
        assert last < due <= now
        assert missed(job, due, now) is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T08:10", "2026-11-23T08:10"),
        ("2026-11-23T08:09", "2026-11-16T08:10"),
        ("2026-11-22T23:00", "2026-11-16T08:10"),
        ("2026-11-25T12:00", "2026-11-23T08:10"),
    ],
)
def test_the_weekly_edition_is_due_on_mondays(now: str, due: str) -> None:
    weekly = PLAN["weekly"]
    assert latest_due(weekly.times, at(now), weekly.days) == at(due)
    assert missed(weekly, at("2026-11-02T08:10"), at(now)) == at(due)
    assert missed(weekly, at(due), at(now)) is None
    assert missed(weekly, None, at(now)) is None


def test_what_is_told_at_once_follows_the_newest_crawl_that_was_carried_through() -> None:
    immediate, now = PLAN["immediate"], at("2026-11-25T12:00")
    assert missed(immediate, None, now, None) is None
    assert missed(immediate, None, now, at("2026-11-25T06:30")) == at("2026-11-25T06:30")
    assert missed(immediate, at("2026-11-24T06:30"), now, at("2026-11-25T06:30")) == at("2026-11-25T06:30")
    assert missed(immediate, at("2026-11-25T06:30"), now, at("2026-11-25T06:30")) is None


def test_of_jobs_due_together_the_crawl_is_first_and_the_weekly_edition_last() -> None:
    assert [job.name for job in jobs(Schedule())] == ["crawl", "immediate", "digest", "weekly"]
    assert {job.name: job.command[1:] for job in jobs(Schedule()) if job.command[0] == "digest"} == {
        "immediate": ("send", "--kind", "immediate"),
        "digest": ("send",),
        "weekly": ("send", "--kind", "weekly"),
    }
