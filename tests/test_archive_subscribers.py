"""Subscribers are kept as they were stated, on both engines."""

import threading
from dataclasses import replace
from datetime import date

from archive.records import Filters, filters_of
from archive.store import Archive, outbox, subscribers
from tests.found import CHEN, HOUR, NOON


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


def _queued(archive: Archive, number: int, recipient: str, subscriber: str, key: str = "invitation") -> None:
    with archive.begin() as tx:
        outbox.enqueue(
            tx,
            edition_key=key,
            recipient=recipient,
            channel="smtp",
            message_id=f"<{number}@zswatch>",
            message=b"x",
            now=NOON + number * HOUR,
            subscriber=subscriber,
        )


def test_mails_to_an_address_are_found_however_it_is_written(archive: Archive) -> None:
    _queued(archive, 2, "Chen@example.org", "chen")
    _queued(archive, 1, "chen@example.org", "other")
    _queued(archive, 3, "an@example.org", "an")
    _queued(archive, 4, "chen@example.org", "chen", key="daily-2026-11-18")
    with archive.read() as tx:
        assert subscribers.mails(tx, "invitation", "CHEN@example.org") == [NOON + HOUR, NOON + 2 * HOUR]


def test_a_message_comes_back_once(archive: Archive) -> None:
    with archive.begin() as tx:
        told = {"message_id": "<1@zswatch>", "subscriber": "chen", "why": "550", "now": NOON}
        assert subscribers.came_back(tx, **told)
        assert not subscribers.came_back(tx, **told)
        assert subscribers.came_back(tx, **{**told, "message_id": "<2@zswatch>"})


def test_what_is_queued_for_who_left_is_taken_back_and_what_was_sent_stays(archive: Archive) -> None:
    for number, subscriber in enumerate(("chen", "chen", "an")):
        _queued(archive, number, f"{subscriber}@example.org", subscriber)
    with archive.begin() as tx:
        first = outbox.find(tx, "<0@zswatch>")
        assert first is not None
        outbox.mark_sent(tx, first.id, NOON)
        outbox.drop(tx, "chen", "the subscriber has left")
        assert outbox.counts(tx) == {"queued": 1, "sent": 1, "refused": 0, "dropped": 1}
        dropped = outbox.find(tx, "<1@zswatch>")
        assert dropped is not None
        assert (dropped.status, dropped.last_error) == ("dropped", "the subscriber has left")
        assert [mail.subscriber for mail in outbox.due(tx, NOON + 9 * HOUR)] == ["an"]
        assert outbox.find(tx, "<9@zswatch>") is None


def test_a_subscriber_is_held_until_the_change_is_written(archive: Archive) -> None:
    """Two that change the same subscriber at once: neither change is lost."""
    with archive.begin() as tx:
        subscribers.put(tx, CHEN)
    waited = threading.Event()

    def bounce() -> None:
        waited.set()
        with archive.begin() as tx:
            one = subscribers.held(tx, "chen")
            assert one is not None
            subscribers.put(tx, replace(one, bounces=one.bounces + 1))

    other = threading.Thread(target=bounce)
    with archive.begin() as tx:
        one = subscribers.held(tx, "chen")
        assert one is not None
        other.start()
        waited.wait(5)
        subscribers.put(tx, replace(one, status="left"))
    other.join(30)
    with archive.read() as tx:
        changed = subscribers.get(tx, "chen")
    assert changed is not None
    assert (changed.status, changed.bounces) == ("left", 1)
