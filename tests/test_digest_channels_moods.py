"""Every way out against a real server in each of its moods: it accepts, refuses, hangs, drips, is away, leaves."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.errors import Refused, TryLater, WatchError
from digest.channels import OPENERS
from tests import mail_server, model_server
from tests.model_server import Behaviour, dripping, flooding, hanging, sending
from tests.test_digest_channels_smtp import mail

ROBOTS = ("wecom", "dingtalk", "feishu", "webhook")
CHANNELS = ("smtp", *ROBOTS)
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgb3IgbW9yZQ=="
TOKEN = "a-secret-token"
SHORT, PATIENCE = 0.3, 10.0
"""Seconds: where the time is to run out, and where it is not, however busy this machine is."""
OK = {"wecom": {"errcode": 0, "errmsg": "ok"}, "feishu": {"code": 0, "msg": "success", "data": {}}, "webhook": {}}
FOR_GOOD = {
    "wecom": {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"},
    "dingtalk": {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"},
    "feishu": {"code": 9499, "msg": "Bad Request"},
}
FOR_NOW = {
    "wecom": {"errcode": 45009, "errmsg": "api freq out of limit"},
    "dingtalk": {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"},
    "feishu": {"code": 11232, "msg": "frequency limited"},
}


@dataclass
class Way:
    """A channel to a server: what it is set to, and what the server has taken."""

    channel: str
    settings: Settings
    taken: Callable[[], list[bytes]]

    def send(self, message: bytes = b'{"msgtype": "markdown"}') -> None:
        recipient = "a@example.org" if self.channel == "smtp" else "group"
        one = replace(mail(recipient), channel=self.channel, message=message)
        with OPENERS[self.channel](self.settings) as post:
            post.send(one)


def settings(channel: str, port: int, tmp_path: Path, seconds: float = PATIENCE) -> Settings:
    if channel == "smtp":
        plain = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "w@example.org"}
        return Settings.model_validate({"mail": plain | {"timeout_seconds": seconds}})
    (tmp_path / "url").write_text(f"http://127.0.0.1:{port}/send?key={TOKEN}\n", encoding="utf-8")
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    robot = {"name": "group", "kind": channel, "url_file": tmp_path / "url", "timeout_seconds": seconds}
    return Settings.model_validate(
        {"robots": [robot | ({} if channel == "wecom" else {"secret_file": tmp_path / "secret"})]}
    )


@contextmanager
def web(channel: str, behave: Behaviour, tmp_path: Path, seconds: float = PATIENCE) -> Iterator[Way]:
    with model_server.serving(behave) as endpoint:
        yield Way(channel, settings(channel, endpoint.port, tmp_path, seconds), lambda: endpoint.bodies)


@contextmanager
def post_office(tmp_path: Path, seconds: float = PATIENCE, **stated: Any) -> Iterator[Way]:
    box = mail_server.Box(**stated)
    with mail_server.serving(box) as port:
        yield Way("smtp", settings("smtp", port, tmp_path, seconds), lambda: [raw for _, raw in box.taken])


@contextmanager
def raw(channel: str, tmp_path: Path, say: Callable[[socket.socket], None], seconds: float = PATIENCE) -> Iterator[Way]:
    """A server of which nothing is known but what it does with a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(10)
                    say(peer)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield Way(channel, settings(channel, listener.getsockname()[1], tmp_path, seconds), list)
        thread.join(15)


def answering(stated: Any, status: str = "200 OK") -> Behaviour:
    return sending(json.dumps(stated).encode(), status=status)


def ok(channel: str) -> Behaviour:
    return answering(OK.get(channel, OK["wecom"]))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_accepts(channel: str, tmp_path: Path) -> None:
    with post_office(tmp_path) if channel == "smtp" else web(channel, ok(channel), tmp_path) as way:
        way.send()
        assert len(way.taken()) == 1


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_refuses_for_good(channel: str, tmp_path: Path) -> None:
    if channel == "smtp":
        way_out = post_office(tmp_path, answers={"a@example.org": "550 5.1.1 no such user"})
    elif channel == "webhook":
        way_out = web(channel, answering({}, "410 Gone"), tmp_path)
    else:
        way_out = web(channel, answering(FOR_GOOD[channel]), tmp_path)
    with way_out as way, pytest.raises(Refused) as caught:
        way.send()
    _is_for_a_person(caught.value)


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_refuses_for_now(channel: str, tmp_path: Path) -> None:
    if channel == "smtp":
        way_out = post_office(tmp_path, answers={"a@example.org": "451 4.7.1 greylisted"})
    elif channel == "webhook":
        way_out = web(channel, answering({}, "429 Too Many Requests"), tmp_path)
    else:
        way_out = web(channel, answering(FOR_NOW[channel]), tmp_path)
    with way_out as way, pytest.raises(TryLater) as caught:
        way.send()
    _is_for_a_person(caught.value)


