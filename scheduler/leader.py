"""Which `zswatch run` leads: any number of them may run on one archive, one acts, and another takes over from it.

On PostgreSQL the leader has a lease of 40 s, which it renews every 10 s and relies on for 30 s by its own clock: what
it does has 10 s to end before another one can lead, which is 60 s after it was killed or cut off at the latest. On
SQLite, which is one machine, it has a file lock, which ends with its process.
"""

import logging
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from archive.config import Settings
from archive.errors import Busy, DatabaseAway
from archive.locks import SERVICE, alone
from archive.store import leases, open_archive
from archive.store.leases import Tenure

_log = logging.getLogger("zswatch.leader")


def holder() -> str:
    """Return how this process is called wherever it holds something: MACHINE:PROCESS:WORD, at most 200 characters."""
    return leases.own_name()


class Leadership(Protocol):
    """Whether this process leads. None of its functions waits longer than some 20 seconds."""

    def take(self) -> bool:
        """Try to lead now; True when this process does. Raises WrongSettings when it never can."""

    def keep(self) -> bool:
        """Go on leading, to be called every few seconds.

        False the moment it is no longer certain that nobody else leads: what the leader does must end at once.
        """

    def release(self) -> None:
        """Lead no longer, and let another one lead at once."""


def leadership(settings: Settings, holder: str) -> Leadership:
    """Return what makes one of all services on the archive of the settings the leader; nobody leads yet."""
    if settings.url.startswith("sqlite"):
        return OnOneMachine(settings.data_dir / SERVICE)
    return OnMany(settings, holder)


class OnOneMachine:
    """Leadership by a file lock. A leader that is stopped but not dead keeps it: here it can be seen and ended."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = ExitStack()
        self._leads = False

    def take(self) -> bool:
        """Try to lead now."""
        if not self._leads:
            try:
                self._lock.enter_context(alone(self._file, busy="another `zswatch run` leads"))
            except Busy:
                return False
            self._leads = True
        return True

    def keep(self) -> bool:
        """Go on leading: as long as the process lives."""
        return self._leads

    def release(self) -> None:
        """Lead no longer."""
        self._leads = False
        self._lock.close()


class OnMany:
    """Leadership by a lease in the database."""

    def __init__(self, settings: Settings, holder: str, *, seconds: float = 40.0, every: float = 10.0) -> None:
        self._settings = settings
        self._tenure = Tenure(settings.url, [leases.LEADER], holder, seconds=seconds, every=every)
        self._opened = self._told = False

    def take(self) -> bool:
        """Try to lead now; brings the schema up first, since the lease is a row of it."""
        if not self._opened:
            try:
                open_archive(self._settings).close()
            except DatabaseAway as error:
                if not self._told:  # it is tried every few seconds: once is told
                    _log.warning("%s", error)
                self._told = True
                return False
            self._opened = True
        return self._tenure.take()

    def keep(self) -> bool:
        """Go on leading; whose database was never there has nothing to keep, and asks nobody."""
        return self._opened and self._tenure.keep()

    def release(self) -> None:
        """Lead no longer."""
        self._tenure.release()
