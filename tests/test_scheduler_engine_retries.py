"""When a job that failed is tried again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

from scheduler.engine.retries import FIRST_SECONDS, LONGEST_SECONDS, Failed, Retries, wait

JOB = Job(id=1, queue="crawl", lock=None, queueing_lock=None, task_name="zswatch", attempts=3)


@given(st.integers(1, 60))
def test_waits_grow_and_are_bounded_and_none_is_short(failures: int) -> None:
    longest = min(FIRST_SECONDS * 2.0 ** (failures - 1), LONGEST_SECONDS)
    assert longest / 2 <= wait(failures) <= longest


def test_two_jobs_that_failed_at_one_moment_are_not_tried_at_one_moment() -> None:
    assert len({wait(3) for _ in range(20)}) > 1


@pytest.mark.parametrize(("failures", "again"), [(1, True), (4, True), (5, False), (9, False)])
def test_failures_are_counted_not_starts(failures: int, again: bool) -> None:
    decision = Retries(5).get_retry_decision(exception=Failed("no", failures), job=JOB)
    assert (decision is not None) is again


def test_what_never_gets_better_is_not_tried_again() -> None:
    assert Retries(5).get_retry_decision(exception=Failed("its limit", 1, lasting=True), job=JOB) is None


def test_a_job_that_was_given_back_waits_for_nobody() -> None:
    decision = Retries(1).get_retry_decision(exception=JobAborted(), job=JOB)
    assert decision is not None
    assert decision.retry_at is not None
    assert decision.retry_at <= datetime.now(UTC)


def test_a_mistake_of_ours_is_tried_as_often() -> None:
    assert Retries(5).get_retry_decision(exception=KeyError("x"), job=JOB) is not None
    assert Retries(4).get_retry_decision(exception=KeyError("x"), job=JOB) is None