@pytest.mark.parametrize("channel", ROBOTS)
@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"])
def test_a_server_in_trouble_is_for_later_whatever_it_says(channel: str, status: str, tmp_path: Path) -> None:
    with (
        web(channel, answering(OK["wecom"] | OK["feishu"], status), tmp_path) as way,
        pytest.raises(TryLater) as caught,
    ):
        way.send()
    assert status[:3] in str(caught.value)


@pytest.mark.parametrize("channel", ROBOTS)
def test_a_redirect_is_not_followed(channel: str, tmp_path: Path) -> None:
    with web("wecom", ok("wecom"), tmp_path) as elsewhere:
        place = elsewhere.settings.robots[0].url_file.read_text(encoding="utf-8").strip()
        moved = sending(b"", status="307 Temporary Redirect", more=f"Location: {place}\r\n")
        with web(channel, moved, tmp_path) as way, pytest.raises(TryLater, match="mend the settings"):
            way.send()
        assert elsewhere.taken() == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_hangs(channel: str, tmp_path: Path) -> None:
    hung = (
        post_office(tmp_path, SHORT, answers={"a@example.org": "hang"})
        if channel == "smtp"
        else web(channel, hanging, tmp_path, SHORT)
    )
    with hung as way, within(PATIENCE), pytest.raises(TryLater) as caught:
        way.send()
    _is_for_a_person(caught.value)


def _drip(piece: bytes) -> Callable[[socket.socket], None]:
    def say(peer: socket.socket) -> None:
        with suppress(OSError):
            for _ in range(2000):
                peer.sendall(piece)
                time.sleep(SHORT / 5)

    return say


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("piece", [b"2", b"220-x\r\n"])
def test_bytes_that_drip_keep_nobody_waiting(channel: str, piece: bytes, tmp_path: Path) -> None:
    """Each byte comes in time, the whole never does: in place of an answer, of its first line, of its headers."""
    with raw(channel, tmp_path, _drip(piece), SHORT) as way, within(PATIENCE), pytest.raises(TryLater) as caught:
        way.send()
    _is_for_a_person(caught.value)


@pytest.mark.parametrize("channel", ROBOTS)
def test_a_body_that_drips(channel: str, tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"
    with (
        web(channel, dripping(head), tmp_path, SHORT) as way,
        within(PATIENCE),
        pytest.raises(TryLater, match="no whole answer"),
    ):
        way.send()


@pytest.mark.parametrize("channel", ROBOTS)
@pytest.mark.parametrize(
    "behave",
    [
        flooding,
        sending(b"\x1f\x8b" + b"x" * 100, more="Content-Encoding: gzip\r\n"),
        sending(b"not http", status="999"),
        lambda peer, _: peer.sendall(b"\x00\x01\x02 nonsense\r\n\r\n"),
    ],
)
def test_an_answer_that_is_none(channel: str, behave: Behaviour, tmp_path: Path) -> None:
    with web(channel, behave, tmp_path) as way, pytest.raises(TryLater) as caught:
        way.send()
    _is_for_a_person(caught.value)


@pytest.mark.parametrize("channel", ROBOTS[:3])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>ok</html>",
        b"[]",
        b"null",
        b"{}",
        b'{"errcode": "0", "code": "0"}',
        b"[" * 30_000,
        b'{"errcode": false}',
    ],
)
def test_an_answer_that_does_not_say_so_is_no_yes(channel: str, body: bytes, tmp_path: Path) -> None:
    with web(channel, sending(body), tmp_path) as way, pytest.raises(TryLater, match="an answer"):
        way.send()


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_is_away(channel: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with within(PATIENCE), pytest.raises(TryLater, match=r"refused|connection") as caught:
        Way(channel, settings(channel, port, tmp_path), list).send()
    _is_for_a_person(caught.value)


def _leave_half_way(peer: socket.socket) -> None:
    peer.sendall(b"220 x\r\n")
    peer.recv(1000)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_leaves_half_way(channel: str, tmp_path: Path) -> None:
    with raw(channel, tmp_path, _leave_half_way) as way, pytest.raises(TryLater) as caught:
        way.send()
    _is_for_a_person(caught.value)


def _is_for_a_person(error: WatchError) -> None:
    """One line of bounded length, without the address or the secret."""
    words = str(error)
    assert words
    assert "\n" not in words
    assert len(words) < 400
    assert TOKEN not in words
    assert "whsec" not in words
