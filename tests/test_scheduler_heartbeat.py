"""The dead man's switch against a real web server on loopback."""

import logging
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from archive import clock
from archive.clock import SHANGHAI
from archive.config import Settings
from archive.sections import Watch
from scheduler.heartbeat import Heartbeat
from tests.model_server import Endpoint, hanging, sending, serving

WORD = "2f6c1b-ping-secret"
OK = sending(b"OK", kind="text/plain")
QUICK = clock.passing(datetime(2026, 11, 20, 8, tzinfo=SHANGHAI), 6_000)
"""A clock by which half a minute passes in five milliseconds."""


def made(tmp_path: Path, url: str, minutes: float = 0.5) -> Heartbeat:
    file = tmp_path / "heartbeat-url"
    file.write_text(f"{url}\n")
    return Heartbeat(Settings(watch=Watch(heartbeat_url_file=file, heartbeat_minutes=minutes)))


def address(server: Endpoint) -> str:
    return f"http://127.0.0.1:{server.port}/{WORD}"


def ended() -> None:
    for thread in threading.enumerate():
        if thread.name == "heartbeat":
            thread.join(20)


def test_it_beats_while_all_is_well_and_no_oftener_than_stated(tmp_path: Path) -> None:
    with serving(OK) as server:
        heart = made(tmp_path, address(server))
        heart.beat(well=False)
        ended()
        assert server.headers == []
        for _ in range(20):
            heart.beat(well=True)
            ended()
        assert len(server.headers) == 1
        assert server.headers[0].startswith(f"GET /{WORD} HTTP/1.1")


def test_it_beats_again_when_its_minutes_have_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, QUICK)
    with serving(OK) as server:
        heart = made(tmp_path, address(server))
        for _ in range(3):
            heart.beat(well=True)
            ended()
            time.sleep(0.01)
        assert len(server.headers) == 3


def test_without_an_address_nothing_happens() -> None:
    heart = Heartbeat(Settings())
    heart.beat(well=True)
    assert not [one for one in threading.enumerate() if one.name == "heartbeat"]


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (sending(b"no such check", status="404 Not Found"), "heartbeat: answered 404"),
        (sending(b"x" * 100_000), "an answer of more than 64000 bytes"),
        (None, "no connection"),
    ],
)
def test_one_that_fails_is_told_once_and_its_return_too_and_the_address_never(
    behave: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(clock.VARIABLE, QUICK)
    with caplog.at_level(logging.DEBUG), serving(OK) as server:
        heart = made(tmp_path, address(server))
        if behave is None:
            (tmp_path / "heartbeat-url").write_text(f"http://127.0.0.1:1/{WORD}")
        else:
            server.behave = behave  # type: ignore[assignment]
        for _ in range(3):
            heart.beat(well=True)
            ended()
            time.sleep(0.01)
        assert heart.failing
        server.behave = OK
        (tmp_path / "heartbeat-url").write_text(address(server))
        heart.beat(well=True)
        ended()
        assert not heart.failing
    lines = [one.getMessage() for one in caplog.records if one.name == "zswatch.service"]
    assert len(lines) == 2
    assert said in lines[0]
    assert lines[1] == "heartbeat: answered again"
    assert WORD not in caplog.text


def test_a_file_without_an_address_is_told_by_its_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    heart = Heartbeat(Settings(watch=Watch(heartbeat_url_file=tmp_path / "none")))
    heart.beat(well=True)
    ended()
    assert "watch.heartbeat_url_file" in caplog.text
    assert heart.failing


def test_a_server_that_never_answers_delays_nobody_and_is_asked_by_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.VARIABLE, QUICK)
    monkeypatch.setattr("scheduler.heartbeat.SECONDS", 1.0)
    with serving(hanging) as server:
        heart = made(tmp_path, address(server))
        for _ in range(5):
            heart.beat(well=True)
            assert len([one for one in threading.enumerate() if one.name == "heartbeat"]) == 1
            time.sleep(0.01)
        ended()
        assert heart.failing
        assert len(server.headers) <= 1
