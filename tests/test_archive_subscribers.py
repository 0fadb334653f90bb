"""Subscribers are kept as they were stated, on both engines."""

from dataclasses import replace
from datetime import date

from archive.records import Filters, filters_of
from archive.store import Archive, outbox, subscribers
from tests.found import CHEN, NOON


def test_what_is_put_is_what_is_got(archive: Archive) -> None:
    with archive.begin() as tx:
        subscribers.put(tx, CHEN)
        subscribers.put(tx, replace(CHEN, name="an", address="an@example.org", filters=Filters()))
        assert subscribers.get(tx, "chen") == CHEN
        changed = replace(CHEN, paused_until=date(2026, 12, 1), bounces=2, bounced_at=NOON, last_bounce="550 5.1.1")
        subscribers.put(tx, changed)
        assert [one.name for one in subscribers.every(tx)] == ["an", "chen"]
        assert subscribers.get(tx, "chen") == changed
        assert subscribers.remove(tx, "chen")
        assert not subscribers.remove(tx, "chen")
        assert subscribers.get(tx, "chen") is None


def test_who_gets_an_edition() -> None:
    day = date(2026, 11, 18)
    assert CHEN.gets("daily", day)
    assert not CHEN.gets("immediate", day)
    for status in ("pending", "suspended", "left"):
        assert not replace(CHEN, status=status).gets("daily", day)
    paused = replace(CHEN, paused_until=date(2026, 11, 20))
    assert [paused.gets("daily", date(2026, 11, number)) for number in (18, 19, 20)] == [False, False, True]


def test_filters_from_plain_data_know_their_own_names_only() -> None:
    assert filters_of(CHEN.filters.stated()) == CHEN.filters
    assert filters_of({"themes": ["study"], "of a later program": 1}) == Filters(themes=("study",))
    assert Filters().none
    assert not CHEN.filters.none


def test_a_queued_message_knows_whose_it_is_and_what_it_tells(archive: Archive) -> None:
    with archive.begin() as tx:
        outbox.enqueue(
            tx,
            edition_key="daily-2026-11-18",
            recipient="chen@example.org",
            channel="smtp",
            message_id="<1@zswatch>",
            message=b"x",
            now=NOON,
            subscriber="chen",
            items=["zs-1", "zs-2"],
        )
        (mail,) = outbox.every(tx)
    assert (mail.subscriber, mail.items) == ("chen", ("zs-1", "zs-2"))
