"""To each recipient the older goes before the newer, also over days without a server; nobody waits for another."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some

from archive.config import Settings
from archive.errors import DatabaseAway, Refused, TryLater, WatchError, WrongSettings
from archive.records import Mail
from archive.store import Archive, Tx, outbox
from digest import channels
from digest.outbox import deliver
from tests.editions import NOW
from tests.mail_server import Box, serving
from tests.test_digest_outbox import mailing

READERS = ("a@example.org", "b@example.org")
DAY = timedelta(days=1)


def queue(archive: Archive, edition: str, *recipients: str, at: datetime = NOW, **stated: str) -> None:
    with archive.begin() as tx:
        for recipient in recipients or READERS:
            outbox.enqueue(
                tx,
                edition_key=edition,
                recipient=recipient,
                channel=stated.get("channel", "smtp"),
                message_id=f"<{edition}.{recipient}>",
                message=f"Subject: {edition}\r\n\r\nhello\r\n".encode(),
                now=at,
                subscriber=stated.get("subscriber", ""),
            )


def arrived(box: Box) -> list[tuple[str, str]]:
    return [(recipient, raw.split(b"\r\n")[0].decode().removeprefix("Subject: ")) for recipient, raw in box.taken]


def left(archive: Archive) -> list[Mail]:
    with archive.read() as tx:
        return [one for one in outbox.every(tx) if one.status == "queued"]


def test_a_mail_server_that_is_away_for_three_days(archive: Archive, settings: Settings) -> None:
    """Every quarter of an hour the service looks; each morning an edition is queued; on the fourth day all arrive."""
    moment, end = NOW, NOW + 3 * DAY
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    while moment < end:
        if (moment.hour, moment.minute) == (8, 0):
            queue(archive, f"daily-{moment:%Y-%m-%d}", at=moment)
        deliver(archive, mailing(settings, nobody), moment)
        moment += timedelta(minutes=15)
    assert {one.status for one in left(archive)} == {"queued"}
    queue(archive, f"daily-{end:%Y-%m-%d}", at=end)
    box = Box()
    with serving(box) as port:
        until = end + timedelta(hours=1)
        while moment <= until:
            deliver(archive, mailing(settings, port), moment)
            moment += timedelta(minutes=15)
    days = [f"daily-2026-11-{day}" for day in (19, 20, 21, 22)]
    assert sorted(arrived(box)) == sorted((reader, day) for reader in READERS for day in days)
    for reader in READERS:
        assert [day for who, day in arrived(box) if who == reader] == days
    assert left(archive) == []


def test_the_newer_waits_while_the_older_does(archive: Archive, settings: Settings) -> None:
    box = Box(answers={READERS[0]: "451 4.7.1 greylisted"})
    with serving(box) as port:
        stated = mailing(settings, port)
        queue(archive, "monday")
        deliver(archive, stated, NOW)
        queue(archive, "tuesday", at=NOW + timedelta(minutes=1))
        box.answers.clear()
        deliver(archive, stated, NOW + timedelta(minutes=1))
        assert arrived(box) == [(READERS[1], "monday"), (READERS[1], "tuesday")]
        deliver(archive, stated, NOW + timedelta(minutes=5))
    assert arrived(box)[2:] == [(READERS[0], "monday"), (READERS[0], "tuesday")]


def test_within_one_delivery_too(archive: Archive, settings: Settings) -> None:
    queue(archive, "monday")
    queue(archive, "tuesday")
    box = Box(answers={READERS[0]: "451 4.7.1 greylisted"})
    with serving(box) as port:
        report = deliver(archive, mailing(settings, port), NOW)
    assert arrived(box) == [(READERS[1], "monday"), (READERS[1], "tuesday")]
    assert (report.sent, report.postponed, report.held) == (2, 1, 1)
    assert [one.attempts for one in left(archive)] == [1, 0]
    assert "1 wait for an older one" in report.lines[-1]


def test_what_was_refused_keeps_nothing_waiting(archive: Archive, settings: Settings) -> None:
    queue(archive, "monday")
    queue(archive, "tuesday")
    box = Box(at_data={READERS[0]: "554 5.7.1 looks like spam"})
    with serving(box) as port:
        report = deliver(archive, mailing(settings, port), NOW)
    assert report.refused == 2
    assert left(archive) == []


def test_the_same_address_on_another_channel_waits_for_nothing(archive: Archive, settings: Settings) -> None:
    queue(archive, "monday", READERS[0])
    queue(archive, "tuesday", READERS[0], channel="folder")
    with serving(Box(answers={READERS[0]: "451 4.7.1 greylisted"})) as port:
        report = deliver(archive, mailing(settings, port), NOW)
    assert (report.sent, report.postponed) == (1, 1)


@dataclass
class Scripted:
    """A channel that does with a message what its turn in a list says."""

    moods: list[str]
    took: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    @contextmanager
    def opened(self, _: Settings) -> Iterator["Scripted"]:
        self.broken = False
        yield self

    def send(self, mail: Mail) -> None:
        mood = self.moods.pop(0) if self.moods else "takes"
        if mood == "takes":
            self.took.append((mail.recipient, mail.edition_key))
            return
        self.broken = mood == "breaks"
        errors: dict[str, Exception] = {
            "refuses": Refused("no"),
            "stated wrongly": WrongSettings("robots: no such robot"),
            "surprises": ZeroDivisionError("division by zero"),
        }
        raise errors.get(mood, TryLater("later"))


MOODS = ("takes", "refuses", "later", "breaks", "surprises", "stated wrongly")


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    made = Scripted([])
    monkeypatch.setitem(channels.OPENERS, "scripted", made.opened)
    return made


@trying(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moods=some.lists(some.sampled_from(MOODS), max_size=12))
def test_whatever_happens_each_gets_all_that_is_not_refused_once_and_in_order(
    archive: Archive, settings: Settings, scripted: Scripted, moods: list[str]
) -> None:
    scripted.moods, scripted.took = list(moods), []
    with archive.read() as tx:
        before = len(outbox.every(tx))
    for day in range(3):
        for reader in READERS:
            queue(archive, f"{before}-{day}", reader, channel="scripted")
    moment = NOW
    while left(archive):
        deliver(archive, settings, moment)
        moment += timedelta(hours=1)
        assert moment < NOW + 2 * DAY
    for reader in READERS:
        got = [edition for who, edition in scripted.took if who == reader]
        assert got == sorted(set(got))
    with archive.read() as tx:
        refused = [one for one in outbox.every(tx)[before:] if one.status == "refused"]
    assert len(scripted.took) + len(refused) == 6
    assert len(refused) <= moods.count("refuses")


def test_a_surprise_is_noted_and_the_rest_goes_out(
    archive: Archive, settings: Settings, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.moods = ["surprises"]
    queue(archive, "monday", channel="scripted")
    with caplog.at_level(logging.ERROR):
        report = deliver(archive, settings, NOW)
    assert (report.sent, report.postponed) == (1, 1)
    assert "an unexpected ZeroDivisionError" in report.problems[0]
    assert "division by zero" in caplog.text
    assert [one.attempts for one in left(archive)] == [1]


def test_a_channel_that_can_not_be_opened_for_an_unknown_reason(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def opened(_: Settings) -> Iterator[channels.Post]:
        raise KeyError("surprise")
        yield

    monkeypatch.setitem(channels.OPENERS, "odd", opened)
    queue(archive, "monday", channel="odd")
    queue(archive, "monday", "c@example.org", channel="folder")
    report = deliver(archive, settings, NOW)
    assert (report.sent, report.postponed) == (1, 2)


def test_a_database_that_is_away_ends_it_at_once(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def opened(_: Settings) -> Iterator[channels.Post]:
        raise DatabaseAway("gone")
        yield

    monkeypatch.setitem(channels.OPENERS, "odd", opened)
    queue(archive, "monday", channel="odd")
    with pytest.raises(DatabaseAway):
        deliver(archive, settings, NOW)
    assert [one.attempts for one in left(archive)] == [0, 0]


@dataclass
class Told:
    """Who counts refusals, and sees them in the transaction that notes them."""

    calls: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    def __call__(self, tx: Tx, mail: Mail, why: str, now: datetime) -> None:
        self.calls.append((mail.subscriber, mail.message_id, why, now))
        self.statuses.append(outbox.get(tx, mail.id).status)


def test_a_refusal_is_told_to_who_counts_them(archive: Archive, settings: Settings) -> None:
    queue(archive, "monday", subscriber="reader")
    told = Told()
    with serving(Box(answers={READERS[0]: "550 5.1.1 no such user", READERS[1]: "451 later"})) as port:
        stated = mailing(settings, port, retry_hours=0.05)
        deliver(archive, stated, NOW, refused=told)
    ((subscriber, message_id, why, when),) = told.calls
    assert (subscriber, message_id, when) == ("reader", f"<monday.{READERS[0]}>", NOW)
    assert "550 5.1.1 no such user" in why
    assert told.statuses == ["refused"]
    assert left(archive) == []  # The other one was given up by us, which says nothing about the reader.


def test_when_counting_fails_the_refusal_is_not_noted_either(archive: Archive, settings: Settings) -> None:
    def fail(*_: object) -> None:
        raise WatchError("counting failed")

    queue(archive, "monday", READERS[0])
    with (
        serving(Box(answers={READERS[0]: "550 5.1.1 no such user"})) as port,
        pytest.raises(WatchError, match="counting failed"),
    ):
        deliver(archive, mailing(settings, port), NOW, refused=fail)
    assert [one.status for one in left(archive)] == ["queued"]
