"""How processes are called as holders, and which of them are dead for certain."""

import hashlib
import os
import secrets
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

FINGERPRINT = 8
"""Characters that stand for this start of this machine, and for the set of processes that can be seen from here."""


def own_name() -> str:
    """Return how this process is called as a holder: MACHINE:PROCESS:WORD, another one after each start."""
    return _named(os.getpid())


@cache
def _named(process: int) -> str:
    return f"{socket.gethostname()[:100]}:{process}:{_here()}{secrets.token_hex(4)}"


@cache
def _here() -> str:
    """Return the fingerprint; empty where the system does not tell, so that nobody is taken for dead there."""
    try:
        start = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        seen = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - a link to no file
    except OSError:
        return ""
    return hashlib.sha256(f"{start} {seen}".encode()).hexdigest()[:FINGERPRINT]


def is_dead(holder: str) -> bool:
    """Say whether a holder is a process of this machine that is no more; of others nothing is known."""
    _, _, rest = holder.partition(":")
    number, _, word = rest.partition(":")
    if not (_here() and word.startswith(_here()) and number.isdecimal()):
        return False
    with suppress(PermissionError):  # somebody else's, so somebody is there
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return True
    return False
