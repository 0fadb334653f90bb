"""What is due, against the plan and what the archive says was done."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.records import Execution
from archive.records.runs import DIED, GAVE_WAY, LOST, STOPPED
from archive.sections import Crawls, Schedule
from scheduler.due import Due, Known, due, gives_way
from scheduler.plan import jobs
from tests.test_scheduler_plan import at

PLAN = jobs(Schedule())
FAST = Crawls(name="fast", sources=("zs_gxj",), every_minutes=60)
MINUTE = timedelta(minutes=1)


def note(job: str, moment: str, note: str = "done", *, code: int | None = 0, after: float = 0, took: float = 1) -> Any:
    """An execution that began so many minutes after its moment and took so long."""
    begun = at(moment) + after * MINUTE
    ended = None if code is None else begun + took * MINUTE
    return Execution(
        id=1,
        job=job,
        due_at=at(moment),
        started_at=begun,
        finished_at=ended,
        exit_code=code,
        note=note if ended else "",
    )


def known(*notes: Execution, editions: tuple[str, ...] = (), weekly: tuple[str, ...] = (), **more: Any) -> Known:
    tries: dict[str, list[Execution]] = {}
    for one in notes:
        tries.setdefault(one.job, []).insert(0, one)
    kept = {
        "daily": {date.fromisoformat(one) for one in editions},
        "weekly": {date.fromisoformat(one) for one in weekly},
    }
    stated = {"begun": at("2026-01-01T00:00"), "editions": kept, "tries": tries} | more
    return Known(**stated)


def told(found: list[Due]) -> list[tuple[str, str]]:
    return [(one.job.name, one.moment.strftime("%m-%dT%H:%M")) for one in found]


UP_TO_DATE = (
    note("crawl", "2026-11-19T06:30", took=20),
    note("immediate", "2026-11-19T06:50"),
    note("maintenance", "2026-11-19T03:30"),
    note("weekly", "2026-11-16T08:10"),
)
DAYS = ("2026-11-18", "2026-11-19")


def test_when_all_is_done_nothing_is_due() -> None:
    assert due(PLAN, known(*UP_TO_DATE, editions=DAYS), at("2026-11-19T12:00")) == []


def test_a_first_start_crawls_at_once_and_waits_with_the_digest() -> None:
    now = at("2026-11-19T12:00")
    assert told(due(PLAN, Known(), now)) == [("crawl", "11-19T06:30")]
    begun = known(note("crawl", "2026-11-19T06:30", after=330, took=10), begun=now)
    assert told(due(PLAN, begun, at("2026-11-19T12:11"))) == [("immediate", "11-19T12:10")]
    assert ("digest", "11-20T08:00") in told(due(PLAN, begun, at("2026-11-20T08:00")))


@pytest.mark.parametrize("hours", [1, 24, 24 * 7])
def test_after_an_outage_one_catch_up_follows_and_then_an_edition_for_each_missed_day(hours: int) -> None:
    back = at("2026-11-19T08:30")
    last = back - timedelta(hours=hours)
    stated = f"{(last - timedelta(hours=2)):%Y-%m-%d}"
    before = [note("maintenance", "2026-11-19T03:30"), note("weekly", "2026-11-16T08:10")]
    notes = [*before, note("crawl", f"{stated}T06:30", took=20), note("immediate", f"{stated}T06:50")]
    edition = (last - timedelta(hours=8)).date()
    missed = [edition + timedelta(days=1 + day) for day in range((back.date() - edition).days)]
    days = [edition.isoformat()]
    if hours > 1:
        assert told(due(PLAN, known(*notes, editions=tuple(days)), back)) == [("crawl", "11-19T06:30")]
        notes.append(note("crawl", "2026-11-19T06:30", after=120, took=40))
        notes.append(note("immediate", "2026-11-19T09:10"))
    for day in missed:
        (one,) = due(PLAN, known(*notes, editions=tuple(days)), at("2026-11-19T09:30"))
        assert (one.job.name, one.job.command[-2:]) == ("digest", ("--date", day.isoformat()))
        days.append(day.isoformat())
    assert due(PLAN, known(*notes, editions=tuple(days)), at("2026-11-19T09:30")) == []
    assert len(missed) == max(1, hours // 24)


def test_combined_one_edition_of_today_stands_for_all_and_waits_for_its_time() -> None:
    plan = jobs(Schedule(missed_editions="combined"))
    notes = [*UP_TO_DATE, note("crawl", "2026-11-25T06:30", after=10), note("weekly", "2026-11-23T08:10")]
    notes += [note("immediate", "2026-11-25T06:41"), note("maintenance", "2026-11-25T03:30")]
    assert due(plan, known(*notes, editions=DAYS), at("2026-11-25T07:00")) == []
    assert told(due(plan, known(*notes, editions=DAYS), at("2026-11-25T08:00"))) == [("digest", "11-25T08:00")]
    assert due(plan, known(*notes, editions=(*DAYS, "2026-11-25")), at("2026-11-25T12:00")) == []


def test_of_the_weekly_editions_only_the_newest_missed_one_is_made_up_for() -> None:
    now = at("2026-12-09T12:00")
    found = [one for one in due(PLAN, known(weekly=("2026-11-16",)), now) if one.job.name == "weekly"]
    assert found == []  # it waits for the crawl
    crawled = note("crawl", "2026-12-09T06:30", after=30)
    found = [one for one in due(PLAN, known(crawled, weekly=("2026-11-16",)), now) if one.job.name == "weekly"]
    assert [one.job.command[-2:] for one in found] == [("--date", "2026-12-07")]


def test_an_edition_on_time_waits_for_no_crawl_and_a_missed_one_does() -> None:
    crawling = note("crawl", "2026-11-20T06:30", code=None)
    rest = (*UP_TO_DATE[1:], crawling)
    assert told(due(PLAN, known(*rest, editions=DAYS), at("2026-11-20T08:00"))) == [
        ("maintenance", "11-20T03:30"),
        ("digest", "11-20T08:00"),
    ]
    assert told(due(PLAN, known(*rest, editions=DAYS), at("2026-11-20T08:16"))) == [("maintenance", "11-20T03:30")]


@pytest.mark.parametrize("cut", [STOPPED, LOST, GAVE_WAY])
def test_a_crawl_that_was_cut_off_goes_on_with_the_sources_that_were_not_visited(cut: str) -> None:
    notes = (*UP_TO_DATE[1:], note("crawl", "2026-11-19T06:30", cut, code=-15, after=10))
    (one,) = due(PLAN, known(*notes, editions=DAYS), at("2026-11-19T06:42"))
    assert one.job.command == ("crawl", "--unvisited-since", "2026-11-19T06:30:00+08:00")
    assert one.tried == 1


def test_a_crawl_is_not_repeated_because_it_was_unwell_or_over_its_limit_but_because_it_died() -> None:
    for words, code in (("exit code 1: zs: failed", 1), ("killed after its limit of 2:00:00", -15)):
        notes = (*UP_TO_DATE[1:], note("crawl", "2026-11-19T06:30", words, code=code))
        assert due(PLAN, known(*notes, editions=DAYS), at("2026-11-19T07:00")) == []
    died = [note("crawl", "2026-11-19T06:30", f"{DIED} 9: x", code=-9, after=20 * n) for n in range(3)]
    for count, minutes in ((1, 5), (2, 10)):
        last = died[count - 1].finished_at or at("2026-11-19T06:30")
        early, ripe = last + (minutes - 1) * MINUTE, last + minutes * MINUTE
        assert due(PLAN[:1], known(*died[:count]), early) == []
        assert [one.job.name for one in due(PLAN[:1], known(*died[:count]), ripe)] == ["crawl"]
    assert due(PLAN[:1], known(*died), at("2026-11-19T12:00")) == []
    away = note("crawl", "2026-11-19T06:30", "exit code 75: the database is away", code=75)
    assert [one.job.name for one in due(PLAN[:1], known(away), at("2026-11-19T06:37"))] == ["crawl"]


def test_an_edition_that_failed_is_tried_again_and_later_ones_wait_for_it_only_so_often() -> None:
    plan = [job for job in PLAN if job.name == "digest"]
    failed = [note("digest", "2026-11-19T08:00", "exit code 1: x", code=1, after=70 * n) for n in range(5)]
    four, five = known(*failed[:4], editions=DAYS[:1]), known(*failed, editions=DAYS[:1])
    assert told(due(plan, known(failed[0], editions=DAYS[:1]), at("2026-11-19T08:03"))) == []
    assert told(due(plan, known(failed[0], editions=DAYS[:1]), at("2026-11-19T08:06"))) == [("digest", "11-19T08:00")]
    assert told(due(plan, four, at("2026-11-20T08:01"))) == [("digest", "11-19T08:00")]
    assert told(due(plan, five, at("2026-11-19T13:30"))) == []
    assert told(due(plan, five, at("2026-11-20T08:01"))) == [("digest", "11-19T08:00")]
    again = [*failed, note("digest", "2026-11-19T08:00", "exit code 1: x", code=1, after=24 * 60 + 1)]
    assert told(due(plan, known(*again, editions=DAYS[:1]), at("2026-11-20T08:05"))) == [("digest", "11-20T08:00")]


def test_a_crash_of_the_service_costs_no_wait_but_a_second_one_at_the_same_command_does() -> None:
    lost = [note("crawl", "2026-11-19T06:30", LOST, code=-1, after=n) for n in range(2)]
    now = at("2026-11-19T06:33")
    assert [one.job.name for one in due(PLAN[:1], known(lost[0]), now)] == ["crawl"]
    assert due(PLAN[:1], known(*lost), now) == []
    assert [one.job.name for one in due(PLAN[:1], known(*lost), now + 5 * MINUTE)] == ["crawl"]


def test_a_clock_that_jumps_does_nothing_twice_and_a_note_from_the_future_silences_nothing() -> None:
    done = known(*UP_TO_DATE, editions=DAYS)
    assert due(PLAN, done, at("2026-11-19T05:00")) == []  # two hours back: 06:30 comes again
    assert due(PLAN, done, at("2026-11-19T06:30")) == []
    assert due(PLAN, done, at("2026-11-19T08:00")) == []
    # What was done while the clock was years ahead is not known now: `runs.tries` gives what is not to come.
    early = known(*UP_TO_DATE, editions=(*DAYS, "2030-01-01", "2030-01-02"))
    assert ("digest", "11-20T08:00") in told(due(PLAN, early, at("2026-11-20T08:00")))
    future = known(*UP_TO_DATE, editions=DAYS, begun=None)
    assert told(due(PLAN, future, at("2026-11-20T06:30"))) == [("maintenance", "11-20T03:30"), ("crawl", "11-20T06:30")]
    waited = note("crawl", "2026-11-19T06:30", f"{DIED} 9: x", code=-9, after=300)
    assert [one.job.name for one in due(PLAN[:1], known(waited), at("2026-11-19T07:00"))] == ["crawl"]


def test_sources_that_were_visited_since_are_not_crawled_because_their_table_is_new() -> None:
    plan = jobs(Schedule(), (FAST,))
    now = at("2026-11-19T12:20")
    assert ("crawl fast", "11-19T12:00") in told(due(plan, known(*UP_TO_DATE, editions=DAYS), now))
    visited = {"crawl fast": at("2026-11-19T12:10")}
    assert due(plan, known(*UP_TO_DATE, editions=DAYS, visited=visited), now) == []
    future = {"crawl fast": at("2026-11-19T12:30")}
    assert ("crawl fast", "11-19T12:00") in told(due(plan, known(*UP_TO_DATE, editions=DAYS, visited=future), now))


def test_what_is_told_at_once_follows_every_crawl_and_two_that_end_together_once() -> None:
    plan = jobs(Schedule(), (FAST,))
    both = (note("crawl fast", "2026-11-19T06:00", after=45, took=5), note("crawl", "2026-11-19T06:30", took=20))
    rest = (UP_TO_DATE[2], UP_TO_DATE[3])
    now = at("2026-11-19T06:51")
    assert told(due(plan, known(*both, *rest, editions=DAYS), now)) == [("immediate", "11-19T06:50")]
    assert due(plan, known(*both, *rest, note("immediate", "2026-11-19T06:50"), editions=DAYS), now) == []


def test_a_crawl_gives_way_to_a_more_frequent_one_on_the_same_hosts_only() -> None:
    fast, rest = jobs(Schedule(), (FAST,))[:2]
    digest = next(job for job in PLAN if job.name == "digest")
    assert gives_way(rest, fast)
    assert not gives_way(fast, rest)
    assert not gives_way(rest, rest)
    assert not gives_way(rest, digest)


def test_more_than_a_month_is_not_made_up_for_day_by_day() -> None:
    crawled = note("crawl", "2026-11-19T06:30", after=30)
    (one,) = due(PLAN[2:3], known(crawled, editions=("2025-11-01",)), at("2026-11-19T12:00"))
    assert one.moment == at("2026-10-20T08:00")
    assert isinstance(one.moment, datetime)
