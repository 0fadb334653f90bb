"""What bounds an exchange: a leash on a connection, one request of bounded time and size."""

import socket
import ssl
import threading
import time

import pytest

from archive.errors import TryLater
from digest.channels import exchange
from digest.channels.leash import Leash
from tests.model_server import flooding, hanging, sending, serving


def test_a_leash_ends_what_waits() -> None:
    ours, theirs = socket.socketpair()
    leash = Leash()
    leash.hold(ours)
    with ours, theirs, leash.within(0.2):
        assert ours.recv(1) == b""
    assert leash.ended
    leash.let_go()


def test_a_leash_that_is_not_needed_ends_nothing() -> None:
    ours, theirs = socket.socketpair()
    leash = Leash()
    leash.hold(ours)
    with ours, theirs:
        with leash.within(0.1):
            theirs.sendall(b"x")
            assert ours.recv(1) == b"x"
        time.sleep(0.2)
        assert not leash.ended
        leash.let_go()
        theirs.sendall(b"y")
        assert ours.recv(1) == b"y"


def test_a_connection_that_comes_too_late_is_ended_at_once() -> None:
    ours, theirs = socket.socketpair()
    leash = Leash()
    with ours, theirs:
        with leash.within(0.05):
            time.sleep(0.2)
        leash.hold(ours)
        assert ours.recv(1) == b""
        leash.let_go()


def test_a_leash_holds_through_tls() -> None:
    """A server that begins a handshake and never ends it: the socket that was held is wrapped by then."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        plain = socket.create_connection(deaf.getsockname())
        leash = Leash()
        leash.hold(plain)
        begun = time.monotonic()
        with leash.within(0.2), pytest.raises(OSError, match=r"(?i)eof|reset|closed|broken"):
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
        assert time.monotonic() - begun < 10
        leash.let_go()


def ask(port: int, seconds: float = 10.0) -> exchange.Answer:
    return exchange.post(f"http://127.0.0.1:{port}/x?key=secret", b"{}", {"X-A": "b"}, seconds=seconds, what="robot")


def test_an_answer_is_status_and_bytes() -> None:
    with serving(sending(b"no \x1b[31m\r\nway", status="418 Teapot")) as endpoint:
        answer = ask(endpoint.port)
    assert (answer.status, answer.body) == (418, b"no \x1b[31m\r\nway")
    assert answer.words == "no [31m way"
    assert "X-A: b" in endpoint.headers[0]
    assert "ZhongshanWatch" in endpoint.headers[0]
    assert "cookie" not in endpoint.headers[0].lower()


@pytest.mark.parametrize(
    ("behave", "seconds", "words"), [(flooding, 10.0, "more than 64000"), (hanging, 0.3, "within 0.3")]
)
def test_an_answer_is_bounded(behave: object, seconds: float, words: str) -> None:
    with serving(behave) as endpoint, pytest.raises(TryLater, match=f"^robot: .*{words}") as caught:  # type: ignore[arg-type]
        ask(endpoint.port, seconds)
    assert "secret" not in str(caught.value)


def test_it_may_be_asked_from_another_thread() -> None:
    answers: list[int] = []
    with serving(sending(b"{}")) as endpoint:
        thread = threading.Thread(target=lambda: answers.append(ask(endpoint.port).status))
        thread.start()
        thread.join(20)
    assert answers == [200]
