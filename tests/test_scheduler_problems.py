"""Since when something is wrong, and how long it may last before it is an alert."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from archive.config import Settings
from archive.records import Health
from archive.sections import Watch
from scheduler.crawl_groups import Group
from scheduler.problems import MOST_SUBJECT, Problem, problems, subject
from scheduler.state import Disk, State
from tests.test_scheduler_watch import NOW, health, service, state, well

HOUR = timedelta(hours=1)
SOURCE = "zs_gxj-tzgg"


def unwell(**changed: object) -> State:
    one = replace(well(), health={SOURCE: health("failed", "x")}, unwell_since={SOURCE: NOW - 5 * HOUR})
    return replace(one, **changed)  # type: ignore[arg-type]


def only(seen: State, settings: Settings | None = None) -> Problem:
    (found,) = problems(seen, settings or Settings(), NOW)
    return found


@pytest.mark.parametrize(
    ("hours", "own", "times", "expected"),
    [
        (26.0, None, (time(6, 30),), 26 * HOUR),
        (3.0, None, (time(6, 30),), 26 * HOUR),  # it has to fail at two visits of its plan
        (3.0, None, tuple(time(hour) for hour in range(24)), 3 * HOUR),
        (3.0, 80.0, tuple(time(hour) for hour in range(24)), 80 * HOUR),
        (96.0, 80.0, (time(6), time(18)), 96 * HOUR),
        (1.0, None, (time(8), time(12)), 22 * HOUR),
    ],
)
def test_a_source_may_be_unwell_for_its_envelope(
    hours: float, own: float | None, times: tuple[time, ...], expected: timedelta
) -> None:
    groups = (Group(name="crawl", sources=(SOURCE,), times=times),)
    seen = unwell(groups=groups, unwell_hours={SOURCE: own} if own else {})
    found = only(seen, Settings(watch=Watch(unwell_hours=hours)))
    assert (found.subject, found.since, found.envelope) == (f"source:{SOURCE}", NOW - 5 * HOUR, expected)
    assert (found.status, found.why) == ("failed", "x")


def test_without_a_plan_of_its_own_a_source_has_the_main_one() -> None:
    assert only(unwell()).envelope == 26 * HOUR


def test_a_service_may_be_started_anew_before_its_absence_is_an_alert() -> None:
    found = only(replace(state(health()), services=(service("leads", minutes=3),)))
    assert (found.since, found.envelope) == (NOW - timedelta(minutes=3), timedelta(minutes=10))


def test_the_whole_comes_before_its_parts() -> None:
    seen = unwell(services=(service("leads", minutes=3),), disk=Disk(total=10**12, free=0), last_edition=None)
    kinds = [one.subject.partition(":")[0] for one in problems(seen, Settings(), NOW)]
    assert kinds == ["leader", "disk", "edition", "source"]


def test_what_sites_say_is_in_one_line_and_bounded() -> None:
    said = only(unwell(health={SOURCE: health("failed", "\x1b[31mone\r\ntwo\x00 " + "y" * 9_000)})).said
    for words in said:
        assert words.isprintable()
        assert "[31mone two yyy" in words
        assert len(words) < 500


def test_subjects_differ_and_have_their_bounds() -> None:
    long = "x" * 300
    made = {subject("refused", "smtp", f"{long}{number}@example.org") for number in range(50)}
    assert len(made) == 50
    assert all(len(one) == MOST_SUBJECT for one in made)
    assert subject("disk") == "disk"


def test_a_source_that_was_never_visited_has_the_time_of_a_crawl() -> None:
    never = Health(source=SOURCE, status=None, why="", last_run=None, last_success=None, last_new=None)
    found = only(replace(well(), health={SOURCE: never}))
    assert (found.subject, found.envelope) == (f"late:{SOURCE}", 3 * HOUR)
