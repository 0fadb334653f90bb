"""Who works on the archive, and what its operator is told, on each engine."""

from dataclasses import replace

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
