"""How a subscriber's standing changes."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive import standing
from archive.records import Subscriber
from tests.found import CHEN, HOUR, NOON

DAY = timedelta(days=1)
PENDING = replace(CHEN, status="pending", confirmed_at=None)


def test_only_who_is_pending_is_confirmed() -> None:
    assert standing.confirmed(PENDING, NOON + DAY) == replace(CHEN, confirmed_at=NOON + DAY)
    assert standing.confirmed(CHEN, NOON + DAY) == CHEN
    assert standing.confirmed(replace(CHEN, status="left"), NOON) is None
    assert standing.confirmed(replace(CHEN, status="suspended"), NOON) is None


def test_who_leaves_has_left_once() -> None:
    gone = standing.left(replace(CHEN, paused_until=date(2026, 12, 1)), NOON)
    assert gone == replace(CHEN, status="left", left_at=NOON)
    assert standing.left(gone, NOON + DAY) == gone


def test_a_pause_is_for_who_gets_editions_and_for_a_year_at_most() -> None:
    today = date(2026, 11, 20)
    paused = standing.paused(CHEN, date(2026, 12, 1), today)
    assert paused == replace(CHEN, paused_until=date(2026, 12, 1))
    assert standing.paused(paused, None, today) == CHEN
    assert standing.paused(paused, today, today) == CHEN
    assert standing.paused(CHEN, date(2027, 12, 1), today) is None
    assert standing.paused(PENDING, date(2026, 12, 1), today) is None


def test_the_third_bounce_suspends_and_is_told_why() -> None:
    one = standing.bounced(CHEN, "550 a", NOON)
    two = standing.bounced(one, "550 b", NOON + DAY)
    three = standing.bounced(two, "550 c", NOON + 2 * DAY)
    assert [each.bounces for each in (one, two, three)] == [1, 2, 3]
    assert [each.status for each in (one, two, three)] == ["active", "active", "suspended"]
    assert (three.last_bounce, three.bounced_at) == ("550 c", NOON + 2 * DAY)
    again = standing.reinstated(three)
    assert again == replace(CHEN, bounced_at=NOON + 2 * DAY)
    assert standing.reinstated(CHEN) is None
    assert standing.reinstated(replace(PENDING, status="suspended")) == PENDING


def test_bounces_of_long_ago_no_longer_count() -> None:
    one = standing.bounced(standing.bounced(CHEN, "550", NOON), "550", NOON + DAY)
    assert standing.bounced(one, "550", NOON + 31 * DAY - HOUR).bounces == 3
    later = standing.bounced(one, "550", NOON + 31 * DAY)
    assert (later.bounces, later.status) == (1, "active")


@given(
    status=st.sampled_from(["pending", "active", "suspended", "left"]),
    steps=st.lists(st.sampled_from(["confirm", "leave", "pause", "resume", "bounce"]), max_size=12),
)
def test_who_left_gets_nothing_whatever_happens_then(status: str, steps: list[str]) -> None:
    one: Subscriber = replace(CHEN, status=status)
    gone = status == "left"
    for number, step in enumerate(steps):
        now = NOON + number * DAY
        changed = {
            "confirm": lambda one=one, now=now: standing.confirmed(one, now),
            "leave": lambda one=one, now=now: standing.left(one, now),
            "pause": lambda one=one, now=now: standing.paused(one, now.date() + DAY, now.date()),
            "resume": lambda one=one: standing.reinstated(one),
            "bounce": lambda one=one, now=now: standing.bounced(one, "550", now),
        }[step]()
        one = changed or one
        gone = gone or step == "leave"
        assert (one.status == "left") is gone
        assert one.bounces < 3 or one.status in {"suspended", "left"}
