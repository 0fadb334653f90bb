"""Locks between processes of one machine: held by a file, gone with the process that holds it, however that ends."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.errors import Busy, TryLater

POLL_SECONDS = 0.1
SERVICE, UPKEEP = "service.lock", "upkeep.lock"
"""Files of a data folder: held by the service, and by whoever copies the archive or removes something of it."""


@contextmanager
def alone(file: Path, *, busy: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold a lock for the length of a block.

    Raises Busy with that sentence when another process has it for longer than `wait_seconds`, TryLater when the file
    can not be written.
    """
    end = time.monotonic() + wait_seconds
    with _opened(file) as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise Busy(f"{file}: {busy}") from None
                time.sleep(POLL_SECONDS)
        yield


def stopped(data_dir: Path) -> AbstractContextManager[None]:
    """Keep the service from working on a data folder; raises TryLater when it does."""
    return alone(data_dir / SERVICE, busy="the service works on this archive; stop it first")


def upkeep(data_dir: Path) -> AbstractContextManager[None]:
    """Keep others from copying the archive of a data folder or removing something of it; raises TryLater."""
    return alone(data_dir / UPKEEP, busy="another process backs up, restores, moves or tidies this archive")


def _opened(file: Path) -> BinaryIO:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("wb")
    except OSError as error:
        raise TryLater(f"{file}: {error.strerror}") from None
