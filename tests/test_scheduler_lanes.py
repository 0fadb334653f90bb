"""Lanes: one command at a time in each, side by side in several, whatever the machine's clock does."""

import threading
import time
from datetime import timedelta

import pytest
from apscheduler.schedulers import base

from scheduler.due import Due
from scheduler.lanes import Lanes, Work
from scheduler.plan import Job
from tests.found import NOON
from tests.services import until


def due(name: str, lane: str) -> Due:
    job = Job(name=name, command=(name,), times=(), limit=timedelta(minutes=1), lane=lane)
    return Due(job=job, moment=NOON)


class Hands:
    """Works until it is told to go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun: list[str] = []
        self.done: list[str] = []

    def __call__(self, work: Work) -> None:
        self.begun.append(work.due.job.name)
        if work.due.job.name == "broken":
            raise RuntimeError("never seen before")
        while not self.go_on.is_set() and not work.stop.is_set():
            time.sleep(0.01)
        self.done.append(f"{work.due.job.name} {'stopped' if work.stop.is_set() else 'done'}")


def test_one_at_a_time_in_a_lane_and_side_by_side_in_two() -> None:
    hands, ended = Hands(), threading.Event()
    lanes = Lanes(["a", "b"], hands, ended.set)
    assert lanes.begin(due("first", "a"))
    assert not lanes.begin(due("second", "a"))
    assert lanes.begin(due("third", "b"))
    until(lambda: len(lanes.at_work()) == 2)
    assert not ended.is_set()
    hands.go_on.set()
    until(lambda: not lanes.at_work())
    assert ended.is_set()
    assert sorted(hands.done) == ["first done", "third done"]
    assert lanes.begin(due("second", "a"))
    lanes.close()


def test_what_runs_is_asked_to_end_when_it_closes() -> None:
    hands = Hands()
    lanes = Lanes(["a"], hands, lambda: None)
    lanes.begin(due("first", "a"))
    until(lambda: hands.begun == ["first"])
    lanes.close()
    assert hands.done == ["first stopped"]


def test_a_lane_goes_on_after_a_command_that_broke() -> None:
    hands = Hands()
    hands.go_on.set()
    lanes = Lanes(["a"], hands, lambda: None)
    lanes.begin(due("broken", "a"))
    until(lambda: not lanes.at_work())
    assert lanes.begin(due("next", "a"))
    until(lambda: hands.done == ["next done"])
    lanes.close()


def test_a_clock_that_was_set_back_by_years_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = base.datetime

    class Back(real):  # type: ignore[misc, valid-type]
        @classmethod
        def now(cls, tz: object = None) -> object:
            return real.now(tz).replace(year=2001)

    monkeypatch.setattr(base, "datetime", Back)
    hands = Hands()
    hands.go_on.set()
    lanes = Lanes(["a"], hands, lambda: None)
    lanes.begin(due("first", "a"))
    until(lambda: hands.done == ["first done"])
    lanes.close()
