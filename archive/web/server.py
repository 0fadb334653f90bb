"""The server: one process on one address, until it is told to stop."""

import asyncio
import ipaddress
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from archive.config import Settings
from archive.errors import TryLater
from archive.store import Archive
from archive.web.app import application
from archive.web.door import Arriving
from archive.web.rooms import NONE, Rooms

REQUEST_SECONDS = 20.0
"""Within so long a request's head must have come; a connection that says nothing is closed then."""
IDLE_SECONDS = 5
STOP_SECONDS = 5
MOST_CONNECTIONS = 200
MOST_HEAD_BYTES = 16_384


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
    with _listening(host, port) as listening:
        server = uvicorn.Server(configured(archive, settings, rooms, writer))
        # The server ends well on these, and then sends them to itself once more for whoever listened before: nobody.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        bound = listening.getsockname()
        ready(f"http://{f'[{bound[0]}]' if ':' in bound[0] else bound[0]}:{bound[1]}/")
        server.run(sockets=[listening])


def configured(
    archive: Archive, settings: Settings, rooms: Rooms = NONE, writer: Archive | None = None
) -> uvicorn.Config:
    """Return how the application is served: bounded in every way, and without a word about what serves it."""
    return uvicorn.Config(
        Arriving(application(archive, settings, rooms, writer), settings),
        http=Patient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `Arriving` believes them, and remembers who brought them.
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
    )


def is_public(host: str) -> bool:
    """Whether others than this machine can reach the address."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


class Patient(H11Protocol):
    """Closes a connection on which no whole request begins in time; uvicorn alone waits for ever."""

    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting when a request is there, begin again when a part of one is."""
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering:
            self._stop_waiting()
        elif self.waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self.waiting = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self.waiting = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None


def _listening(host: str, port: int) -> socket.socket:
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        why = os.strerror(number) if number and number > 0 else str(error)  # Resolvers count below zero.
        raise TryLater(f"{host}:{port}: can not be served: {why}") from None
