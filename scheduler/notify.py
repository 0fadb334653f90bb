"""What systemd is told of a process that it started (sd_notify): ready, alive, stopping, and what it is doing.

The protocol is one datagram of lines NAME=VALUE to the socket that NOTIFY_SOCKET names, by its path or, after `@`, in
the abstract name space (sd_notify(3)). Without that variable nothing is said. A service manager that does not listen
is never waited for, and never a reason for a service to fail.
"""

import logging
import os
import socket

from archive.printable import printable

VARIABLE = "NOTIFY_SOCKET"
MOST_WORDS = 200
"""Characters of a status; systemctl shows them in one line."""
_log = logging.getLogger("zswatch.service")


def ready() -> None:
    """Say that the process works: units that come after it may start."""
    _say("READY=1")


def alive() -> None:
    """Say that the process still works; a unit with WatchdogSec= that does not hear it starts the process anew."""
    _say("WATCHDOG=1")


def stopping() -> None:
    """Say that the process ends on purpose."""
    _say("STOPPING=1")


def status(words: str) -> None:
    """Say what the process is doing, in one line."""
    _say(f"STATUS={' '.join(printable(words).split())[:MOST_WORDS]}")


def _say(line: str) -> None:
    stated = os.environ.get(VARIABLE, "")
    if not stated.startswith(("/", "@")):
        return
    name = f"\0{stated[1:]}" if stated.startswith("@") else stated
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.setblocking(False)
            told.sendto(line.encode(), name)
    except OSError as error:
        _log.warning("%s: nobody listens: %s", VARIABLE, error.strerror)
