"""What a model was asked: counted before and after, limited by day, answers kept."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from archive.consultations import Consultation
from archive.store import Archive, consultations
from archive.store.consultations import LIMIT, Spending
from tests.found import NOON

MOST = Spending(calls=1, tokens_in=600, tokens_out=100, cost=0.5)


def reserve(archive: Archive, key: str = "k", **changed: Any) -> int | None:
    stated: dict[str, Any] = {"now": NOON, "most": MOST, "tokens": 2000, "cost": 0.0}
    with archive.begin() as tx:
        return consultations.reserve(tx, key=key, purpose="summary", model="m", **(stated | changed))


def spent(archive: Archive, days: int = 0) -> Spending:
    with archive.read() as tx:
        return consultations.spent(tx, (NOON + timedelta(days=days)).date())


def test_a_question_counts_with_the_most_it_may_cost_until_it_is_settled(archive: Archive) -> None:
    number = reserve(archive)
    assert number is not None
    assert spent(archive) == MOST
    assert spent(archive).tokens == 700
    with archive.begin() as tx:
        assert consultations.last_outcome(tx) == consultations.RESERVED
        cost = Spending(calls=1, tokens_in=300, tokens_out=20, cost=0.1)
        consultations.settle(tx, number, outcome="answered", answer="好\x00", cost=cost)
        assert consultations.kept(tx, "k") == "好\ufffd"
        assert consultations.kept(tx, "other") is None
        assert consultations.last_outcome(tx) == "answered"
    assert spent(archive) == cost
    assert spent(archive, 1) == Spending()


def test_without_an_answer_what_was_reserved_stays_counted(archive: Archive) -> None:
    number = reserve(archive)
    assert number is not None
    with archive.begin() as tx:
        consultations.settle(tx, number, outcome="no whole answer " * 100)
        assert consultations.kept(tx, "k") is None
        assert len(consultations.last_outcome(tx)) == 500
    assert spent(archive) == MOST


def test_the_limits_of_a_day_hold_and_a_new_day_begins_anew(archive: Archive) -> None:
    assert reserve(archive) is not None
    assert reserve(archive, tokens=1399) is None
    assert reserve(archive, tokens=1400) is not None
    assert reserve(archive, tokens=10**6, cost=1.49) is None
    assert reserve(archive, tokens=10**6, cost=1.5) is not None
    assert spent(archive).calls == 3
    with archive.read() as tx:
        outcomes = tx.scalars(sa.select(Consultation.outcome)).all()
    assert outcomes.count(LIMIT) == 2
    assert reserve(archive, now=NOON + timedelta(days=1)) is not None


@pytest.mark.parametrize("limit", [700, 2100])
def test_processes_that_ask_at_the_same_time_do_not_pass_the_limit_together(archive: Archive, limit: int) -> None:
    given: list[int | None] = []
    threads = [threading.Thread(target=lambda: given.append(reserve(archive, tokens=limit))) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len([one for one in given if one is not None]) == limit // 700
    assert spent(archive).tokens == limit
