"""What an operator is told of: each alarm from its beginning to its end, and what was told of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from archive import records
from archive.store.opening import Tx
from archive.tables import Alarm

KEPT = timedelta(days=90)
"""How long an alarm is known after its end."""


def note(tx: Tx, wrong: Mapping[str, str], now: datetime, begun: Mapping[str, datetime] | None = None) -> None:
    """Note what is wrong now, by subject: what was not yet begins, what is no longer ends.

    `begun` tells of subjects that have been wrong for longer than since now. An alarm that lasts keeps its beginning
    and gets the newest words. Who notes at the same time waits until this transaction ends, so that nothing is told
    twice.
    """
    if tx.connection().dialect.name == "postgresql":
        tx.execute(sa.text("LOCK TABLE alarms IN SHARE ROW EXCLUSIVE MODE"))  # SQLite has one writer anyway
    running = {one.subject: one for one in open_ones(tx)}
    for subject, why in wrong.items():
        if subject not in running:
            since = min((begun or {}).get(subject, now), now)
            tx.execute(sa.insert(Alarm).values(subject=subject, why=why, since=since, told=0))
        elif running[subject].why != why:
            tx.execute(sa.update(Alarm).where(Alarm.id == running[subject].id).values(why=why))
    over = [one.id for subject, one in running.items() if subject not in wrong]
    tx.execute(sa.update(Alarm).where(Alarm.id.in_(over)).values(ended_at=now))


def forget(tx: Tx, now: datetime) -> None:
    """Forget the alarms that were over long ago."""
    tx.execute(sa.delete(Alarm).where(Alarm.ended_at < now - KEPT))


def open_ones(tx: Tx) -> list[records.Alarm]:
    """Return the alarms that last, in the order they began."""
    return _alarms(tx, Alarm.ended_at.is_(None))


def ended_untold(tx: Tx) -> list[records.Alarm]:
    """Return the alarms that were told and are over, which nobody has been told."""
    return _alarms(tx, Alarm.ended_at.is_not(None) & (Alarm.told > 0) & Alarm.end_told_at.is_(None))


def tell(tx: Tx, begun: Iterable[int], ended: Iterable[int], now: datetime) -> None:
    """Note that it was told of these that they last, and of those that they are over."""
    told = {"told": Alarm.told + 1, "told_at": now}
    tx.execute(sa.update(Alarm).where(Alarm.id.in_(list(begun))).values(**told))
    tx.execute(sa.update(Alarm).where(Alarm.id.in_(list(ended))).values(end_told_at=now))


def last_told(tx: Tx) -> datetime | None:
    """Return when anything was told last, be it a beginning or an end."""
    told = tx.execute(sa.select(sa.func.max(Alarm.told_at), sa.func.max(Alarm.end_told_at))).one()
    return max((one for one in told if one is not None), default=None)


def ends_told(tx: Tx, since: datetime) -> dict[str, list[datetime]]:
    """Return when it was told of subjects that they are over, since a moment: those that come and go do so often."""
    found: dict[str, list[datetime]] = {}
    rows = sa.select(Alarm.subject, Alarm.end_told_at).where(Alarm.end_told_at >= since).order_by(Alarm.end_told_at)
    for subject, told in tx.execute(rows):
        if told is not None:  # it is not: the type only says it may be
            found.setdefault(subject, []).append(told)
    return found


def _alarms(tx: Tx, which: sa.ColumnElement[bool]) -> list[records.Alarm]:
    names = records.Alarm.__slots__
    rows = tx.scalars(sa.select(Alarm).where(which).order_by(Alarm.since, Alarm.id))
    return [records.Alarm(**{name: getattr(row, name) for name in names}) for row in rows]
