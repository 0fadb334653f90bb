"""Every queued mail goes out once, or later, or is refused; nobody keeps anybody else waiting."""

import asyncio
import multiprocessing
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.errors import Busy, TryLater
from archive.records import Mail
from archive.store import Archive, open_archive, outbox
from archive.store.leases import holding
from digest import outbox as delivery
from digest.outbox import DeliveryReport, alone, deliver, wait
from tests.editions import NOW
from tests.leased import run_out
from tests.mail_server import Box, serving

MESSAGE = b"Subject: one\r\n\r\nhello\r\n"
NAMES = ("a", "b", "c")


def mailing(settings: Settings, port: int, **stated: Any) -> Settings:
    plain = {"channel": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "timeout_seconds": 2}
    return settings.model_copy(update={"mail": settings.mail.model_copy(update=plain | stated)})


def queue(archive: Archive, *names: str, channel: str = "smtp") -> None:
    with archive.begin() as tx:
        for name in names:
            outbox.enqueue(
                tx,
                edition_key="daily-2026-11-19",
                recipient=f"{name}@example.org",
                channel=channel,
                message_id=f"<{name}@x>",
                message=MESSAGE,
                now=NOW,
            )


def mails(archive: Archive) -> dict[str, Mail]:
    with archive.read() as tx:
        return {one.recipient[0]: one for one in outbox.every(tx)}


def statuses(archive: Archive) -> str:
    return " ".join(f"{name}:{one.status}" for name, one in sorted(mails(archive).items()))


def test_what_is_queued_goes_out_once(archive: Archive, settings: Settings) -> None:
    queue(archive, *NAMES)
    box = Box()
    with serving(box) as port:
        first = deliver(archive, mailing(settings, port), NOW)
        again = deliver(archive, mailing(settings, port), NOW + timedelta(days=1))
    assert (first.sent, again.sent) == (3, 0)
    assert first.ok
    assert again.ok
    assert [one[0] for one in box.taken] == [f"{name}@example.org" for name in NAMES]
    assert {one.sent_at for one in mails(archive).values()} == {NOW}


def test_a_poison_recipient_blocks_nobody(archive: Archive, settings: Settings) -> None:
    queue(archive, *NAMES)
    box = Box(answers={"a@example.org": "550 5.1.1 no such user", "b@example.org": "451 4.7.1 greylisted"})
    with serving(box) as port:
        report = deliver(archive, mailing(settings, port), NOW)
        assert statuses(archive) == "a:refused b:queued c:sent"
        box.answers.clear()
        deliver(archive, mailing(settings, port), NOW + timedelta(minutes=4))
        assert statuses(archive) == "a:refused b:queued c:sent"
        deliver(archive, mailing(settings, port), NOW + timedelta(minutes=5))
    assert statuses(archive) == "a:refused b:sent c:sent"
    assert (report.sent, report.postponed, report.refused) == (1, 1, 1)
    assert not report.ok
    assert "a@example.org: 127.0.0.1" in "\n".join(report.lines)
    assert mails(archive)["b"].attempts == 2


@pytest.mark.parametrize("answer", ["hang", "hang up", "421 4.3.2 closing"])
def test_a_recipient_that_breaks_the_connection_blocks_nobody(
    archive: Archive, settings: Settings, answer: str
) -> None:
    queue(archive, *NAMES)
    with serving(Box(answers={"a@example.org": answer})) as port:
        deliver(archive, mailing(settings, port, timeout_seconds=0.5), NOW)
    assert statuses(archive) == "a:queued b:sent c:sent"


def test_a_server_that_is_away_loses_nothing(archive: Archive, settings: Settings) -> None:
    queue(archive, *NAMES)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    report = deliver(archive, mailing(settings, port), NOW)
    assert (report.sent, report.postponed, report.refused) == (0, 3, 0)
    assert not report.ok
    assert {one.next_try_at for one in mails(archive).values()} == {NOW + timedelta(minutes=5)}
    box = Box()
    with serving(box) as back:
        deliver(archive, mailing(settings, back), NOW + timedelta(minutes=5))
    assert box.recipients == [f"{name}@example.org" for name in NAMES]


