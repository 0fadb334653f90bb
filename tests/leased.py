"""Leases and locks that others have: whose time has passed, or who work at the moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from archive.config import Settings
from archive.locks import SERVICE, alone
from archive.store import Archive
from archive.store.leases import LEADER, Tenure
from archive.tables import Lease


def run_out(archive: Archive) -> None:
    """Let every lease of an archive have run out, as if a dead holder had been waited for."""
    with archive.begin() as tx:
        tx.execute(sa.update(Lease).values(expires_at=datetime(2000, 1, 1, tzinfo=UTC)))


@contextmanager
def other_at_work(settings: Settings, archive: Archive, lock: str = SERVICE) -> Iterator[None]:
    """Let another process have a lock: a file on SQLite, on PostgreSQL a lease that is renewed on and on."""
    if archive.engine.dialect.name == "sqlite":
        with alone(settings.data_dir / lock, busy=""):
            yield
        return
    other = Tenure(archive.address, [LEADER if lock == SERVICE else "upkeep"], "one:that:lives", every=0.1)
    assert other.take()
    over = threading.Event()

    def renew() -> None:
        while not over.wait(0.1):
            other.keep()

    renewing = threading.Thread(target=renew)
    renewing.start()
    yield
    over.set()
    renewing.join()
    other.release()
