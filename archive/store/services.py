"""Who works on the archive: services, workers and web servers, as they were last heard of."""

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from archive import records
from archive.store.opening import Tx
from archive.store.upsert import replace
from archive.tables import Service


def seen(tx: Tx, one: records.Service) -> None:
    """Note that a process works, in place of what was noted of it before."""
    replace(tx, Service, "holder", asdict(one))


def gone(tx: Tx, holder: str) -> None:
    """Forget a process that has ended in order."""
    tx.execute(sa.delete(Service).where(Service.holder == holder))


def every(tx: Tx) -> list[records.Service]:
    """Return all processes that did not end in order, the one last heard of first."""
    names = records.Service.__slots__
    rows = tx.scalars(sa.select(Service).order_by(Service.seen_at.desc(), Service.holder))
    return [records.Service(**{name: getattr(row, name) for name in names}) for row in rows]


def forget(tx: Tx, before: datetime) -> int:
    """Forget processes that were last heard of before a moment; returns how many."""
    old = sa.delete(Service).where(Service.seen_at < before).returning(Service.holder)
    return len(tx.execute(old).all())
