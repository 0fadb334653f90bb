"""The outbox: nothing twice, nothing lost."""

import pytest

from archive.errors import NotFound
from archive.records import Mail
from archive.store import Archive, Tx, outbox
from tests.found import HOUR, NOON

RAW = b"Subject: =?utf-8?b?5Lit5bGx?=\r\n\r\n\x00\xff"


def queue(tx: Tx, number: int = 1, message: bytes = RAW) -> None:
    outbox.enqueue(
        tx,
        edition_key="daily-2026-11-18",
        recipient=f"reader{number}@example.org",
        channel="smtp",
        message_id=f"<{number}@zswatch>",
        message=message,
        now=NOON,
    )


def test_queued_once_however_often_it_is_asked(archive: Archive) -> None:
    with archive.begin() as tx:
        queue(tx)
        queue(tx, message=b"other")
        assert outbox.every(tx) == outbox.due(tx, NOON)
        (mail,) = outbox.every(tx)
    assert mail == Mail(
        id=mail.id,
        edition_key="daily-2026-11-18",
        recipient="reader1@example.org",
        channel="smtp",
        message_id="<1@zswatch>",
        status="queued",
        attempts=0,
        queued_at=NOON,
        next_try_at=NOON,
        last_error="",
        sent_at=None,
        message=RAW,
    )


def test_sent_postponed_and_refused(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in (1, 2, 3):
            queue(tx, number)
        first, second, third = outbox.due(tx, NOON)
        outbox.mark_sent(tx, first.id, NOON + HOUR)
        outbox.postpone(tx, second.id, NOON + 2 * HOUR, "451 try later")
        outbox.refuse(tx, third.id, "550 no such user")
        assert outbox.counts(tx) == {"queued": 1, "sent": 1, "refused": 1, "dropped": 0}
        assert outbox.due(tx, NOON + HOUR) == []
        (again,) = outbox.due(tx, NOON + 2 * HOUR)
        assert (again.id, again.attempts, again.last_error) == (second.id, 1, "451 try later")
        sent, _, refused = outbox.every(tx)
        assert (sent.sent_at, sent.attempts, refused.last_error) == (NOON + HOUR, 1, "550 no such user")
        queue(tx)
        assert outbox.counts(tx)["sent"] == 1


def test_an_empty_outbox_counts_zero(archive: Archive) -> None:
    with archive.read() as tx:
        assert outbox.counts(tx) == {"queued": 0, "sent": 0, "refused": 0, "dropped": 0}


def test_a_mail_that_is_not_there(archive: Archive) -> None:
    with archive.begin() as tx, pytest.raises(NotFound, match="mail 7: not in the outbox"):
        outbox.mark_sent(tx, 7, NOON)


def test_a_refused_mail_is_queued_anew_when_a_person_asks_and_no_other_is(archive: Archive) -> None:
    with archive.begin() as tx:
        queue(tx, 1)
        queue(tx, 2)
        first, second = outbox.due(tx, NOON)
        outbox.mark_sent(tx, first.id, NOON)
        outbox.refuse(tx, second.id, "550 no such user")
        for mail in (first, second):
            outbox.requeue(tx, mail.message_id, NOON + HOUR)
        (again,) = outbox.due(tx, NOON + HOUR)
        assert (again.id, again.message_id, again.attempts) == (second.id, second.message_id, 0)
        assert [one.id for one in outbox.of_edition(tx, "daily-2026-11-18")] == [first.id, second.id]
        assert outbox.of_edition(tx, "daily-2026-11-19") == []


def test_the_older_goes_before_the_newer_of_a_recipient(archive: Archive) -> None:
    with archive.begin() as tx:
        for edition in ("monday", "tuesday"):
            for reader in ("a", "b"):
                outbox.enqueue(
                    tx,
                    edition_key=edition,
                    recipient=reader,
                    channel="smtp",
                    message_id=f"<{edition}.{reader}>",
                    message=RAW,
                    now=NOON,
                )
        first, other, second, _ = outbox.every(tx)
        assert [one.id for one in outbox.turns(tx, NOON)] == [first.id, second.id, other.id, other.id + 2]
        outbox.postpone(tx, first.id, NOON + HOUR, "451 try later")
        assert {turn.recipient for turn in outbox.turns(tx, NOON)} == {"b"}
        assert [turn.recipient for turn in outbox.turns(tx, NOON + HOUR)] == ["b", "b", "a", "a"]
        outbox.refuse(tx, first.id, "550 no such user")
        assert [turn.id for turn in outbox.turns(tx, NOON) if turn.recipient == "a"] == [second.id]
        assert outbox.get(tx, second.id) == second
        with pytest.raises(NotFound, match="mail 99"):
            outbox.get(tx, 99)


def test_what_was_told_to_whom_but_for_what_was_refused(archive: Archive) -> None:
    with archive.begin() as tx:
        for number, (name, key) in enumerate([("chen", "daily-1"), ("chen", "daily-2"), ("li", "daily-1"), ("", "d")]):
            outbox.enqueue(
                tx,
                edition_key=key,
                recipient="a@example.org",
                channel="smtp",
                message_id=f"<{number}>",
                message=RAW,
                now=NOON,
                subscriber=name,
                items=["zs-1", f"zs-{number}"],
            )
        of_li = next(one for one in outbox.every(tx) if one.subscriber == "li")
        outbox.refuse(tx, of_li.id, "550")
        assert outbox.told_to(tx) == {
            "chen": {"daily-1": frozenset({"zs-1", "zs-0"}), "daily-2": frozenset({"zs-1"})},
        }
        assert outbox.counts_of(tx, "daily-1") == {"queued": 1, "sent": 0, "refused": 1, "dropped": 0}
        assert outbox.counts_of(tx, "daily-9") == {"queued": 0, "sent": 0, "refused": 0, "dropped": 0}


def test_what_waits_longest_and_whom_nothing_reaches_are_known(archive: Archive) -> None:
    with archive.begin() as tx:
        assert outbox.longest_waiting(tx) is None
        for number in (1, 2, 3):
            queue(tx, number)
        first, second, third = outbox.due(tx, NOON)
        outbox.postpone(tx, second.id, NOON + HOUR, "451 try later")
        outbox.mark_sent(tx, first.id, NOON)
        assert outbox.longest_waiting(tx) == (NOON, "smtp", "reader2@example.org", 1, "451 try later")
        outbox.refuse(tx, second.id, "given up")
        outbox.refuse(tx, third.id, "550 no such user")
        assert [(one.recipient, one.last_error) for one in outbox.unreachable(tx, NOON)] == [
            ("reader2@example.org", "given up"),
            ("reader3@example.org", "550 no such user"),
        ]
        assert outbox.unreachable(tx, NOON + HOUR) == []
        later = {"edition_key": "daily", "channel": "smtp", "message": RAW, "now": NOON + HOUR}
        outbox.enqueue(tx, recipient="reader2@example.org", message_id="<4@zswatch>", **later)
        assert len(outbox.unreachable(tx, NOON)) == 2
        outbox.mark_sent(tx, outbox.due(tx, NOON + HOUR)[0].id, NOON + HOUR)
        assert [one.recipient for one in outbox.unreachable(tx, NOON)] == ["reader3@example.org"]
