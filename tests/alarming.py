"""An archive whose sources are as a test wishes, for the tests of alerts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from archive.config import Settings
from archive.records import Alarm, Mail, Service, SourceRun, SourceStatus
from archive.sections import Watch
from archive.store import Archive, Tx, alarms, outbox, runs, services
from crawler.sources import load
from tests.found import NOON

EVERY = tuple(key for key, one in load().items() if one.enabled)
OPERATOR = "ops@example.org"
WATCHED = Watch(operators=(OPERATOR,))
DAY = timedelta(days=1)
WHY = "answered 503 Service Unavailable"


def watched(settings: Settings, **changed: object) -> Settings:
    """The settings with somebody who is told, and others."""
    return settings.model_copy(update={"watch": WATCHED, "language": "en"} | changed)


def visited(tx: Tx, at: datetime, unwell: Mapping[str, SourceStatus] | None = None, why: str = WHY) -> None:
    """Note a visit of every source that ended at a moment, well but for some."""
    for key in EVERY:
        status = (unwell or {}).get(key, "ok")
        run = SourceRun(
            run_id=f"{at:%d%H%M}",
            source=key,
            started_at=at,
            finished_at=at,
            status=status,
            why=why if status != "ok" else "",
        )
        runs.add(tx, run)


def working(tx: Tx, at: datetime) -> None:
    """Note that a service leads, as last heard of at a moment."""
    services.seen(
        tx,
        Service(holder="zs1:1:w", kind="service", role="leads", version="1", started_at=NOON - DAY, seen_at=at),
    )


def sent(archive: Archive, at: datetime) -> None:
    """What is queued goes out."""
    with archive.begin() as tx:
        for turn in outbox.turns(tx, at):
            outbox.mark_sent(tx, turn.id, at)


def mails(archive: Archive) -> list[Mail]:
    """Return all alerts in the order in which they were queued."""
    with archive.read() as tx:
        return [one for one in outbox.every(tx) if one.edition_key.startswith("alert-")]


def read(mail: Mail) -> EmailMessage:
    """Return a mail as a mail program reads it."""
    message = message_from_bytes(mail.message, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: Mail) -> str:
    """Return the plain text of a mail, in one line."""
    part = read(mail).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def lasting(archive: Archive) -> list[Alarm]:
    """Return the alarms that last."""
    with archive.read() as tx:
        return alarms.open_ones(tx)
