"""Locks over all machines that work on an archive: leases on PostgreSQL, files beside the database on SQLite."""

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from archive.errors import Busy, DatabaseAway
from archive.locks import alone
from archive.store.leases import rows
from archive.store.leases.names import own_name
from archive.store.leases.tenure import Tenure, elapsed
from archive.store.opening import Archive, Tx

SECONDS = 45.0
"""How long what a dead process held stays locked at most."""
EVERY_SECONDS = 10.0
POLL_SECONDS = 0.5
LONGEST = 200


class Held:
    """Locks while they are held. Those that are files can not be lost."""

    def __init__(self, tenure: Tenure | None = None) -> None:
        self._tenure = tenure
        self._lost = False

    @property
    def lost(self) -> bool:
        """Whether somebody else may have, or have had, one of the locks: what they keep apart must end at once."""
        return self._lost or (self._tenure is not None and not self._tenure.certain)

    def keep(self) -> None:
        """Renew the locks when it is time to; what was lost once stays lost."""
        self._lost = self._lost or (self._tenure is not None and not self._tenure.keep())

    def assure(self, tx: Tx) -> None:
        """Make sure that a transaction commits only while the locks are held; to be called last in it.

        Raises Busy when somebody else has one of them.
        """
        own = self._tenure
        if own is not None and not rows.assure(tx, own.names, own.holder):
            raise Busy(f"{own}: another process has taken this over meanwhile; nothing was changed")


@contextmanager
def held(
    archive: Archive, name: str | Sequence[str], *, busy: str, wait_seconds: float = 0.0, seconds: float | None = None
) -> Iterator[Held]:
    """Hold a lock, or several at once, for the length of a block, alone among all processes that use the archive.

    On PostgreSQL they hold between machines. What a dead process held stays locked for so many `seconds` (45), and one
    that can not reach the database for three quarters of that has lost them, which it must look for (`Held.lost`).
    Raises Busy with that sentence when another process has one of them for longer than `wait_seconds`, DatabaseAway
    when the database does not answer.
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
    length = SECONDS if seconds is None else seconds
    every = EVERY_SECONDS * length / SECONDS
    tenure = Tenure(archive.address, map(_short, names), holder, seconds=length, every=every)
    mine = Held(tenure)
    _take(archive, tenure, busy, wait_seconds, length)
    try:
        with _renewed(mine):
            yield mine
    finally:
        _give_back(archive, tenure)


def _take(archive: Archive, tenure: Tenure, busy: str, wait_seconds: float, seconds: float) -> None:
    end = time.monotonic() + wait_seconds
    while True:
        begun = elapsed()
        with archive.begin() as tx:
            ours = rows.take_all(tx, tenure.names, tenure.holder, seconds)
        if ours:
            return tenure.taken(begun)
        with archive.begin() as tx:
            if rows.bury(tx, tenure.names):
                continue
        if time.monotonic() >= end:
            raise Busy(f"{tenure}: {busy}")
        time.sleep(POLL_SECONDS)


def _give_back(archive: Archive, tenure: Tenure) -> None:
    """Give the locks back by the connection that is there, unless the database may be out of reach."""
    if tenure.certain:
        with suppress(DatabaseAway), archive.begin() as tx:  # what can not be given back runs out
            rows.release(tx, tenure.names, tenure.holder)
        tenure.forget()
    tenure.release()


@contextmanager
def _renewed(mine: Held) -> Iterator[None]:
    over = threading.Event()

    def renew() -> None:
        while not over.wait(POLL_SECONDS):
            mine.keep()

    thread = threading.Thread(target=renew, name="held", daemon=True)
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
