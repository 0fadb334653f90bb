"""What monitors and orchestrators ask a service or a worker: /healthz, /readyz and /metrics, over HTTP.

uvicorn serves, as it serves the reading room: it is maintained, and bounded in connections, heads and patience, which
the servers of wsgiref and of prometheus_client are not (a thread for whoever connects, as long as he likes). It runs in
a thread with a loop of its own, so that it answers also when the work of the process hangs, which /healthz tells.
"""

import asyncio
import json
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from prometheus_client.exposition import choose_encoder

from archive.config import Settings
from archive.errors import TryLater, WatchError
from archive.files import opened
from archive.store import open_reader, schema
from archive.web.bounded import beside
from scheduler.facts import Depth
from scheduler.looked import Looked
from scheduler.metrics import Living, registry
from scheduler.redaction import REDACTOR

MOST_CONNECTIONS = 30
THREADS = 4
READY_KEPT_SECONDS, READY_SECONDS = 5.0, 4.0
STATEMENT_SECONDS = 3.0
SEND_SECONDS = 10.0
"""How long somebody who asks may take to read the answer."""
MOST_WORDS = 300
NOBODY = "0" * 64
"""A name under which nothing is kept."""
METHODS = ("GET", "HEAD")
_log = logging.getLogger("zswatch.probes")

Message = MutableMapping[str, Any]
Answer = tuple[int, str, bytes]
"""Status, media type, body."""


@contextmanager
def answering(
    settings: Settings, pulse: Living, kind: str, depths: Callable[[], Sequence[Depth]] | None = None
) -> Iterator[str]:
    """Answer on `watch.listen` for the length of a block; gives the address, empty when there is none.

    `depths` says how long the queues are, where there are any. An address that can not be had is a warning: the work
    does not depend on being watched.
    """
    if not settings.watch.listen:
        yield ""
        return
    host, _, port = settings.watch.listen.rpartition(":")
    probes = Probes(settings, pulse, kind, depths)
    with ExitStack() as held:
        held.callback(probes.close)
        address = ""
        try:
            address = held.enter_context(beside(probes, host.strip("[]"), int(port), MOST_CONNECTIONS))
        except TryLater as error:
            _log.warning("no probes: %s", error)
        else:
            _log.info("probes at %s/healthz, /readyz and /metrics", address)
        yield address


class Probes:
    """The application: GET and HEAD of three places, nothing else."""

    def __init__(
        self, settings: Settings, pulse: Living, kind: str, depths: Callable[[], Sequence[Depth]] | None = None
    ) -> None:
        self._settings, self._pulse = settings, pulse
        self._registry = registry(settings, pulse, kind, depths)
        self._checks: Looked[dict[str, str]] = Looked(
            self._look, keep_seconds=READY_KEPT_SECONDS, wait_seconds=READY_SECONDS
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="probe")

    def close(self) -> None:
        """Let go of the threads; one that still looks at an archive which is away is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Answer one request, as ASGI has it."""
        status, kind, body = await self._answer(scope)
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            *([(b"allow", ", ".join(METHODS).encode())] if status == 405 else []),  # noqa: PLR2004
        ]
        async with asyncio.timeout(SEND_SECONDS):
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, scope: Message) -> Answer:
        places: dict[str, Callable[[], Answer]] = {
            "/healthz": self.health,
            "/readyz": self.readiness,
            "/metrics": lambda: self._metrics(scope),
        }
        place = places.get(scope["path"])
        if place is None:
            return _said(404, {"status": "not found"})
        if scope["method"] not in METHODS:
            return _said(405, {"status": "only GET and HEAD"})
        if place == self.health:
            return place()
        return await asyncio.get_running_loop().run_in_executor(self._threads, place)

    def health(self) -> Answer:
        """Tell whether the loop of the process turns; never looks at anything outside it."""
        if self._pulse.alive(time.monotonic()):
            return _said(200, {"status": "ok"})
        return _said(503, {"status": "the loop has not turned for a minute"})

    def readiness(self) -> Answer:
        """Tell whether the process can do its work: database, schema, a role, kept bytes."""
        checks = self._checks.newest() or {"database": f"no answer within {READY_SECONDS:g} seconds"}
        checks = checks | {"role": "ok" if self._pulse.role else "none yet"}
        well = all(said == "ok" for said in checks.values())
        return _said(200 if well else 503, {"status": "ready" if well else "not ready", "checks": checks})

    def _metrics(self, scope: Message) -> Answer:
        accepted = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
        encode, kind = choose_encoder(", ".join(accepted))
        return 200, kind, encode(self._registry)

    def _look(self) -> dict[str, str]:
        return {"database": _checked(self._ask), "kept bytes": _checked(self._keep)}

    def _ask(self) -> str:
        with open_reader(self._settings, STATEMENT_SECONDS) as archive, archive.read() as tx:
            return "ok" if schema.is_current(tx) else "its schema is not that of this program"

    def _keep(self) -> str:
        """Write and remove a file where bytes are kept; an object store is only asked, for it would keep the file."""
        shelf = opened(self._settings.blobs, self._settings.data_dir.absolute())
        try:
            if shelf.slow:
                shelf.has(NOBODY)
                return "ok"
            shelf.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=shelf.folder) as file:
                file.write(b"\0" * 4096)
                file.flush()
        except OSError as error:
            return f"{shelf.folder}: {error.strerror}"
        finally:
            shelf.close()
        return "ok"


def _checked(check: Callable[[], str]) -> str:
    try:
        return check()
    except WatchError as error:
        return REDACTOR.redacted(str(error))[:MOST_WORDS]


def _said(status: int, document: dict[str, Any]) -> Answer:
    return status, "application/json", json.dumps(document, ensure_ascii=False).encode()
