"""A language model's address on loopback that answers as a test wishes: well, with lies, garbage, by drops, or not."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import trustme

Behaviour = Callable[[socket.socket, dict[str, Any]], None]
HEAD = "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}\r\n"


@dataclass
class Endpoint:
    """What was asked, as JSON and as it came, and how it is answered; `behave` may be changed between questions."""

    behave: Behaviour
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def saying(answer: Any, *, usage: Any = None, model: str = "test") -> Behaviour:
    """Answer as such services do; `answer` is the text, an object for its JSON, or a function of the question."""

    def behave(peer: socket.socket, asked: dict[str, Any]) -> None:
        said = answer(asked) if callable(answer) else answer
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        document = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960} if usage is None else usage,
        }
        sending(json.dumps(document).encode())(peer, asked)

    return behave


def sending(body: bytes, *, status: str = "200 OK", kind: str = "application/json", more: str = "") -> Behaviour:
    """Send these bytes as the answer."""

    def behave(peer: socket.socket, _asked: dict[str, Any]) -> None:
        peer.sendall(HEAD.format(status=status, kind=kind, more=more).encode() + body)

    return behave


def hanging(peer: socket.socket, _asked: dict[str, Any]) -> None:
    """Say nothing until the other side leaves."""
    peer.settimeout(20)
    with suppress(OSError):
        peer.recv(1)


def dripping(begin: bytes = b"", piece: bytes = b" ") -> Behaviour:
    """Send one byte after the other, for ever."""

    def behave(peer: socket.socket, _asked: dict[str, Any]) -> None:
        peer.sendall(begin)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            peer.sendall(piece)
            time.sleep(0.05)

    return behave


def flooding(peer: socket.socket, _asked: dict[str, Any]) -> None:
    """Send ten million bytes of JSON that never ends."""
    peer.sendall(HEAD.format(status="200 OK", kind="application/json", more="").encode() + b'{"choices": "')
    for _ in range(1000):
        peer.sendall(b"x" * 10_000)


@contextmanager
def serving(behave: Behaviour, *, authority: trustme.CA | None = None) -> Iterator[Endpoint]:
    """Run the address and give it; over TLS with an authority."""
    endpoint = Endpoint(behave)
    listener = socket.create_server(("127.0.0.1", 0))
    endpoint.port = listener.getsockname()[1]
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    thread = threading.Thread(target=_accept, args=(listener, endpoint, context), daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def _accept(listener: socket.socket, endpoint: Endpoint, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(peer, endpoint, context), daemon=True).start()


def _answer(peer: socket.socket, endpoint: Endpoint, context: ssl.SSLContext | None) -> None:
    # Whatever the other side does, this end only notes it.
    with suppress(OSError), peer:
        peer.settimeout(20)
        stream = context.wrap_socket(peer, server_side=True) if context else peer
        with stream:
            head, body = _request(stream)
            endpoint.headers.append(head)
            endpoint.bodies.append(body)
            endpoint.asked.append(json.loads(body) if body.startswith(b"{") else {})
            endpoint.behave(stream, endpoint.asked[-1])
            with suppress(OSError):
                stream.shutdown(socket.SHUT_WR)
                stream.recv(1)


def _request(peer: socket.socket) -> tuple[str, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += (piece := peer.recv(65536))
        if not piece:
            raise OSError("left")
    head, _, body = received.partition(b"\r\n\r\n")
    stated = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    while len(body) < int(stated.partition(b":")[2]):
        body += peer.recv(65536)
    return head.decode(), body
