"""The web server on loopback, in a thread, and a client that speaks to it as it is told."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from time import sleep

import uvicorn

from archive import tokens
from archive.config import Settings
from archive.records import Subscriber
from archive.store import Archive, subscribers
from archive.web.rooms import NONE, Rooms
from archive.web.server import configured


@dataclass(frozen=True)
class Got:
    """One answer."""

    status: int
    headers: Message
    body: str


@dataclass(frozen=True)
class Raw:
    """One answer in bytes."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Client:
    """A client of the server at a port; it follows nothing and keeps nothing."""

    port: int

    def raw(self, path: str, method: str = "GET", **headers: str) -> "Raw":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Raw(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read().decode("utf-8"))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Got:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, form: str = "") -> Got:
        return self.ask("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})


@contextmanager
def serving(archive: Archive, settings: Settings, rooms: Rooms = NONE) -> Iterator[Client]:
    """Run the server as `zswatch serve` configures it."""
    config = configured(archive, settings, rooms)
    config.host, config.port = "127.0.0.1", 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            sleep(0.01)
        yield Client(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


def link(settings: Settings, kind: str, one: Subscriber, at: datetime | None = None) -> str:
    token = tokens.sign(tokens.secret(settings.data_dir), kind, one.name, one.nonce, at=at)
    return f"/subscriptions/{kind}/{token}"


def keep(archive: Archive, one: Subscriber) -> Subscriber:
    with archive.begin() as tx:
        subscribers.put(tx, one)
    return one


def kept(archive: Archive, one: Subscriber) -> Subscriber:
    with archive.read() as tx:
        found = subscribers.get(tx, one.name)
    assert found is not None
    return found
