"""Who works on the archive, and what its operator is told, on each engine."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from archive.records import Service
from archive.store import Archive, alarms, services
from tests.found import HOUR, NOON

ONE = Service(holder="h:1:a", kind="service", role="leads", version="1", started_at=NOON, seen_at=NOON)


def test_the_newest_word_of_each_is_kept(archive: Archive) -> None:
    other = replace(ONE, holder="h:2:b", kind="worker", role="works", seen_at=NOON + HOUR)
    with archive.begin() as tx:
        services.seen(tx, ONE)
        services.seen(tx, other)
        services.seen(tx, replace(ONE, role="stands by", seen_at=NOON + 2 * HOUR))
    with archive.begin() as tx:
        assert [(one.holder, one.role) for one in services.every(tx)] == [("h:1:a", "stands by"), ("h:2:b", "works")]
        assert services.forget(tx, NOON + 2 * HOUR) == 1
        services.gone(tx, "h:1:a")
        assert services.every(tx) == []


def test_an_alarm_has_a_beginning_words_and_an_end(archive: Archive) -> None:
    with archive.begin() as tx:
        alarms.note(tx, {"source:a": "failed", "source:b": "blocked"}, NOON)
        alarms.note(tx, {"source:a": "failed again", "source:b": "blocked"}, NOON + HOUR)
        first, second = alarms.open_ones(tx)
        assert (first.subject, first.why, first.since, first.told) == ("source:a", "failed again", NOON, 0)
        alarms.tell(tx, [first.id], [], NOON + HOUR)
        alarms.note(tx, {}, NOON + 2 * HOUR)
        assert alarms.open_ones(tx) == []
        (over,) = alarms.ended_untold(tx)
        assert (over.id, over.told, over.told_at, over.ended_at) == (first.id, 1, NOON + HOUR, NOON + 2 * HOUR)
        alarms.tell(tx, [], [over.id], NOON + 3 * HOUR)
        assert alarms.ended_untold(tx) == []
        alarms.note(tx, {"source:a": "failed"}, NOON + 4 * HOUR)
        (anew,) = alarms.open_ones(tx)
        assert (anew.since, anew.told) == (NOON + 4 * HOUR, 0)
    assert second.id != first.id


def told(archive: Archive, wrong: dict[str, str], at: datetime) -> None:
    """One round: note, and tell all there is to tell."""
    with archive.begin() as tx:
        alarms.note(tx, wrong, at)
        alarms.tell(tx, [one.id for one in alarms.open_ones(tx)], [one.id for one in alarms.ended_untold(tx)], at)


def test_when_something_was_told_last_and_what_comes_and_goes_are_known(archive: Archive) -> None:
    with archive.read() as tx:
        assert alarms.last_told(tx) is None
    for hour in range(4):
        told(archive, {"disk": "full"} if hour % 2 == 0 else {}, NOON + hour * HOUR)
    with archive.read() as tx:
        assert alarms.last_told(tx) == NOON + 3 * HOUR
        assert alarms.ends_told(tx, NOON) == {"disk": [NOON + HOUR, NOON + 3 * HOUR]}
        assert alarms.ends_told(tx, NOON + 2 * HOUR) == {"disk": [NOON + 3 * HOUR]}


def test_an_alarm_may_have_begun_before_it_was_noted_and_is_forgotten_long_after_its_end(archive: Archive) -> None:
    with archive.begin() as tx:
        alarms.note(tx, {"a": "failed", "b": "failed"}, NOON, {"a": NOON - 5 * HOUR, "b": NOON + HOUR})
        assert {one.subject: one.since for one in alarms.open_ones(tx)} == {"a": NOON - 5 * HOUR, "b": NOON}
    told(archive, {"a": "failed", "b": "failed"}, NOON)
    told(archive, {"a": "failed"}, NOON)
    with archive.begin() as tx:
        alarms.forget(tx, NOON + timedelta(days=90))
        assert len(alarms.ends_told(tx, NOON)) == 1
        alarms.forget(tx, NOON + timedelta(days=90, seconds=1))
        assert alarms.ends_told(tx, NOON) == {}
        assert [one.subject for one in alarms.open_ones(tx)] == ["a"]


def test_two_that_note_at_the_same_time_tell_once(archive: Archive) -> None:
    counted: list[int] = []
    together = threading.Barrier(2)

    def round_of_one() -> None:
        together.wait(10)
        with archive.begin() as tx:
            alarms.note(tx, {"disk": "full"}, NOON)
            untold = [one.id for one in alarms.open_ones(tx) if not one.told]
            alarms.tell(tx, untold, [], NOON)
            counted.append(len(untold))

    both = [threading.Thread(target=round_of_one) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(counted) == [0, 1]
