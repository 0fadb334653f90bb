"""A mail server that is away for three days: everything arrives in order, once, as dated editions."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

from archive.config import Settings
from archive.records import Filters
from archive.store import Archive, editions, outbox, subscribers
from digest import run
from tests.days import EIGHT, crawled, keep, person, scene, send, subscribe
from tests.mail_server import Box, serving
from tests.test_digest_outbox import mailing

DAY = timedelta(days=1)
READERS = ("all@example.org", "word@example.org", "english@example.org")
PEOPLE = (
    person("all", channel="smtp"),
    person("word", channel="smtp", filters=Filters(words=("2655001",))),
    person("english", channel="smtp", language="en"),
)


def morning(archive: Archive, settings: Settings, day: int) -> Any:
    """Crawl at seven, send at eight, and let the service look for what waits until the next morning."""
    now = EIGHT + day * DAY
    keep(archive, scene(2655000 + day), now=now - timedelta(hours=1))
    crawled(archive, now - timedelta(hours=1))
    report = send(archive, settings, now, to=())
    for minutes in range(30, 24 * 60, 90):
        run.deliver(archive, settings, now + timedelta(minutes=minutes))
    return report


def test_three_days_without_a_mail_server(archive: Archive, settings: Settings) -> None:
    subscribe(archive, *PEOPLE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    away = mailing(settings, nobody)
    assert [morning(archive, away, day).ok for day in range(3)] == [False] * 3
    box = Box()
    with serving(box) as port:
        there = mailing(settings, port)
        back = EIGHT + 3 * DAY
        for minutes in (-30, 15, 60, 120):
            run.deliver(archive, there, back + timedelta(minutes=minutes))
        assert morning(archive, there, 3).ok
        assert run.deliver(archive, there, back + 2 * DAY).sent == 0
    mails = [(to, message_from_bytes(raw, policy=SMTP)) for to, raw in box.taken]
    for reader in READERS:
        mine = [mail for to, mail in mails if to == reader]
        assert [mail["Date"].datetime for mail in mine] == [EIGHT + day * DAY for day in range(4)]
        assert [f"2026-11-{18 + day}" in mail["Subject"] for day, mail in enumerate(mine)] == [True] * 4
        assert len({mail["Message-ID"] for mail in mine}) == 4
    told: dict[str, list[str]] = {}
    with archive.read() as tx:
        for one in outbox.every(tx):
            assert one.status == "sent"
            told.setdefault(one.subscriber, []).extend(one.items)
        assert [one.bounces for one in subscribers.every(tx)] == [0, 0, 0]
        assert [one.date for one in reversed(editions.every(tx)) if one.language == "zh"] == [
            (EIGHT + day * DAY).date() for day in range(4)
        ]
    every = [f"zs-{2655000 + day}" for day in range(4)]
    assert told == {"all": every, "english": every, "word": ["zs-2655001"]}
