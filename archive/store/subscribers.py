"""Subscribers: who gets which edition, who was asked whether they want it, and whose mail came back."""

from datetime import datetime

import sqlalchemy as sa

from archive import records
from archive.store import upsert
from archive.store.opening import Tx
from archive.subscriptions import Bounce, Subscriber
from archive.tables import Outbox

_NAMES = tuple(one for one in records.Subscriber.__slots__ if one not in {"filters", "editions"})


def put(tx: Tx, subscriber: records.Subscriber) -> None:
    """Keep a subscriber; one of the same name is replaced."""
    row = {name: getattr(subscriber, name) for name in _NAMES}
    row |= {"editions": list(subscriber.editions), "filters": subscriber.filters.stated()}
    upsert.replace(tx, Subscriber, "name", row)


def get(tx: Tx, name: str) -> records.Subscriber | None:
    """Return the subscriber of that name, None when there is none."""
    row = tx.get(Subscriber, name, populate_existing=True)
    return None if row is None else _record(row)


def held(tx: Tx, name: str) -> records.Subscriber | None:
    """Return the subscriber of that name, whom nobody else can change until the transaction ends."""
    row = tx.get(Subscriber, name, populate_existing=True, with_for_update=True)
    return None if row is None else _record(row)


def every(tx: Tx) -> list[records.Subscriber]:
    """Return all subscribers by name."""
    return [_record(row) for row in tx.scalars(sa.select(Subscriber).order_by(Subscriber.name))]


def remove(tx: Tx, name: str) -> bool:
    """Forget a subscriber altogether; False when there is none of that name."""
    known = get(tx, name) is not None
    tx.execute(sa.delete(Subscriber).where(Subscriber.name == name))
    return known


def mails(tx: Tx, edition_key: str, recipient: str) -> list[datetime]:
    """Return when messages of a key were queued for an address, whoever they were for, the newest last."""
    rows = sa.select(Outbox.queued_at).where(
        Outbox.edition_key == edition_key, sa.func.lower(Outbox.recipient) == recipient.lower()
    )
    return list(tx.scalars(rows.order_by(Outbox.queued_at)))


def came_back(tx: Tx, *, message_id: str, subscriber: str, why: str, now: datetime) -> bool:
    """Note that a message came back for good; False when that was noted before."""
    if tx.get(Bounce, message_id) is not None:
        return False
    row = {"message_id": message_id, "subscriber": subscriber, "counted_at": now, "why": why}
    upsert.once(tx, Bounce, "message_id", row)
    return True


def _record(row: Subscriber) -> records.Subscriber:
    stated = {name: getattr(row, name) for name in _NAMES}
    return records.Subscriber(editions=tuple(row.editions), filters=records.filters_of(row.filters), **stated)
