"""Many subscribers at once: all of a table or none of it, on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from archive.config import Settings
from archive.errors import WrongUse
from archive.records import Filters, Subscriber
from archive.store import Archive, outbox, subscribers
from digest import roster
from digest.enrolment import enrol
from digest.invitations import KEY
from digest.subscribers import Desk, Wanted
from tests.editions import meeting
from tests.found import CHEN


@pytest.fixture
def desk(archive: Archive, settings: Settings, now: datetime) -> Iterator[Desk]:
    with archive.begin() as tx:
        yield Desk(tx, settings, (meeting(),), now)


def table(*lines: str, head: str = "address,name,themes,towns") -> bytes:
    return "\n".join([head, *lines, ""]).encode()


def invited(desk: Desk) -> list[str]:
    return [mail.recipient for mail in outbox.of_edition(desk.tx, KEY)]


def test_a_row_without_a_status_is_a_wish_and_is_asked(desk: Desk) -> None:
    done = enrol(desk, table("a@example.org,,产业;人才,小榄", "b@example.org,bob,,"))
    assert done.faults == ()
    assert [(one.subscriber.name, one.subscriber.status, one.invited) for one in done.added] == [
        ("a@example.org", "pending", "queued"),
        ("bob", "pending", "queued"),
    ]
    assert desk.known("a@example.org").filters == Filters(themes=("industry", "talent"), towns=("小榄镇",))
    assert invited(desk) == ["a@example.org", "b@example.org"]


def test_with_stated_consent_nobody_is_asked(desk: Desk) -> None:
    done = enrol(desk, table("a@example.org,,,"), confirmed=True)
    assert [one.subscriber.status for one in done.added] == ["active"]
    assert invited(desk) == []


def test_what_was_exported_is_taken_over_as_it_stood(desk: Desk) -> None:
    every = [
        replace(CHEN, asked_at=CHEN.asked_at),
        replace(CHEN, name="gone", address="gone@example.org", status="left", left_at=CHEN.asked_at),
        replace(
            CHEN, name="back", address="back@example.org", status="suspended", bounces=3,
            last_bounce="=550 no such user", bounced_at=CHEN.asked_at, paused_until=date(2026, 12, 1),
        ),
    ]  # fmt: skip
    done = enrol(desk, roster.write(every))
    assert done.faults == ()
    kept = {one.name: one for one in subscribers.every(desk.tx)}
    for one in every:
        assert replace(kept[one.name], nonce=one.nonce) == one
        assert kept[one.name].nonce != one.nonce  # links of the other archive mean nothing here
    assert invited(desk) == []
    before = kept
    assert enrol(desk, roster.write(kept.values())).faults == ()
    assert {one.name: one for one in subscribers.every(desk.tx)} == before  # here they stay good


def test_who_is_there_is_changed_and_keeps_their_standing(desk: Desk) -> None:
    one = desk.add(Wanted(address="a@example.org"), confirmed=True).subscriber
    done = enrol(desk, table("a@example.org,,industry,"))
    assert done.faults == ()
    assert desk.known(one.name) == replace(one, filters=Filters(themes=("industry",)))
    assert invited(desk) == []


def test_a_pending_row_is_asked_again(desk: Desk) -> None:
    pending = replace(CHEN, status="pending", confirmed_at=None)
    enrol(desk, roster.write([pending]))
    assert invited(desk) == ["chen@example.org"]


def test_every_fault_is_named_and_nothing_is_kept(desk: Desk) -> None:
    raw = table(
        "a@example.org,,industri,",
        "nobody,,,",
        "b@example.org,,,小揽镇",
        "b@example.org,,,",
        "c@example.org,x,,,active",
        "d@example.org,y,,,gone",
        head="address,name,themes,towns,status",
    )
    done = enrol(desk, raw)
    assert [str(one) for one in done.faults] == [
        "line 4, column name: b@example.org stands in the file more than once",
        "line 5, column name: b@example.org stands in the file more than once",
        "line 2, column themes: unknown theme industri; did you mean industry?",
        "line 3, column address: 'nobody' is not a mail address such as name@example.org",
        "line 4, column towns: unknown town 小揽镇; did you mean 小榄镇?",
        (
            "line 6, column confirmed_at: an active subscriber has given consent some time; "
            "leave the status empty to ask for it"
        ),
        "line 7, column status: 'gone' is not one of pending, active, suspended, left",
    ]
    assert done.added == ()
    assert subscribers.every(desk.tx) == []


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ("address,channel", "a@example.org,smpt", "column channel: unknown channel smpt; did you mean smtp?"),
        ("address,channel", "team,wecom", "column address: no wecom robot team is declared in the settings"),
        ("address,language", "a@example.org,fr", "column language: 'fr' is not one of zh, en"),
        (
            "address,editions",
            "a@example.org,daily;dayly",
            "column editions: unknown edition dayly; did you mean daily?",
        ),
        ("address,why", f"a@example.org,{'x' * 501}", "column why: why: 'xxxxx"),
        ("address,words", f"a@example.org,{'x' * 101}", "column words: word: 'xxxxx"),
        ("address,name", ",x", "column address: '' is not a mail address"),
    ],
)
def test_the_column_of_a_fault_is_named(desk: Desk, head: str, line: str, expected: str) -> None:
    done = enrol(desk, table(line, head=head))
    assert len(done.faults) == 1, done.faults
    assert str(done.faults[0]).startswith(f"line 2, {expected}")


def test_one_address_under_two_names_is_refused(desk: Desk) -> None:
    done = enrol(desk, table("a@example.org,one,,", "A@example.org,two,,"), confirmed=True)
    assert [str(one) for one in done.faults] == [
        "line 3: A@example.org: is a subscriber already, under the name one (active)"
    ]
    assert done.added == ()


def test_what_is_no_table_is_an_error(desk: Desk) -> None:
    with pytest.raises(WrongUse, match="unknown column"):
        enrol(desk, b"adress\n")


def test_subscribers_of_any_age_are_exported(desk: Desk) -> None:
    old: Subscriber = replace(CHEN, asked_at=CHEN.asked_at - timedelta(days=900))
    subscribers.put(desk.tx, old)
    assert enrol(desk, roster.write(subscribers.every(desk.tx))).faults == ()
    assert desk.known("chen") == old
