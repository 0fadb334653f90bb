"""Locks over all machines that work on an archive: leases on PostgreSQL, files beside the database on SQLite."""

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive.errors import Busy
from archive.locks import alone
from archive.store import engine as engines
from archive.store.leases import rows
from archive.store.leases.tenure import Tenure, own_name
from archive.store.opening import Archive, Tx

SECONDS = 60.0
"""How long what a dead process held stays locked at most."""
POLL_SECONDS = 0.5
LONGEST = 200


class Held:
    """Locks while they are held. Those that are files can not be lost."""

    def __init__(self, tenure: Tenure | None = None) -> None:
        self._tenure = tenure

    @property
    def lost(self) -> bool:
        """Whether somebody else may have one of the locks now: what they keep apart must end at once."""
        return self._tenure is not None and not self._tenure.certain

    def assure(self, tx: Tx) -> None:
        """Make sure that a transaction commits only while the locks are held; to be called last in it.

        Raises Busy when somebody else has one of them.
        """
        for name in self._tenure.names if self._tenure else ():
            if not rows.assure(tx, name, self._tenure.holder if self._tenure else ""):
                raise Busy(f"{name}: another process has taken this over meanwhile; nothing was changed")


@contextmanager
def held(
    archive: Archive, name: str | Sequence[str], *, busy: str, wait_seconds: float = 0.0, seconds: float = SECONDS
) -> Iterator[Held]:
    """Hold a lock, or several at once, for the length of a block, alone among all processes that use the archive.

    On PostgreSQL they hold between machines. What a dead process held stays locked for so many `seconds`, and one that
    can not reach the database for three quarters of that has lost them, which it must look for (`Held.lost`). Raises
    Busy with that sentence when another process has one of them for longer than `wait_seconds`, DatabaseAway when the
    database does not answer.
    """
    names = [name] if isinstance(name, str) else sorted(set(name))
    if archive.engine.dialect.name != "postgresql":
        folder = Path(str(archive.engine.url.database)).parent
        with ExitStack() as stack:
            for one in names:
                stack.enter_context(alone(folder / _file(one), busy=busy, wait_seconds=wait_seconds))
            yield Held()
        return
    # A word of its own for each block, so that two threads of one process keep apart as well.
    holder = f"{own_name()}:{secrets.token_hex(4)}"
    tenure = Tenure(archive.address, map(_short, names), holder, seconds=seconds, every=seconds / 4)
    try:
        _taken(archive, tenure, busy, wait_seconds)
        with _renewed(tenure):
            yield Held(tenure)
    finally:
        tenure.release()


def _taken(archive: Archive, tenure: Tenure, busy: str, wait_seconds: float) -> None:
    end = time.monotonic() + wait_seconds
    while not tenure.take():
        if tenure.trouble is not None:
            raise engines.away(archive.engine, tenure.trouble)
        if time.monotonic() >= end:
            raise Busy(f"{tenure}: {busy}")
        time.sleep(POLL_SECONDS)


@contextmanager
def _renewed(tenure: Tenure) -> Iterator[None]:
    over = threading.Event()

    def renew() -> None:
        while not over.wait(POLL_SECONDS):
            tenure.keep()

    thread = threading.Thread(target=renew, name=f"{tenure}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _file(name: str) -> str:
    return f"{re.sub(r'[^0-9A-Za-z.-]', '_', _short(name))}.lock"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else hashlib.sha256(name.encode()).hexdigest()
