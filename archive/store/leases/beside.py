"""Who must not work beside whom on an archive: leases on PostgreSQL, files of the data folder on SQLite."""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime

from archive.config import Settings
from archive.errors import Busy
from archive.locks import SERVICE, UPKEEP, alone
from archive.store.leases import rows
from archive.store.leases.holding import SECONDS, held
from archive.store.opening import Archive, open_archive

LEADER = "leader"
"""The lease of the service that leads."""
LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


def stopped(settings: Settings) -> AbstractContextManager[None]:
    """Keep every service from working on the archive; raises Busy when one does."""
    return _apart(settings, LEADER, SERVICE, "the service works on this archive; stop it first")


def upkeep(settings: Settings) -> AbstractContextManager[None]:
    """Keep others from copying the archive or removing something of it; raises Busy when one does."""
    return _apart(settings, "upkeep", UPKEEP, "another process backs up, restores, moves or tidies this archive")


@contextmanager
def _apart(settings: Settings, name: str, file: str, busy: str) -> Iterator[None]:
    if settings.url.startswith("sqlite"):
        with alone(settings.data_dir / file, busy=busy):
            yield
        return
    with open_archive(settings) as archive, ExitStack() as stack:
        _enter(stack, archive, name, busy)
        yield


def _enter(stack: ExitStack, archive: Archive, name: str, busy: str) -> None:
    """Take a lock; of one whose holder does not renew it, wait for the end: a person tries again after a crash."""
    until, end = _until(archive, name), time.monotonic() + SECONDS
    while True:
        try:
            stack.enter_context(held(archive, name, busy=busy))
        except Busy:
            now_until = _until(archive, name)
            if (until and now_until and now_until != until) or time.monotonic() > end:
                raise
            if until is None or now_until is None:
                until = now_until
        else:
            return
        _log.info("%s: held; waiting to see whether its holder lives", name)
        time.sleep(LOOK_SECONDS)


def _until(archive: Archive, name: str) -> datetime | None:
    with archive.read() as tx:
        return rows.ends_at(tx, name)
