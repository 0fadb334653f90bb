"""The outbox: every message to every recipient, written before it is sent."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

import sqlalchemy as sa

from archive.errors import NotFound
from archive.records import Mail, MailStatus
from archive.store import upsert
from archive.store.opening import Tx
from archive.tables import Outbox

_COUNTS = sa.select(Outbox.status, sa.func.count()).group_by(Outbox.status)
STATUSES: tuple[MailStatus, ...] = ("queued", "sent", "refused", "dropped")
_GOING = ("queued", "sent")
_SETTLED = ("sent", "refused")


class Turn(NamedTuple):
    """A message that may be tried: its number, and which way it goes to whom."""

    id: int
    channel: str
    recipient: str


class Waiting(NamedTuple):
    """A message that waits: since when, which way it goes to whom, how often it was tried, and what was said then."""

    queued_at: datetime
    channel: str
    recipient: str
    attempts: int
    last_error: str


class Unreached(NamedTuple):
    """Somebody whose newest message was refused: which way it went, for which subscriber if any, when, and why."""

    channel: str
    recipient: str
    subscriber: str
    queued_at: datetime
    last_error: str


def enqueue(
    tx: Tx,
    *,
    edition_key: str,
    recipient: str,
    channel: str,
    message_id: str,
    message: bytes,
    now: datetime,
    subscriber: str = "",
    items: Iterable[str] = (),
) -> None:
    """Queue a message, to be tried at once; a message id that is there already changes nothing."""
    row = {
        "subscriber": subscriber,
        "items": list(items),
        "edition_key": edition_key,
        "recipient": recipient,
        "channel": channel,
        "message_id": message_id,
        "message": message,
        "status": "queued",
        "attempts": 0,
        "queued_at": now,
        "next_try_at": now,
        "last_error": "",
    }
    upsert.once(tx, Outbox, "message_id", row)


def due(tx: Tx, now: datetime) -> list[Mail]:
    """Return what is queued and may be tried by now, in the order of `turns`."""
    return [get(tx, turn.id) for turn in turns(tx, now)]


def turns(tx: Tx, now: datetime) -> list[Turn]:
    """Return what may be tried by now, the longest waiting first, but never the newer before the older of a recipient.

    A message whose older one to the same recipient still waits for its next try is not among them.
    """
    queued = sa.select(Outbox.id, Outbox.channel, Outbox.recipient, Outbox.next_try_at)
    lanes: dict[tuple[str, str], list[tuple[datetime, Turn]]] = {}
    for number, channel, recipient, next_try in tx.execute(queued.where(Outbox.status == "queued").order_by(Outbox.id)):
        lanes.setdefault((channel, recipient), []).append((next_try, Turn(number, channel, recipient)))
    due = [list(takewhile(lambda one: one[0] <= now, lane)) for lane in lanes.values()]
    return [turn for lane in sorted(filter(None, due), key=min) for _, turn in lane]


def get(tx: Tx, mail_id: int) -> Mail:
    """Return the message of that number; raises NotFound when there is none."""
    row = tx.get(Outbox, mail_id, populate_existing=True)
    if row is None:
        raise NotFound(f"mail {mail_id}: not in the outbox")
    return _mail(row)


def mark_sent(tx: Tx, mail_id: int, now: datetime) -> None:
    """Note that the other side took the message; raises NotFound for an unknown number."""
    _attempt(tx, mail_id, status="sent", sent_at=now, last_error="")


def postpone(tx: Tx, mail_id: int, next_try_at: datetime, error: str) -> None:
    """Note a failed attempt and when to try again; raises NotFound for an unknown number."""
    _attempt(tx, mail_id, next_try_at=next_try_at, last_error=error)


def refuse(tx: Tx, mail_id: int, error: str) -> None:
    """Note that the message will not be tried again; raises NotFound for an unknown number."""
    _attempt(tx, mail_id, status="refused", last_error=error)


def counts(tx: Tx) -> dict[MailStatus, int]:
    """Return how many messages are in each status, 0 included."""
    rows = {status: count for status, count in tx.execute(_COUNTS)}  # noqa: C416
    return {status: rows.get(status, 0) for status in STATUSES}


def longest_waiting(tx: Tx) -> Waiting | None:
    """Return the message that has been queued for longest, None when none is."""
    columns = (Outbox.queued_at, Outbox.channel, Outbox.recipient, Outbox.attempts, Outbox.last_error)
    rows = sa.select(*columns).where(Outbox.status == "queued").order_by(Outbox.queued_at, Outbox.id).limit(1)
    row = tx.execute(rows).first()
    return None if row is None else Waiting(*row)


def unreachable(tx: Tx, since: datetime) -> list[Unreached]:
    """Return whom messages queued since a moment did not reach: of whom the newest that was settled was refused."""
    refused = sa.select(Outbox.recipient).where(Outbox.status == "refused", Outbox.queued_at >= since)
    settled = sa.select(sa.func.max(Outbox.id)).where(Outbox.status.in_(_SETTLED), Outbox.recipient.in_(refused))
    newest = Outbox.id.in_(settled.group_by(Outbox.channel, Outbox.recipient))
    columns = (Outbox.channel, Outbox.recipient, Outbox.subscriber, Outbox.queued_at, Outbox.last_error)
    rows = sa.select(*columns).where(newest, Outbox.status == "refused").order_by(Outbox.id)
    return [Unreached(*row) for row in tx.execute(rows)]


def counts_of(tx: Tx, edition_key: str) -> dict[MailStatus, int]:
    """Return how many messages of one edition are in each status, 0 included."""
    rows = {status: count for status, count in tx.execute(_COUNTS.where(Outbox.edition_key == edition_key))}  # noqa: C416
    return {status: rows.get(status, 0) for status in STATUSES}


def of_edition(tx: Tx, edition_key: str) -> list[Mail]:
    """Return the messages of one edition in the order they were queued."""
    rows = sa.select(Outbox).where(Outbox.edition_key == edition_key)
    return [_mail(row) for row in tx.scalars(rows.order_by(Outbox.id))]


def told_to(tx: Tx) -> dict[str, dict[str, frozenset[str]]]:
    """Return by subscriber, and by the key of the edition, what messages tell them that were or will still be sent."""
    rows = sa.select(Outbox.subscriber, Outbox.edition_key, Outbox.items)
    found: dict[str, dict[str, frozenset[str]]] = {}
    for subscriber, key, items in tx.execute(rows.where(Outbox.subscriber != "", Outbox.status.in_(_GOING))):
        found.setdefault(subscriber, {})[key] = frozenset(items)
    return found


def find(tx: Tx, message_id: str) -> Mail | None:
    """Return the message of that id, None when none of ours has it."""
    row = tx.scalar(sa.select(Outbox).where(Outbox.message_id == message_id))
    return None if row is None else _mail(row)


def drop(tx: Tx, subscriber: str, why: str) -> None:
    """Take back what is queued for a subscriber; what is under way already may still go out."""
    queued = (Outbox.subscriber == subscriber, Outbox.status == "queued")
    tx.execute(sa.update(Outbox).where(*queued).values(status="dropped", last_error=why))


def requeue(tx: Tx, message_id: str, now: datetime) -> None:
    """Queue a refused message anew, for a person has asked for it again; any other stays as it is."""
    refused = (Outbox.message_id == message_id, Outbox.status == "refused")
    tx.execute(sa.update(Outbox).where(*refused).values(status="queued", attempts=0, queued_at=now, next_try_at=now))


def every(tx: Tx) -> list[Mail]:
    """Return all messages in the order they were queued."""
    return [_mail(row) for row in tx.scalars(sa.select(Outbox).order_by(Outbox.id))]


def _attempt(tx: Tx, mail_id: int, **values: object) -> None:
    if tx.scalar(sa.select(Outbox.id).where(Outbox.id == mail_id)) is None:
        raise NotFound(f"mail {mail_id}: not in the outbox")
    tx.execute(sa.update(Outbox).where(Outbox.id == mail_id).values(attempts=Outbox.attempts + 1, **values))


def _mail(row: Outbox) -> Mail:
    stated = {name: getattr(row, name) for name in Mail.__slots__ if name != "items"}
    return Mail(items=tuple(row.items), **stated)
