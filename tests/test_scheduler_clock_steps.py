"""A clock that is set: ahead, it is doubted for a while; back, it is believed."""

from datetime import timedelta

import pytest

from scheduler.clock_steps import ClockSteps
from tests.found import HOUR, NOON

SECOND = timedelta(seconds=1)


def test_a_clock_that_goes_evenly_is_believed_also_after_a_night_asleep() -> None:
    steps = ClockSteps(1.0)
    for seconds in (0, 5, 10, 8 * 3600):
        assert steps.believed(NOON + seconds * SECOND, 100.0 + seconds)


@pytest.mark.parametrize("pace", [1.0, 600.0])
def test_a_clock_that_leaps_ahead_is_believed_after_ten_minutes_of_its_own(pace: float) -> None:
    steps = ClockSteps(pace)
    assert steps.believed(NOON, 0.0)
    leap = NOON + 1000 * HOUR
    assert not steps.believed(leap, 1.0)
    assert not steps.believed(leap + 500 * SECOND, 1.0 + 500 / pace)
    assert steps.believed(leap + 601 * SECOND, 1.0 + 601 / pace)


def test_one_that_is_set_right_again_at_once_has_done_nothing() -> None:
    steps = ClockSteps(0.0)  # a clock that stands still is looked at as one that goes
    assert steps.believed(NOON, 0.0)
    assert not steps.believed(NOON + 1000 * HOUR, 1.0)
    assert steps.believed(NOON, 2.0)
    assert steps.believed(NOON + 5 * SECOND, 7.0)


def test_a_clock_that_goes_back_is_believed() -> None:
    steps = ClockSteps(1.0)
    assert steps.believed(NOON, 0.0)
    assert steps.believed(NOON - 2 * HOUR, 1.0)
    assert steps.believed(NOON - 2 * HOUR + SECOND, 2.0)
    assert steps.believed(NOON - 2 * HOUR + 20 * 60 * SECOND, 3.0), "twenty minutes are no leap"
