"""The rows of leases: taken, renewed and given back in one statement each.

They go by the clock of the database, not by the one clock of the program: a lease lasts real seconds also where time is
replayed, and machines whose clocks differ agree on the database's. When that one is set forward while a lease is held,
two may believe to have it until the first of them renews; when it is set back, nobody waits longer than two leases.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.store.upsert import inserting
from archive.tables import Lease


def take(tx: Tx, name: str, holder: str, seconds: float) -> bool:
    """Take a lease, or hold on to it, for so many seconds from now; returns False when somebody else has it.

    All who want a lease of one name ask for the same number of seconds: one that ends much later than that was taken
    before the clock was set back, and counts as run out.
    """
    at = _now(tx)
    until = at + timedelta(seconds=seconds)
    over = (Lease.expires_at <= at) | (Lease.expires_at > at + 2 * timedelta(seconds=seconds))
    row = inserting(tx, Lease).values(name=name, holder=holder, taken_at=at, expires_at=until)
    mine = Lease.holder == holder
    taken_at = sa.case((mine, Lease.taken_at), else_=row.excluded["taken_at"])
    free = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "taken_at": taken_at, "expires_at": until},
        where=mine | over,
    )
    return tx.execute(free.returning(Lease.name)).first() is not None


def release(tx: Tx, name: str, holder: str) -> None:
    """Give a lease back; one that somebody else has taken meanwhile stays theirs."""
    tx.execute(sa.delete(Lease).where(Lease.name == name, Lease.holder == holder))


def assure(tx: Tx, name: str, holder: str) -> bool:
    """Return whether a lease is still that holder's, and let nobody else take it before the transaction ends.

    To be asked last in a transaction that must not be committed twice: nobody can renew meanwhile either.
    """
    mine = sa.select(Lease.name).where(Lease.name == name, Lease.holder == holder)
    return tx.scalar(mine.with_for_update()) is not None


def holder_of(tx: Tx, name: str) -> str | None:
    """Return who has a lease, None when nobody has, or when who had it has not renewed it in time."""
    return tx.scalar(sa.select(Lease.holder).where(Lease.name == name, Lease.expires_at > _now(tx)))


def _now(tx: Tx) -> datetime:
    """Return the database's time; SQLite's is that of this machine."""
    if tx.connection().dialect.name != "postgresql":
        return datetime.now(UTC)
    moment: datetime = tx.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return moment
