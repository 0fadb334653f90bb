"""Leases on PostgreSQL over time: renewed from a connection of its own, and given up here before it can end there."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from archive.store import engine as engines
from archive.store.leases import rows
from archive.store.opening import Tx

LEASE_SECONDS = 40.0
"""How long a lease lasts that nobody renews."""
RENEWED_SECONDS = 10.0
AGAIN_SECONDS = 1.0
"""How long after a failed attempt the next one begins."""
ANSWER_SECONDS = 8.0
"""How long the database may take to answer an attempt, connecting included."""
SURE = 0.75
"""The part of a lease in which its holder relies on it. In the rest it ends what it does."""
_log = logging.getLogger(__name__)


class Tenure:
    """Leases that one holder keeps, all of them or none: `take` once, then `keep` at least every few seconds.

    Nothing here waits longer than ANSWER_SECONDS, whatever the database or the way to it does: attempts are made in a
    thread, one at a time, and hung up on when they take too long. What is relied upon is this machine's own clock from
    the beginning of the last attempt that succeeded.
    """

    def __init__(
        self,
        url: str,
        names: Iterable[str],
        holder: str,
        *,
        seconds: float = LEASE_SECONDS,
        every: float = RENEWED_SECONDS,
    ) -> None:
        self.names, self.holder = tuple(sorted(set(names))), holder
        self.trouble: Exception | None = None
        self._seconds, self._every = seconds, every
        self._engine = engines.lasting_engine(url, ANSWER_SECONDS)  # connects when it is needed
        event.listen(self._engine, "connect", self._connected, insert=True)
        self._driver: Any = None
        self._attempt: threading.Thread | None = None
        self._next_at = self._sure_until = 0.0

    @property
    def certain(self) -> bool:
        """Whether nobody else can have them now."""
        return elapsed() < self._sure_until

    def take(self) -> bool:
        """Try to take them now; True when they are ours. `trouble` is why the database was not asked, if it was not."""
        self._begin()
        self._settle()
        return self.certain

    def taken(self, begun: float) -> None:
        """Rely on what the caller took for this holder in a transaction that began at a moment of `elapsed`."""
        self._sure_until, self._next_at = begun + SURE * self._seconds, begun + self._every

    def keep(self) -> bool:
        """Renew them when it is time to, without waiting for that; False when they can not be relied upon any more.

        After a gap it is False once at least, also when they could be renewed at once: somebody may have had them.
        """
        certain = self.certain
        if elapsed() >= self._next_at:
            self._begin()
        return certain

    def forget(self) -> None:
        """Rely on nothing any more: the caller has given them back."""
        self._settle()
        self._sure_until = 0.0

    def release(self) -> None:
        """Give them back, if the database can be reached in time, and let go of the connection."""
        self._settle()
        had, self._sure_until = self._sure_until, 0.0
        if had:
            self._start(self._give_back)
            self._settle()
        self._engine.dispose()

    def _begin(self) -> None:
        if self._attempt is None or not self._attempt.is_alive():
            self._next_at = elapsed() + self._every
            self._start(self._renew)

    def _start(self, what: Callable[[], None]) -> None:
        self._attempt = threading.Thread(target=what, name="lease", daemon=True)
        self._attempt.start()

    def _settle(self) -> None:
        if self._attempt is not None:
            self._attempt.join(ANSWER_SECONDS + 1)

    def _renew(self) -> None:
        begun = elapsed()
        try:
            with self._transaction() as tx:
                ours = rows.take_all(tx, self.names, self.holder, self._seconds)
            if not ours:
                with self._transaction() as tx:
                    rows.bury(tx, self.names)
        except SQLAlchemyError as error:
            if self.trouble is None:  # it is tried every second: once is told
                _log.warning("%s: %s: %s", self, engines.name(self._engine), engines.said(error))
            self.trouble, self._next_at = error, elapsed() + AGAIN_SECONDS
        else:
            if self.trouble is not None:
                _log.info("%s: %s: answers again", self, engines.name(self._engine))
            self.trouble, self._sure_until = None, begun + SURE * self._seconds if ours else 0.0

    def _give_back(self) -> None:
        with suppress(SQLAlchemyError), self._transaction() as tx:  # what can not be given back runs out
            rows.release(tx, self.names, self.holder)

    @contextmanager
    def _transaction(self) -> Iterator[Tx]:
        with (
            self._bounded(),
            self._engine.connect() as connection,
            Tx(connection, autoflush=False) as tx,
            tx.begin(),
        ):
            yield tx

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Hang up on a database that takes too long: the driver itself waits for ever behind a dead link."""
        over = threading.Event()

        def watch() -> None:
            patience = ANSWER_SECONDS
            while not over.wait(patience):
                self._hang_up()
                patience = AGAIN_SECONDS  # what was hung up on may have been the connection before this one

        watching = threading.Thread(target=watch, name=f"limit of {self}", daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def __str__(self) -> str:
        return f"lease {', '.join(self.names)}"

    def _connected(self, driver: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        self._driver = driver

    def _hang_up(self) -> None:
        # One that is closed already, or not there yet, has nothing to end.
        with suppress(Exception), socket.socket(fileno=os.dup(self._driver.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def elapsed() -> float:
    """Return seconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
