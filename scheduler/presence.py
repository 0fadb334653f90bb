"""That a process works on the archive, noted there so that every machine can tell who does."""

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.metadata import version

from archive import clock
from archive.config import Settings
from archive.errors import WatchError
from archive.records import Role, Service, ServiceKind
from archive.store import Tx, open_archive, services

APART = 30.0
"""Seconds of this machine between two notes; a process lives in these, however fast its clock passes."""
REMEMBERED = timedelta(days=7)
"""How long a process that ended without a word is still known."""
_log = logging.getLogger("zswatch.service")


class Presence:
    """One process among those that work on an archive: `holder` is MACHINE:PROCESS:WORD."""

    def __init__(self, settings: Settings, holder: str, kind: ServiceKind) -> None:
        self._settings = settings
        self._holder = holder
        self._kind: ServiceKind = kind
        self._started_at = clock.now()
        self._said: tuple[Role, float] | None = None
        self._failing = False

    def say(self, role: Role) -> None:
        """Note that the process works, and as what: at once when that has changed, else at most every 30 seconds.

        An archive that is away is a warning, once: who works goes on, and the note is made when it is back.
        """
        moment = time.monotonic()
        if self._said is not None and self._said[0] == role and moment - self._said[1] < APART:
            return
        self._said = (role, moment)
        try:
            with open_archive(self._settings) as archive, archive.begin() as tx:
                self._note(tx, role, clock.now())
        except WatchError as error:
            if not self._failing:
                _log.warning("who works is not noted: %s", error)
            self._failing = True
        else:
            self._failing = False

    def end(self) -> None:
        """Note that the process has ended in order; it is no longer missed then."""
        with suppress(WatchError), open_archive(self._settings) as archive, archive.begin() as tx:
            services.gone(tx, self._holder)
        self._said = None

    def _note(self, tx: Tx, role: Role, now: datetime) -> None:
        services.seen(
            tx,
            Service(
                holder=self._holder,
                kind=self._kind,
                role=role,
                version=version("zhongshan-watch"),
                started_at=self._started_at,
                seen_at=now,
            ),
        )
        services.forget(tx, now - REMEMBERED)
