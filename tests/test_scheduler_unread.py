"""Attachments that nobody reads are a problem once the next day's round has left them too."""

from datetime import timedelta

import pytest

from archive.config import Settings
from archive.store.waiting import Backlog
from scheduler.problems import UNREAD, problems
from scheduler.state import State
from tests.found import NOON

MINUTE = timedelta(minutes=1)


def found(backlog: Backlog | None) -> list[str]:
    state = State(health={}, last_edition=None, mails={}, announcements=0, relevant=0, backlog=backlog)
    return [one.said.en for one in problems(state, Settings(), NOON) if one.subject == "queue:unread"]


@pytest.mark.parametrize(("waited", "told"), [(UNREAD - MINUTE, 0), (UNREAD + MINUTE, 1)])
def test_they_are_told_when_they_waited_for_longer_than_a_round(waited: timedelta, told: int) -> None:
    assert len(said := found(Backlog(files=3, since=NOON - waited))) == told
    assert all(one.startswith("3 attachments wait to be read") for one in said)


def test_nothing_is_said_where_nothing_waits() -> None:
    assert found(None) == found(Backlog(files=0, since=None)) == []
