"""The server: one process on one address, until it is told to stop."""

import ipaddress
import signal
from collections.abc import Callable

import uvicorn

from archive.config import Settings
from archive.store import Archive
from archive.web.app import application
from archive.web.bounded import address_of, bounded, listening
from archive.web.door import Arriving
from archive.web.rooms import NONE, Rooms

MOST_CONNECTIONS = 200


def serve(
    archive: Archive,
    settings: Settings,
    host: str,
    port: int,
    ready: Callable[[str], None],
    *,
    rooms: Rooms = NONE,
    writer: Archive,
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is told the address. Raises TryLater when it can not be had.

    `archive` is read, and `writer` written by the links of subscribers alone.
    """
    with listening(host, port) as taken:
        server = uvicorn.Server(configured(archive, settings, rooms, writer))
        # The server ends well on these, and then sends them to itself once more for whoever listened before: nobody.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        ready(f"{address_of(taken)}/")
        server.run(sockets=[taken])


def configured(
    archive: Archive, settings: Settings, rooms: Rooms = NONE, writer: Archive | None = None
) -> uvicorn.Config:
    """Return how the application is served: bounded in every way, and without a word about what serves it."""
    return bounded(Arriving(application(archive, settings, rooms, writer), settings), MOST_CONNECTIONS)


def is_public(host: str) -> bool:
    """Whether others than this machine can reach the address."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
