"""What the web door bears: much that is sent, little that is sent, and what its log tells of it."""

import logging
import socket
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

import pytest

from archive.config import Settings
from archive.store import Archive
from archive.web import bounded, guard
from tests.found import CHEN
from tests.web_server import Client, keep, kept, link, serving


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_what_is_sent_is_bounded(
    client: Client, archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(settings, "leave", keep(archive, CHEN))
    assert client.post(path, "x" * (guard.MOST_BYTES + 1)).status == 413
    assert kept(archive, CHEN).status == "active"
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.3)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nList-"
    assert talk(client, head).startswith("HTTP/1.1 408 ")
    assert kept(archive, CHEN).status == "active"
    assert talk(client, f"GET /{'x' * 20_000}").startswith("HTTP/1.1 400 ")


def test_a_connection_that_says_nothing_or_too_little_is_closed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "REQUEST_SECONDS", 0.4)
    for said in ("", "GET / HTTP/1.1\r\nX-Slow: "):
        begun = monotonic()
        assert talk(client, said) == ""
        assert monotonic() - begun < 5
    whole = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    assert talk(client, whole + "GET / HT").count("HTTP/1.1 ") == 1


def talk(client: Client, said: str) -> str:
    """Say something raw and return all that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as connection:
        connection.sendall(said.encode())
        heard = b""
        while some := connection.recv(65536):
            heard += some
    return heard.decode("utf-8", "replace")


def test_the_log_names_no_token_and_believes_a_proxy_on_this_machine(
    client: Client, archive: Archive, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    path = link(settings, "leave", keep(archive, CHEN))
    with caplog.at_level(logging.INFO, "zswatch.web"):
        client.get(path, X_Forwarded_For="203.0.113.9")
        client.get("/%0a%1b[31mx")
    lines = [record.getMessage() for record in caplog.records if record.name == "zswatch.web"]
    assert lines[0] == "203.0.113.9 GET /subscriptions/leave/... 200"
    assert "\n" not in lines[1]
    assert "\x1b" not in lines[1]
    assert path.rpartition("/")[2] not in caplog.text
