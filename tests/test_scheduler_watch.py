"""What `zswatch status` calls unwell."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from archive import clock
from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Alarm, Execution, Health, Role, Service, SourceStatus
from archive.store.outbox import Unreached, Waiting
from scheduler.crawl_groups import Group
from scheduler.state import Disk, Queue, Sizes
from scheduler.watch import State, brief, document, lines, problems

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


def health(status: SourceStatus | None = "ok", why: str = "", *, last_run: datetime | None = NOW) -> Health:
    return Health(
        source="zs_gxj-tzgg", status=status, why=why, last_run=last_run, last_success=last_run, last_new=last_run
    )


def state(one: Health, *, edition_on: int | None = 20, **mails: int) -> State:
    edition = NOW.replace(day=edition_on).date() if edition_on else None
    return State(health={one.source: one}, last_edition=edition, mails=mails, announcements=3, relevant=1)


def service(role: Role, minutes: float = 0) -> Service:
    seen = NOW - timedelta(minutes=minutes)
    return Service(
        holder=f"zs1:{minutes}:w",
        kind="service",
        role=role,
        version="1",
        started_at=NOW - timedelta(days=1),
        seen_at=seen,
    )


def well() -> State:
    """A service leads, and all is well."""
    return replace(state(health()), services=(service("leads"),))


def execution(exit_code: int | None, note: str = "done", *, job: str = "crawl", hours: float = 0) -> Execution:
    began = NOW - timedelta(hours=hours)
    return Execution(
        id=100 - int(hours), job=job, due_at=began, started_at=began, finished_at=began, exit_code=exit_code, note=note
    )


def test_all_is_well() -> None:
    told = document(state(health(), sent=4, queued=1), Settings(), NOW)
    assert told["healthy"]
    assert told["problems"] == []
    assert told["mails"] == {"sent": 4, "queued": 1}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (state(health(None, last_run=None)), "zs_gxj-tzgg: never crawled"),
        (state(health("blocked", "answered 403")), "zs_gxj-tzgg: blocked: answered 403"),
        (
            state(health(last_run=NOW - timedelta(hours=25))),
            "zs_gxj-tzgg: last crawled 2026-11-19 09:00; a crawl was due 2026-11-20 06:30",
        ),
        (state(health(), edition_on=19), "no edition since 2026-11-19; one was due 2026-11-20 08:00"),
        (state(health(), edition_on=None), "no edition has been sent yet"),
        (
            replace(state(health()), unreached=(Unreached("smtp", "li@example.org", "", NOW, "550 no such user"),)),
            "mails to li@example.org are refused: 550 no such user",
        ),
        (
            replace(
                state(health(), queued=3), waiting=Waiting(NOW - timedelta(hours=3), "smtp", "li@x.cn", 4, "451 busy")
            ),
            "3 mails wait to be sent, the oldest since 2026-11-20 07:00, to li@x.cn: 451 busy",
        ),
        (
            replace(state(health()), disk=Disk(total=100 * 10**9, free=499 * 10**6)),
            "499 MB of disk are free where the data are; below 500 MB what comes may be lost",
        ),
        (
            replace(state(health()), executions={"crawl": (execution(0),)}),
            "no service works on this archive; the last command of the plan began 2026-11-20 10:00",
        ),
        (
            replace(state(health()), services=(service("leads", minutes=3), service("stands by"))),
            "no service leads; zs1:3:w was last heard of 2026-11-20 09:57",
        ),
        (
            replace(well(), executions={"reread": tuple(execution(2, "wrong settings") for _ in range(3))}),
            "reread failed 3 times in a row: wrong settings",
        ),
        (
            replace(
                well(), executions={"maintenance": (execution(0), execution(1, "exit code 1: 2 faults", hours=24 * 6))}
            ),
            "the maintenance of the archive found something: exit code 1: 2 faults",
        ),
        (
            replace(state(health()), suspended={"chen": "550 no such user"}),
            "subscriber chen is suspended, mails came back: 550 no such user",
        ),
        (
            replace(well(), queues=(Queue(name="send", waiting=2, running=0, oldest_seconds=3700.0, failed=0),)),
            "2 jobs wait in the queue send, the oldest for 62 minutes: no worker takes them",
        ),
        (
            replace(well(), queues=(Queue(name="crawl", waiting=2, running=3, oldest_seconds=3600.0, failed=4),)),
            "4 jobs of the queue crawl were given up within a day",
        ),
        (replace(well(), queues_away="no such server"), "the queues can not be asked: no such server"),
    ],
)
def test_what_needs_a_person_is_named(seen: State, expected: str) -> None:
    assert problems(seen, Settings(), NOW) == [expected]


def test_an_edition_or_a_crawl_may_be_a_little_late() -> None:
    early = NOW.replace(hour=8, minute=30)
    assert problems(state(health(last_run=early - timedelta(days=1)), edition_on=19), Settings(), early) == []


def test_a_source_that_is_silent_too_long_needs_a_person_although_its_visits_are_well() -> None:
    quiet = replace(state(health()), quiet={"zs_gxj-tzgg": "quiet for 40 days; up to 30 are normal"})
    told = document(quiet, Settings(), NOW)
    assert told["problems"] == ["zs_gxj-tzgg: quiet for 40 days; up to 30 are normal"]
    assert not told["healthy"]


def test_a_weekly_edition_that_is_late_is_missed_once_there_has_been_one() -> None:
    before, due = NOW.replace(day=9).date(), NOW.replace(day=16).date()
    assert problems(replace(state(health()), last_weekly=due), Settings(), NOW) == []
    assert problems(replace(state(health()), last_weekly=before), Settings(), NOW) == [
        "no weekly edition since 2026-11-09; one was due 2026-11-16 08:10"
    ]


@pytest.mark.parametrize(
    "seen",
    [
        replace(well(), disk=Disk(total=4 * 10**9, free=201 * 10**6)),  # a small disk: five in a hundred are enough
        replace(well(), waiting=Waiting(NOW - timedelta(hours=2), "smtp", "li@x.cn", 2, "451 busy")),
        replace(well(), services=(service("stands by"), service("leads", minutes=2))),
        replace(
            well(), executions={"crawl": tuple(execution(1, "exit code 1: a source is blocked") for _ in range(9))}
        ),
        replace(well(), executions={"reread": (execution(None), execution(2), execution(2), execution(0))}),
        replace(well(), executions={"maintenance": (execution(0), execution(1, "a fault", hours=24 * 7 + 1))}),
        replace(
            well(),
            unreached=(Unreached("smtp", "li@x.cn", "li", NOW, "550"),),
            suspended={},
            executions={},
        ),
    ],
)
def test_what_is_within_its_bounds_is_no_problem(seen: State) -> None:
    known = [one for one in problems(seen, Settings(), NOW) if not one.startswith("mails to li@x.cn")]
    assert known == []


def test_a_suspended_subscriber_is_told_once() -> None:
    lost = Unreached("smtp", "li@x.cn", "li", NOW, "550 gone")
    seen = replace(well(), unreached=(lost,), suspended={"li": "550 gone"})
    assert problems(seen, Settings(), NOW) == ["subscriber li is suspended, mails came back: 550 gone"]


def test_a_service_is_missed_by_the_time_of_machines_when_the_clock_passes_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = replace(state(health()), services=(service("leads", minutes=110),))
    assert problems(seen, Settings(), NOW) == ["no service leads; zs1:110:w was last heard of 2026-11-20 08:10"]
    monkeypatch.setenv(clock.VARIABLE, clock.passing(NOW, 60))
    assert problems(seen, Settings(), NOW) == []


def test_a_source_with_a_plan_of_its_own_is_late_by_that_plan() -> None:
    hourly = Group(name="fast", sources=("zs_gxj-tzgg",), times=tuple(time(hour) for hour in range(24)))
    seen = replace(state(health(last_run=NOW - timedelta(hours=4))), groups=(hourly,))
    assert problems(seen, Settings(), NOW) == [
        "zs_gxj-tzgg: last crawled 2026-11-20 06:00; a crawl was due 2026-11-20 07:00"
    ]
    (told,) = document(seen, Settings(), NOW)["crawls"]
    assert told == {"name": "fast", "due_at": "2026-11-20T10:00:00+08:00", "sources": 1, "late": ["zs_gxj-tzgg"]}


def test_everything_is_told_to_people_and_to_programs() -> None:
    seen = replace(
        well(),
        services=(service("leads"), service("stands by", minutes=1)),
        waiting=Waiting(NOW, "smtp", "li@x.cn", 0, ""),
        executions={
            "crawl": (execution(-9, "killed after its limit of 2:00:00", hours=2), execution(2, "old", hours=30))
        },
        disk=Disk(total=10**12, free=10**11),
        sizes=Sizes(database=3 * 10**6, unindexed=7, unread=2),
        alarms=(Alarm(id=1, subject="disk", why="full", since=NOW, told=2, told_at=NOW),),
        queues=(Queue(name="crawl", waiting=4, running=2, oldest_seconds=30.0, failed=0),),
        groups=(Group(name="crawl", sources=("zs_gxj-tzgg",), times=(time(6, 30),)),),
    )
    told = document(seen, Settings(), NOW)
    assert told["leader"] == "zs1:0:w"
    assert [one["note"] for one in told["failed"]] == ["killed after its limit of 2:00:00"]
    assert told["disk"] == {"total": 10**12, "free": 10**11, "least": 500_000_000}
    assert list(lines(told)) == [
        "service zs1:0:w leads; last heard of 2026-11-20 10:00",
        "service zs1:1:w stands by; last heard of 2026-11-20 09:59",
        "crawl: 1 sources, last due 2026-11-20 06:30",
        "outbox: the oldest waits since 2026-11-20 10:00: not tried yet",
        "queue crawl: 4 wait, 2 run, 0 were given up in a day",
        "crawl of 2026-11-20 08:00: killed after its limit of 2:00:00",
        "disk: 100000 of 1000000 MB free",
        "database: 3 MB; 7 rows to be indexed, 2 attachments without their text",
        "alerts: 1 last, 1 of them were told",
    ]


def test_one_line_for_a_monitor_has_its_bounds() -> None:
    assert brief(document(state(health(), queued=2), Settings(), NOW)) == (
        "OK: 1 sources well; last edition 2026-11-20; 2 mails queued"
    )
    unwell = brief(document(state(health("failed", "x\n" + "y" * 500)), Settings(), NOW))
    assert unwell.startswith("PROBLEM (1): zs_gxj-tzgg: failed: x y")
    assert len(unwell) == 200
    assert "\n" not in unwell
