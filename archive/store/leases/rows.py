"""The rows of leases: taken, renewed and given back in one statement each.

They go by the clock of the database, not by the one clock of the program: a lease lasts real seconds also where time is
replayed, and machines whose clocks differ agree on the database's. When that one is set forward while a lease is held,
two may believe to have it until the first of them renews; when it is set back, nobody waits longer than two leases.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from archive.store.leases.names import is_dead
from archive.store.opening import Tx
from archive.store.upsert import inserting
from archive.tables import Lease


def take(tx: Tx, name: str, holder: str, seconds: float) -> bool:
    """Take a lease, or hold on to it, for so many seconds from now; returns False when somebody else has it.

    All who want a lease of one name ask for the same number of seconds: one that ends much later than that was taken
    before the clock was set back, and counts as run out.
    """
    return _took(tx, [name], holder, seconds) == 1


def take_all(tx: Tx, names: Collection[str], holder: str, seconds: float) -> bool:
    """Take several leases, each named once, or none of them; to be the only thing done in a transaction."""
    # Always in one order, so that two who want some of the same ones never wait for each other.
    ours = _took(tx, sorted(names), holder, seconds) == len(names)
    if not ours:
        tx.rollback()
    return ours


def release(tx: Tx, names: Collection[str], holder: str) -> None:
    """Give leases back; what somebody else has taken meanwhile stays theirs."""
    tx.execute(sa.delete(Lease).where(Lease.name.in_(names), Lease.holder == holder))


def bury(tx: Tx, names: Collection[str]) -> bool:
    """Take away leases of holders that are dead for certain, for nobody else to wait until they run out.

    Returns whether there were any.
    """
    held = tx.execute(sa.select(Lease.name, Lease.holder).where(Lease.name.in_(names))).all()
    dead = [(name, holder) for name, holder in held if is_dead(holder)]
    for name, holder in dead:
        release(tx, [name], holder)
    return bool(dead)


def assure(tx: Tx, names: Collection[str], holder: str) -> bool:
    """Return whether leases are still that holder's, and let nobody else take them before the transaction ends.

    To be asked last in a transaction that must not be committed twice: nobody can renew meanwhile either.
    """
    mine = sa.select(Lease.name).where(Lease.name.in_(names), Lease.holder == holder).order_by(Lease.name)
    return len(tx.scalars(mine.with_for_update()).all()) == len(names)


def _took(tx: Tx, names: Sequence[str], holder: str, seconds: float) -> int:
    at = _now(tx)
    until = at + timedelta(seconds=seconds)
    over = (Lease.expires_at <= at) | (Lease.expires_at > at + 2 * timedelta(seconds=seconds))
    wanted = {"holder": holder, "taken_at": at, "expires_at": until}
    row = inserting(tx, Lease).values([{"name": name, **wanted} for name in names])
    mine = Lease.holder == holder
    taken_at = sa.case((mine, Lease.taken_at), else_=row.excluded["taken_at"])
    free = row.on_conflict_do_update(
        index_elements=["name"], set_={**wanted, "taken_at": taken_at}, where=mine | over
    ).returning(Lease.name)
    return len(tx.execute(free).all())


def holder_of(tx: Tx, name: str) -> str | None:
    """Return who has a lease, None when nobody has, or when who had it has not renewed it in time."""
    return tx.scalar(sa.select(Lease.holder).where(Lease.name == name, Lease.expires_at > _now(tx)))


def ends_at(tx: Tx, name: str) -> datetime | None:
    """Return until when a lease was last taken, None when nobody ever took it or it was given back."""
    return tx.scalar(sa.select(Lease.expires_at).where(Lease.name == name))


def _now(tx: Tx) -> datetime:
    """Return the database's time; SQLite's is that of this machine."""
    if tx.connection().dialect.name != "postgresql":
        return datetime.now(UTC)
    moment: datetime = tx.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return moment
