"""A server of any application that is bounded in every way: connections, heads, time; uvicorn, with what it lacks."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from archive.errors import TryLater

REQUEST_SECONDS = 20.0
"""Within so long a request's head must have come; a connection that says nothing is closed then."""
IDLE_SECONDS = 5
STOP_SECONDS = 5
MOST_HEAD_BYTES = 16_384
MOST_PORT = 65_535


def bounded(application: Any, most_connections: int) -> uvicorn.Config:
    """Return how an ASGI application is served, without a word about what serves it."""
    return uvicorn.Config(
        application,
        http=Patient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whoever believes them has to know who brought them
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=most_connections,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
    )


@contextmanager
def beside(application: Any, host: str, port: int, most_connections: int) -> Iterator[str]:
    """Serve an application in a thread for the length of a block; gives its address, without a slash at the end.

    Raises TryLater when the address can not be had. The signals of the process are left alone.
    """
    with listening(host, port) as taken:
        server = uvicorn.Server(bounded(application, most_connections))
        thread = threading.Thread(target=server.run, args=([taken],), name="probes", daemon=True)
        thread.start()
        try:
            yield address_of(taken)
        finally:
            server.should_exit = True
            thread.join(2 * STOP_SECONDS)


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


def listening(host: str, port: int) -> socket.socket:
    """Take an address; raises TryLater when it can not be had."""
    if port > MOST_PORT:  # of which the system's own functions would take the lower bits
        raise TryLater(f"{host}:{port}: can not be served: no port has this number")
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        why = os.strerror(number) if number and number > 0 else str(error)  # Resolvers count below zero.
        raise TryLater(f"{host}:{port}: can not be served: {why}") from None


def address_of(taken: socket.socket) -> str:
    """Return the address that a socket listens on, as browsers write it."""
    host, port = taken.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
