"""When what is told: the rules by themselves, and a month of rounds over random states against a model."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.config import Settings
from archive.records import Alarm
from archive.sections import Watch
from archive.store import Archive, alarms, outbox
from scheduler import alerts
from scheduler.alert_rules import APART, LONGEST_GAP, Telling, Told, gap, telling
from scheduler.problem_words import Said
from scheduler.problems import Problem
from tests.found import HOUR, NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REPEAT, ENVELOPE = 24 * HOUR, 26 * HOUR
FRESH = Told(last=None, ends={})


def alarm(subject: str = "disk", *, since: datetime = NOON, told: int = 0, told_at: datetime | None = None) -> Alarm:
    return Alarm(id=1, subject=subject, why="", since=since, told=told, told_at=told_at)


def wrong(subject: str = "disk", envelope: timedelta = timedelta(0)) -> dict[str, Problem]:
    return {subject: Problem(subject=subject, said=Said("", ""), envelope=envelope)}


def test_what_lasts_is_told_less_and_less_often() -> None:
    assert [gap(told, REPEAT) for told in (1, 2, 3, 4, 9, 400)] == [DAY, 2 * DAY, 4 * DAY, *[LONGEST_GAP] * 3]
    assert gap(3, 10 * DAY) == 10 * DAY


@pytest.mark.parametrize("last", [None, NOON - APART, NOON + DAY])
def test_a_beginning_is_told_unless_it_is_too_soon_after_the_last_message(last: datetime | None) -> None:
    told = telling([alarm()], [], wrong(), Told(last=last, ends={}), REPEAT, NOON)
    assert told == Telling(begun=(alarm(),))


def test_too_soon_after_the_last_message_nothing_is_told() -> None:
    last = Told(last=NOON - APART + MINUTE, ends={})
    assert telling([alarm()], [alarm("model")], wrong(), last, REPEAT, NOON).empty


def test_repetitions_alone_wait_for_one_another() -> None:
    again = alarm(told=1, told_at=NOON - DAY)
    lately = Told(last=NOON - 6 * HOUR + MINUTE, ends={})
    assert telling([again], [], wrong(), lately, REPEAT, NOON).empty
    assert telling([again], [], wrong(), Told(last=NOON - 6 * HOUR, ends={}), REPEAT, NOON).lasting == (again,)
    with_news = telling([again, alarm("model")], [], wrong() | wrong("model"), lately, REPEAT, NOON)
    assert (with_news.begun, with_news.lasting) == ((alarm("model"),), (again,))


def test_what_was_told_by_a_clock_that_ran_ahead_is_told_again() -> None:
    ahead = alarm(told=3, told_at=NOON + 300 * DAY)
    assert telling([ahead], [], wrong(), Told(last=NOON + 300 * DAY, ends={}), REPEAT, NOON).lasting == (ahead,)


def test_what_comes_and_goes_is_told_only_when_it_lasts() -> None:
    twice = Told(last=NOON - HOUR, ends={"disk": [NOON - 2 * HOUR, NOON - HOUR]})
    once = Told(last=NOON - HOUR, ends={"disk": [NOON - HOUR]})
    assert telling([alarm()], [], wrong(), once, REPEAT, NOON).begun
    assert telling([alarm()], [], wrong(), twice, REPEAT, NOON + 3 * HOUR - MINUTE).empty
    assert telling([alarm()], [], wrong(), twice, REPEAT, NOON + 3 * HOUR).begun


@dataclass
class Noted:
    """An alarm as the archive keeps it, and all that was told of it."""

    subject: str
    since: datetime
    told_at: list[datetime] = field(default_factory=list)
    ended_at: datetime | None = None
    end_told_at: list[datetime] = field(default_factory=list)

    def record(self, number: int) -> Alarm:
        return Alarm(
            id=number,
            subject=self.subject,
            why="",
            since=self.since,
            told=len(self.told_at),
            told_at=self.told_at[-1] if self.told_at else None,
            ended_at=self.ended_at,
        )


@dataclass
class Kept:
    """What the archive keeps, with rounds as `scheduler.alerts` makes them."""

    noted: list[Noted] = field(default_factory=list)
    messages: list[datetime] = field(default_factory=list)

    def round(self, wrong_since: dict[str, datetime], now: datetime) -> None:
        running = {one.subject: one for one in self.noted if one.ended_at is None}
        self.noted += [Noted(name, since) for name, since in wrong_since.items() if name not in running]
        for name, one in running.items():
            if name not in wrong_since:
                one.ended_at = now
        of = {place: one.record(place) for place, one in enumerate(self.noted)}
        lasting = [one for one in of.values() if one.ended_at is None]
        over = [one for one in of.values() if one.ended_at and one.told and not self.noted[one.id].end_told_at]
        ends: dict[str, list[datetime]] = defaultdict(list)
        for one in self.noted:
            ends[one.subject] += [at for at in one.end_told_at if at >= now - DAY]
        found = {name: Problem(subject=name, said=Said("", ""), envelope=ENVELOPE) for name in wrong_since}
        last = self.messages[-1] if self.messages else None
        told = telling(lasting, over, found, Told(last=last, ends=ends), REPEAT, now)
        if not told.empty:
            self.messages.append(now)
        for alarm in (*told.begun, *told.lasting):
            self.noted[alarm.id].told_at.append(now)
        for alarm in told.over:
            self.noted[alarm.id].end_told_at.append(now)


# For each of three sources the days of a month on which its visit goes well; and when rounds are made.
MONTHS = st.lists(st.lists(st.booleans(), min_size=30, max_size=30), min_size=3, max_size=3)
ROUNDS = st.lists(st.sampled_from([5, 5, 5, 30, 55, 240]), min_size=40, max_size=60)
LONGEST_ROUND = 240 * MINUTE


def unwell_times(visits: list[bool]) -> list[tuple[datetime, datetime | None]]:
    """The model: from which visit to which one a source is unwell; None for one that still is."""
    found: list[tuple[datetime, datetime | None]] = []
    for day, well in enumerate(visits):
        at = NOON + day * DAY
        if not well and (not found or found[-1][1] is not None):
            found.append((at, None))
        elif well and found and found[-1][1] is None:
            found[-1] = (found[-1][0], at)
    return found


@settings(max_examples=20, deadline=None)
@given(MONTHS, ROUNDS)
def test_a_month_of_random_states_is_told_as_the_model_says(months: list[list[bool]], rounds: list[int]) -> None:
    expected = {f"source:{name}": unwell_times(visits) for name, visits in zip("abc", months, strict=True)}
    kept, now, last, turn = Kept(), NOON, NOON + 30 * DAY, 0
    while now < last:
        now_wrong = {
            name: began
            for name, times in expected.items()
            for began, ended in times
            if began <= now and (ended is None or ended > now)
        }
        kept.round(now_wrong, now)
        now += rounds[turn % len(rounds)] * MINUTE
        turn += 1

    assert all(after - before >= APART for before, after in zip(kept.messages, kept.messages[1:], strict=False))
    late = APART + LONGEST_ROUND
    for name, times in expected.items():
        alarms = [one for one in kept.noted if one.subject == name]
        assert [one.since for one in alarms] == [began for began, _ in times]
        for one, (began, ended) in zip(alarms, times, strict=True):
            until = ended or now
            if until - began < ENVELOPE:
                assert (one.told_at, one.end_told_at) == ([], [])
            if until - began >= ENVELOPE + late:
                assert ENVELOPE <= one.told_at[0] - began <= ENVELOPE + late
                for count, (before, after) in enumerate(zip(one.told_at, one.told_at[1:], strict=False), start=1):
                    assert gap(count, REPEAT) <= after - before <= gap(count, REPEAT) + REPEAT / 4 + LONGEST_ROUND
            if ended is None or ended + late >= last or not one.told_at:
                continue
            assert len(one.end_told_at) == 1
            assert timedelta(0) <= one.end_told_at[0] - ended <= late
            assert one.told_at[-1] <= ended + late
            assert one.told_at[-1] < one.end_told_at[0]


def test_the_archive_keeps_what_the_model_keeps(sqlite_archive: Archive, tmp_path: Path) -> None:
    """Eight days of one random choice, told over a real archive and over what the test above keeps."""
    chosen, kept, messages = random.Random(7), Kept(), 0  # noqa: S311 - a choice, no secret
    watched = Settings(data_dir=tmp_path, watch=Watch(operators=("ops@example.org",)))
    wrong_since: dict[str, datetime] = {}
    now = NOON
    while now < NOON + 8 * DAY:
        for name in ("source:a", "source:b", "source:c"):
            if name in wrong_since and chosen.random() < 0.02:
                del wrong_since[name]
            elif name not in wrong_since and chosen.random() < 0.1:
                wrong_since[name] = now
        found = {
            name: Problem(subject=name, said=Said(name, name), since=since, envelope=ENVELOPE, status="failed")
            for name, since in wrong_since.items()
        }
        kept.round(dict(wrong_since), now)
        with sqlite_archive.begin() as tx:
            report = alerts.tell(tx, watched, found, {}, now)
            for turn in outbox.turns(tx, now):
                outbox.mark_sent(tx, turn.id, now)
            messages += report.told is not None
            assert messages == len(kept.messages)
            lasting = {one.subject: (one.since, one.told) for one in alarms.open_ones(tx)}
            assert lasting == {one.subject: (one.since, len(one.told_at)) for one in kept.noted if one.ended_at is None}
            assert len(alarms.ended_untold(tx)) == sum(
                1 for one in kept.noted if one.ended_at and one.told_at and not one.end_told_at
            )
        now += chosen.choice([10, 60, 90]) * MINUTE
    assert messages > 5
    assert any(one.end_told_at for one in kept.noted)
