"""A real S3 service on loopback (moto's), behind a door that fails as networks and services do when told to."""

import http.client
import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from archive.sections import Store

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "KEYIDKEYID", "AWS_SECRET_ACCESS_KEY": "sesame-sesame"}
ERROR = "<?xml version='1.0'?><Error><Code>{}</Code><Message>{}</Message><RequestId>1</RequestId></Error>"
ANSWERS = {
    "denied": ("403 Forbidden", "AccessDenied", "Access Denied"),
    "wrong key": ("403 Forbidden", "SignatureDoesNotMatch", "The request signature does not match"),
    "failed": ("500 Internal Server Error", "InternalError", "We encountered an internal error."),
    "slow down": ("503 Slow Down", "SlowDown", "Please reduce your request rate."),
    "unknown": ("501 Not Implemented", "NotImplemented", "A header you provided implies functionality"),
    "conflict": ("409 Conflict", "ConditionalRequestConflict", "A conflicting operation is under way"),
}
SLOW_SECONDS = 3.0


@dataclass
class ObjectStore:
    """Where it is, what it was asked for, and how it is to fail: each of `moods` once, `always` for good."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    always: str = ""
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def store(self, bucket: str, **more: Any) -> Store:
        """Return settings for a bucket of it, which is made."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("PUT", f"/{bucket}")
            assert line.getresponse().status == 200
        finally:
            line.close()
        self.asked.clear()
        url = f"s3://{bucket}/kept"
        return Store(**{"url": url, "endpoint": self.address, "addressing": "path", "cache_mb": 0, **more})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def counts(self) -> dict[str, int]:
        """Return how often each method was asked for."""
        return dict(Counter(method for method, _ in self.asked))


def door(store: ObjectStore, service: Callable[..., Any]) -> Callable[..., Any]:
    """Return the service with a door before it that notes what is asked, and fails as it is told."""

    def asked(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        with store.lock:
            store.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            mood = store.moods.pop(0) if store.moods else store.always
            store.at_once += 1
            store.most_at_once = max(store.most_at_once, store.at_once)
        try:
            return answer(mood, environ, start, service)
        finally:
            with store.lock:
                store.at_once -= 1

    return asked


def answer(mood: str, environ: dict[str, Any], start: Callable[..., Any], service: Callable[..., Any]) -> Any:
    if mood in ANSWERS:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, code, message = ANSWERS[mood]
        body = ERROR.format(code, message).encode()
        start(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]
    if mood == "html":
        start("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<html>\x1b[31mbad\ngateway"]
    if mood == "cut":
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError
    if mood == "slow":
        time.sleep(SLOW_SECONDS)
    whole = b"".join(service(environ, start))
    if mood == "done, then cut":
        return answer("cut", environ, start, service)
    if mood == "truncated":
        return [whole[: len(whole) // 2]]
    if mood == "wrong bytes":
        return [bytes(one ^ 1 for one in whole)]
    return [whole]


class Handler(MotoRequestHandler):
    """Says nothing of what it serves."""

    def log(self, *_: Any) -> None:
        pass

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
        except (OSError, ValueError):  # the line was cut, as was asked for
            self.close_connection = True


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run the service until the end of the block."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    store = ObjectStore()
    service = door(store, DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, service, threaded=True, request_handler=Handler)
    store.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
