"""Returned mails as mail systems write them, and what becomes of the subscriber; forged ones change nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Subscriber
from archive.store import Archive, Tx, outbox, subscribers
from digest import bounces
from digest.bounces import count, read, receive
from tests.found import CHEN

FOLDER = Path(__file__).parent / "fixtures" / "bounces"
OURS = "<daily-2026-11-18.0123456789abcdef01234567@digest.zswatch.local>"
DAY = timedelta(days=1)
CASES = {
    "postfix": "counted",
    "exchange": "counted",
    "qq": "counted",
    "netease": "counted",
    "delayed": "delayed",
    "plain-delayed": "delayed",
    "another-address": "not ours",
    "not-ours": "not ours",
    "not-kept": "not ours",
    "relayed": "delayed",
    "plain-not-ours": "not ours",
    "away": "no report",
    "newsletter": "no report",
}


def raw(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()


@pytest.fixture
def tx(archive: Archive, now: datetime) -> Iterator[Tx]:
    """An archive in which a mail was sent to a subscriber."""
    with archive.begin() as begun:
        subscribers.put(begun, CHEN)
        send(begun, now, OURS)
        yield begun


def send(tx: Tx, now: datetime, message_id: str, *, sent: bool = True, recipient: str = "chen@example.org") -> None:
    outbox.enqueue(
        tx,
        edition_key="daily-2026-11-18",
        recipient=recipient,
        channel="smtp",
        message_id=message_id,
        message=b"x",
        now=now,
        subscriber="chen",
    )
    mail = outbox.find(tx, message_id)
    assert mail is not None
    if sent:
        outbox.mark_sent(tx, mail.id, now)


def chen(tx: Tx) -> Subscriber:
    one = subscribers.get(tx, "chen")
    assert one is not None
    return one


def test_every_saved_mail_has_its_case() -> None:
    assert {one.stem for one in FOLDER.glob("*.eml")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_a_returned_mail(tx: Tx, now: datetime, name: str) -> None:
    outcome, one = receive(tx, raw(name), now + DAY)
    assert outcome == CASES[name]
    if outcome == "counted":
        assert one == chen(tx)
        assert (chen(tx).bounces, chen(tx).bounced_at, chen(tx).status) == (1, now + DAY, "active")
        assert "5" in chen(tx).last_bounce
    else:
        assert chen(tx) == CHEN


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("postfix", "5.1.1 smtp; 550 5.1.1 <chen@example.org>: Recipient address rejected: User unknown"),
        ("exchange", "5.2.2 smtp;552 5.2.2 mailbox full"),
        ("netease", "退信原因：550 5.1.1 User not found，收件人地址不存在"),
    ],
)
def test_the_reason_is_kept_in_the_words_of_the_other_side(tx: Tx, now: datetime, name: str, why: str) -> None:
    receive(tx, raw(name), now)
    assert chen(tx).last_bounce == why


def test_one_message_counts_once_however_often_it_is_reported(tx: Tx, now: datetime) -> None:
    assert [receive(tx, raw(name), now)[0] for name in ("postfix", "exchange", "postfix", "netease")] == [
        "counted", "known", "known", "known",
    ]  # fmt: skip
    assert count(tx, "chen", OURS, "550", now) is None
    assert chen(tx).bounces == 1


def test_the_third_message_suspends_and_takes_back_what_waits(tx: Tx, now: datetime) -> None:
    send(tx, now, "<waits@digest.zswatch.local>", sent=False)
    for number in range(2):
        assert count(tx, "chen", f"<{number}@digest.zswatch.local>", "550 no such user", now) is not None
    outcome, one = receive(tx, raw("postfix"), now)
    assert (outcome, one) == ("suspended", chen(tx))
    assert (chen(tx).status, chen(tx).bounces) == ("suspended", 3)
    waits = outbox.find(tx, "<waits@digest.zswatch.local>")
    assert waits is not None
    assert (waits.status, waits.last_error) == ("dropped", "the address is suspended after 3 bounces")
    assert not chen(tx).gets("daily", now.date())


def test_a_report_about_a_mail_of_long_ago_or_never_sent_is_not_believed(tx: Tx, now: datetime) -> None:
    assert receive(tx, raw("postfix"), now + 15 * DAY)[0] == "not ours"
    message_id = OURS.replace("0123", "4567")
    send(tx, now, message_id, sent=False)
    assert receive(tx, raw("postfix").replace(OURS.encode(), message_id.encode()), now)[0] == "not ours"
    assert chen(tx) == CHEN


def test_who_is_no_subscriber_is_not_counted(tx: Tx, now: datetime) -> None:
    assert count(tx, "", "<1@x>", "550", now) is None
    assert count(tx, "gone", "<1@x>", "550", now) is None
    subscribers.put(tx, replace(CHEN, name="team", channel="wecom", address="team"))
    assert count(tx, "team", "<1@x>", "refused", now) is None
    subscribers.remove(tx, "chen")
    assert receive(tx, raw("postfix"), now) == ("known", None)


def test_who_has_left_stays_so(tx: Tx, now: datetime) -> None:
    subscribers.put(tx, replace(CHEN, status="left", bounces=2, bounced_at=now))
    assert receive(tx, raw("postfix"), now)[0] == "counted"
    assert chen(tx).status == "left"


def test_long_and_damaged_words_are_kept_short(tx: Tx, now: datetime) -> None:
    changed = count(tx, "chen", "<1@digest.zswatch.local>", "x \n" * 5000, now)
    assert changed is not None
    assert len(changed.last_bounce) == 300
    assert "\n" not in changed.last_bounce


@pytest.mark.parametrize("name", ["postfix", "exchange", "qq", "netease"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_report_is_read_or_not_and_never_an_error(name: str, data: st.DataObject) -> None:
    whole = raw(name)
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 80))
    read(whole[:start] + data.draw(st.binary(max_size=40)) + whole[start + length :])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_no_error(noise: bytes) -> None:
    read(noise)


def test_bombs_are_bounded() -> None:
    assert read(b"x" * (bounces.MOST_BYTES + 1)) is None
    nested = b"From: mailer-daemon@x\r\nContent-Type: message/rfc822\r\n\r\n" * 3000
    assert read(nested) is None or read(nested) is not None
    many = EmailMessage()
    many["From"] = "mailer-daemon@example.org"
    many["Subject"] = "failure notice"
    many.set_content("550 " + " ".join(f"<a{number}@digest.zswatch.local>" for number in range(1000)))
    report = read(many.as_bytes())
    assert report is not None
    assert len(report.message_ids) == bounces.MOST_IDS
