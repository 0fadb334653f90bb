"""What `zswatch status` calls unwell."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Health, SourceStatus
from scheduler.watch import State, document, problems

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


def health(status: SourceStatus | None = "ok", why: str = "", *, last_run: datetime | None = NOW) -> Health:
    return Health(
        source="zs_gxj-tzgg", status=status, why=why, last_run=last_run, last_success=last_run, last_new=last_run
    )


def state(one: Health, *, edition_on: int | None = 20, **mails: int) -> State:
    edition = NOW.replace(day=edition_on).date() if edition_on else None
    return State(health={one.source: one}, last_edition=edition, mails=mails, announcements=3, relevant=1)


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
        (state(health(), refused=2), "2 mails were refused for good"),
        (
            replace(state(health()), suspended={"chen": "550 no such user"}),
            "subscriber chen is suspended, mails came back: 550 no such user",
        ),
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
