"""What systemd is told, by a real datagram socket in its place."""

import logging
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler import notify


@contextmanager
def listening(name: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name)
        manager.settimeout(5)
        yield manager


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_each_word_arrives_as_one_datagram(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = f"zswatch-{uuid.uuid4().hex}"
    name = str(tmp_path / "notify") if kind == "path" else f"\0{word}"
    monkeypatch.setenv(notify.VARIABLE, name.replace("\0", "@"))
    with listening(name) as manager:
        notify.ready()
        notify.alive()
        notify.status("crawling\nWATCHDOG=trigger " + "x" * 500)
        notify.stopping()
        heard = [manager.recv(4096).decode() for _ in range(4)]
    assert [heard[0], heard[1], heard[3]] == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
    assert heard[2].startswith("STATUS=crawling WATCHDOG=trigger x")
    assert "\n" not in heard[2]
    assert len(heard[2]) == len("STATUS=") + notify.MOST_WORDS


def test_without_a_service_manager_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert notify.VARIABLE not in os.environ
    notify.ready()
    notify.alive()
    notify.stopping()
    assert not caplog.records


def test_a_manager_that_is_gone_or_deaf_neither_fails_nor_delays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(notify.VARIABLE, str(tmp_path / "nobody"))
    with caplog.at_level(logging.WARNING):
        notify.alive()
    assert "nobody listens" in caplog.text
    with listening(str(tmp_path / "nobody")):
        for _ in range(5_000):  # far more than what waits in a socket that nobody reads
            notify.alive()
    assert "temporarily unavailable" in caplog.text
