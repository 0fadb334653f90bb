"""Runs, health and executions; meetings that were imported."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive.errors import NotFound
from archive.records import Damage, Directive, Execution, Fact, Health, Meeting, RunError, SourceRun, Theme
from archive.store import Archive, meetings, runs
from tests.found import HOUR, NOON

RUN = SourceRun(
    run_id="r1", source="zs_gxj-tzgg", started_at=NOON, finished_at=NOON + HOUR, status="ok", pages=3, new=2
)


def test_runs_come_back_in_order_with_their_errors(archive: Archive) -> None:
    failed = replace(
        RUN,
        source="portal-tzgg",
        status="partial",
        why="一页没有回答",
        errors=(RunError(url="http://x", reason="timeout", detail="30 s"),),
    )
    with archive.begin() as tx:
        for run in (RUN, failed, replace(RUN, run_id="r2")):
            runs.add(tx, run)
        assert runs.of_run(tx, "r1") == [RUN, failed]
        assert runs.of_run(tx, "none") == []
        assert [run.run_id for run in runs.of_source(tx, "zs_gxj-tzgg")] == ["r2", "r1"]
        assert len(runs.of_source(tx, "zs_gxj-tzgg", 1)) == 1


def test_health_tells_the_newest_run_the_last_success_and_the_last_news(archive: Archive) -> None:
    with archive.begin() as tx:
        runs.add(tx, RUN)
        runs.add(tx, replace(RUN, run_id="r2", new=0, finished_at=NOON + 2 * HOUR))
        blocked = replace(
            RUN, run_id="r3", new=0, status="blocked", why="a challenge page", finished_at=NOON + 3 * HOUR
        )
        runs.add(tx, blocked)
        assert runs.health(tx, ["zs_gxj-tzgg", "zs_psc-tzgg"]) == {
            "zs_gxj-tzgg": Health(
                source="zs_gxj-tzgg",
                status="blocked",
                why="a challenge page",
                last_run=NOON + 3 * HOUR,
                last_success=NOON + 2 * HOUR,
                last_new=NOON + HOUR,
            ),
            "zs_psc-tzgg": Health(
                source="zs_psc-tzgg", status=None, why="", last_run=None, last_success=None, last_new=None
            ),
        }


def test_only_healthy_runs_since_a_day_give_their_counts(archive: Archive) -> None:
    with archive.begin() as tx:
        for number, status in enumerate(("ok", "drift", "ok", "partial")):
            ended = NOON + timedelta(days=number)
            runs.add(tx, replace(RUN, run_id=f"r{number}", status=status, finished_at=ended, facts={"entries": number}))
        runs.add(tx, replace(RUN, source="other", facts={"entries": 9}))
        assert runs.healthy(tx, RUN.source, 10) == [{"entries": 2}, {"entries": 0}]
        assert runs.healthy(tx, RUN.source, 1) == [{"entries": 2}]
        assert runs.healthy(tx, RUN.source, 10, since=ended.date()) == []
        assert runs.healthy(tx, RUN.source, 10, since=NOON.date() + timedelta(days=2)) == [{"entries": 2}]
        assert runs.of_source(tx, RUN.source)[0].facts == {"entries": 3}


def test_of_a_quiet_source_the_runs_that_found_something_are_not_forgotten(archive: Archive) -> None:
    with archive.begin() as tx:
        for number, new in enumerate((7, 2, 0, 0, 0)):
            runs.add(tx, replace(RUN, run_id=f"r{number}", new=new, facts={"entries": number}))
        assert [facts["entries"] for facts in runs.healthy(tx, RUN.source, 2)] == [4, 3, 1, 0]
        assert [facts["entries"] for facts in runs.healthy(tx, RUN.source, 1)] == [4, 1]


def test_executions_are_started_and_finished(archive: Archive) -> None:
    with archive.begin() as tx:
        crawl = runs.start(tx, "crawl", NOON, NOON + HOUR)
        digest = runs.start(tx, "digest", NOON, NOON)
        runs.finish(tx, crawl, NOON + 2 * HOUR, -9, "killed by the time limit")
        assert runs.executions(tx, "crawl", 5) == [
            Execution(
                id=crawl,
                job="crawl",
                due_at=NOON,
                started_at=NOON + HOUR,
                finished_at=NOON + 2 * HOUR,
                exit_code=-9,
                note="killed by the time limit",
            )
        ]
        assert [(one.id, one.exit_code) for one in runs.executions(tx)] == [(digest, None), (crawl, -9)]
        with pytest.raises(NotFound, match="execution 99: never started"):
            runs.finish(tx, 99, NOON, 0)


def test_a_meeting_comes_back_whole_and_is_replaced_by_its_id(archive: Archive) -> None:
    meeting = Meeting(
        id="2025-02-21",
        title="座谈会",
        date=date(2025, 2, 21),
        url="http://www.zs.gov.cn/1",
        text="打造一批人工智能应用场景",
        damaged=(Damage(start=0, end=2, raw="打zao"),),
        themes=(Theme(id="application", name="应用"),),
        directives=(Directive(id="application.2", theme="application", start=0, end=4, text="打造一批"),),
        facts=(Fact(kind="amount", value="50", unit="亿元", start=4, end=6, text="人工"),),
    )
    with archive.begin() as tx:
        assert meetings.get(tx, meeting.id) is None
        meetings.put(tx, meeting)
        assert meetings.get(tx, meeting.id) == meeting
        earlier = replace(meeting, id="old", date=date(2024, 1, 1))
        meetings.put(tx, earlier)
        meetings.put(tx, replace(meeting, title="改了"))
        assert [one.title for one in meetings.every(tx)] == ["座谈会", "改了"]
        assert meetings.get(tx, "old") == earlier


def test_since_when_a_source_is_unwell(archive: Archive) -> None:
    with archive.begin() as tx:
        runs.add(tx, RUN)
        assert runs.unwell_since(tx, ["zs_gxj-tzgg", "never"]) == {}
        for hours, status in ((2, "failed"), (3, "blocked")):
            runs.add(tx, replace(RUN, run_id=status, status=status, finished_at=NOON + hours * HOUR))
        runs.add(tx, replace(RUN, source="b", status="drift", finished_at=NOON + 5 * HOUR))
        known = {"zs_gxj-tzgg": NOON + 2 * HOUR, "b": NOON + 5 * HOUR}
        assert runs.unwell_since(tx, ["zs_gxj-tzgg", "b", "never"]) == known
        assert runs.unwell_since(tx, ["b"]) == {"b": NOON + 5 * HOUR}
        runs.add(tx, replace(RUN, run_id="r4", finished_at=NOON + 6 * HOUR))
        assert runs.unwell_since(tx, ["zs_gxj-tzgg"]) == {}
        runs.add(tx, replace(RUN, run_id="r5", status="partial", finished_at=NOON + 7 * HOUR))
        assert runs.unwell_since(tx, ["zs_gxj-tzgg"]) == {"zs_gxj-tzgg": NOON + 7 * HOUR}
