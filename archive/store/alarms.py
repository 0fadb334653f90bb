"""What an operator is told of: each alarm from its beginning to its end, and what was told of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from archive import records
from archive.store.opening import Tx
from archive.tables import Alarm


def note(tx: Tx, wrong: Mapping[str, str], now: datetime) -> None:
    """Note what is wrong now, by subject: what was not yet begins, what is no longer ends.

    An alarm that lasts keeps its beginning and gets the newest words.
    """
    running = {one.subject: one for one in open_ones(tx)}
    for subject, why in wrong.items():
        if subject not in running:
            tx.execute(sa.insert(Alarm).values(subject=subject, why=why, since=now, told=0))
        elif running[subject].why != why:
            tx.execute(sa.update(Alarm).where(Alarm.id == running[subject].id).values(why=why))
    over = [one.id for subject, one in running.items() if subject not in wrong]
    tx.execute(sa.update(Alarm).where(Alarm.id.in_(over)).values(ended_at=now))


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


def _alarms(tx: Tx, which: sa.ColumnElement[bool]) -> list[records.Alarm]:
    names = records.Alarm.__slots__
    rows = tx.scalars(sa.select(Alarm).where(which).order_by(Alarm.since, Alarm.id))
    return [records.Alarm(**{name: getattr(row, name) for name in names}) for row in rows]