def test_who_was_not_tried_goes_first_next_time(archive: Archive, settings: Settings) -> None:
    """The first recipient breaks the connection, and the server takes no new one for a while."""
    queue(archive, *NAMES)
    with serving(Box(answers={"a@example.org": "leave"})) as port:
        report = deliver(archive, mailing(settings, port), NOW)
    assert report.postponed == 1
    assert not report.ok
    assert "2 mails not tried" in report.lines[-1]
    assert [mails(archive)[name].attempts for name in NAMES] == [1, 0, 0]
    with archive.read() as tx:
        assert [one.recipient[0] for one in outbox.due(tx, NOW)] == ["b", "c"]


def test_waiting_doubles_up_to_an_hour() -> None:
    minutes = [wait(attempt).total_seconds() / 60 for attempt in range(1, 7)]
    assert minutes == [5, 10, 20, 40, 60, 60]
    assert wait(10_000) == timedelta(hours=1)


def test_a_mail_is_given_up_in_the_end(archive: Archive, settings: Settings) -> None:
    queue(archive, "a")
    moment = NOW
    with serving(Box(answers={"a@example.org": "451 4.7.1 greylisted"})) as port:
        stated = mailing(settings, port, retry_hours=2)
        while mails(archive)["a"].status == "queued":
            moment = mails(archive)["a"].next_try_at
            report = deliver(archive, stated, moment)
    assert timedelta(hours=1) < moment - NOW <= timedelta(hours=2)
    assert report.refused == 1
    assert "given up after 2 hours" in mails(archive)["a"].last_error
    assert "451 4.7.1 greylisted" in mails(archive)["a"].last_error


def test_wrong_settings_of_one_channel_are_told_and_keep_no_other_waiting(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    queue(archive, "a", "b")
    queue(archive, "c", channel="folder")
    queue(archive, "d", channel="pigeon")
    report = deliver(archive, mailing(settings, 1, username="w", password_file=tmp_path / "none"), NOW)
    assert statuses(archive) == "a:queued b:queued c:sent d:queued"
    assert {name: one.attempts for name, one in mails(archive).items()} == {"a": 0, "b": 0, "c": 1, "d": 0}
    assert not report.ok
    assert [line.partition(":")[0] for line in report.problems] == [f"{name}@example.org" for name in "abd"]
    assert "mail.password_file" in report.problems[0]
    assert "no channel 'pigeon'" in report.problems[2]


def test_what_nobody_mends_is_given_up_too(archive: Archive, settings: Settings) -> None:
    queue(archive, "a", channel="pigeon")
    deliver(archive, settings, NOW + timedelta(hours=168))
    assert statuses(archive) == "a:queued"
    deliver(archive, settings, NOW + timedelta(hours=169))
    assert statuses(archive) == "a:refused"


def _hold(settings: Settings, ready: Any, done: Any) -> None:
    with open_archive(settings) as archive, alone(archive):
        ready.set()
        done.wait(30)


def test_only_one_process_delivers(archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(archive, "a", channel="folder")
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(settings, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        monkeypatch.setattr(delivery, "LOCK_SECONDS", 0.2)
        with pytest.raises(TryLater, match="another process"):
            deliver(archive, settings, NOW)
        assert statuses(archive) == "a:queued"
        other.kill()  # However it ends, its lock ends with it: a file at once, a lease when it is not renewed.
        other.join()
        run_out(archive)
        monkeypatch.setattr(delivery, "LOCK_SECONDS", 10)
        assert deliver(archive, settings, NOW).sent == 1
    finally:
        other.kill()
        other.join()


class Slow(Box):
    """Takes longer over a mail than its sender has a lock for."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.6)
        return answer


def test_a_sender_that_was_stopped_for_too_long_sends_nothing_more(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock has run out meanwhile, and another one may have sent the rest."""
    monkeypatch.setattr(holding, "SECONDS", 0.4)
    monkeypatch.setattr(holding, "EVERY_SECONDS", 60.0)
    settings, box = Settings(data_dir=tmp_path, database_url=postgres_database), Slow()
    with open_archive(settings) as archive, serving(box) as port:
        queue(archive, *NAMES)
        with pytest.raises(Busy, match="another process may deliver what is left"):
            deliver(archive, mailing(settings, port), NOW)
        assert statuses(archive) == "a:sent b:queued c:queued"
        monkeypatch.undo()
        assert deliver(archive, mailing(settings, port), NOW).sent == 2
    assert box.recipients == [f"{name}@example.org" for name in NAMES]


def test_an_empty_outbox_is_well(archive: Archive, settings: Settings) -> None:
    assert deliver(archive, settings, NOW) == DeliveryReport()
