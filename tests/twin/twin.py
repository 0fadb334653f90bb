"""The twin itself: a thread with the server in it, a day that can be turned, a log, faults, and the truth."""

import asyncio
import json
import socket
import ssl
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import h11

from tests.twin import background, multiplied, news, truth
from tests.twin.announcements import DAYS, FOLDER, Post, load
from tests.twin.certificates import Authority
from tests.twin.columns import COLUMNS, Column, identity
from tests.twin.corpus import Corpus
from tests.twin.faults import Fault, Faults
from tests.twin.log import Log
from tests.twin.replies import Asked, Reply, reply_to
from tests.twin.site import Site
from tests.twin.wire import Conversation

CONTROL = "twin.control"
"""The host through which a running twin is steered from outside: GET /day, POST /day/2."""


HUNG_UP = (ConnectionError, TimeoutError, h11.RemoteProtocolError, ssl.SSLError)
"""How a connection ends when the client is the one who ends it."""


class Twin:
    """The sites on one of their days, behind a proxy on loopback; a context manager.

    `announcements` is the folder of TOML files, `more` further announcements. `everyday` adds the made-up ones that
    fill the lists, `filler` so many more for benchmarks, in the portal's 通知公告 or on `filler_hosts` made-up
    bureaus. `hosts` adds so many cities with lists and hosts of their own, `each` announcements on each. `corpus` is a
    folder of saved pages to serve as they are, `corpus_charset` states their charset.
    """

    def __init__(
        self,
        *,
        day: int = 1,
        port: int = 0,
        announcements: Path = FOLDER,
        more: tuple[Post, ...] = (),
        everyday: bool = True,
        filler: int = 0,
        filler_hosts: int = 0,
        hosts: int = 0,
        each: int = multiplied.EACH,
        corpus: Path | None = None,
        corpus_charset: bool = False,
    ) -> None:
        self.log, self.faults = Log(), Faults()
        posts = [*load(announcements), *more]
        if everyday:
            posts += background.posts(posts)
        made_up, extra = multiplied.cities(hosts, each) if hosts else background.filler(filler, filler_hosts)
        self.columns: dict[str, Column] = {**COLUMNS, **{column.key: column for column in made_up}}
        self.corpus = Corpus(corpus, corpus_charset) if corpus else None
        self.site = Site([*posts, *extra], self.columns, self.corpus)
        self.day = day
        self._port = port
        self.authority = Authority()
        self._ready = threading.Event()
        self._bugs: list[BaseException] = []

    @property
    def day(self) -> int:
        """The day that the sites show: 1 is 2026-11-18."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day not in DAYS:
            raise ValueError(f"day {day}: the twin has days 1 to {DAYS[-1]}")
        self._day = day

    @property
    def proxy_url(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self._port}"

    def environment(self) -> dict[str, str]:
        """Return the variables by which any HTTP client comes here with real addresses."""
        return {
            "http_proxy": self.proxy_url,
            "https_proxy": self.proxy_url,
            "no_proxy": "",
            "SSL_CERT_FILE": str(self.ca_file),
        }

    def expected(self, day: int | None = None) -> dict[str, truth.Expected]:
        """Return what a faithful reader must have found on a day (the present one by default)."""
        return truth.expected(self.site.posts, self.columns, day or self.day)

    def gone(self, day: int | None = None) -> set[str]:
        """Return the ids of what stood here once and is gone."""
        today = day or self.day
        return {identity(post) for post in self.site.posts if post.vanishes is not None and post.vanishes <= today}

    @property
    def labels(self) -> dict[str, Mapping[str, Any]]:
        """The labels of every announcement by its id."""
        return {identity(post): post.labels for post in self.site.posts}

    def empty_list(self) -> Fault:
        """Return a fault that serves listings whole but without their rows."""

        def fault(reply: Reply, asked: Asked) -> Reply:
            bare = self.site.without_rows(asked, self.day)
            return reply if bare is None else reply_to(asked, replace(bare, modified=None))

        return fault

    def write_sources(self, folder: Path) -> list[str]:
        """Write source files for what stands on made-up hosts (corpus, filler); returns the sources' keys."""
        folder.mkdir(parents=True, exist_ok=True)
        keys = [key for key in self.columns if key not in COLUMNS]
        for key in keys:
            column = self.columns[key]
            (folder / f"{key.partition('-')[0]}.toml").write_text(_source(column), encoding="utf-8")
        if self.corpus:
            (folder / "corpus.toml").write_text(self.corpus.source(), encoding="utf-8")
            keys.append("corpus-list")
        return keys

    def start(self) -> Self:
        """Start to listen; returns when requests are answered."""
        self._folder = tempfile.TemporaryDirectory(prefix="twin-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self.authority.write(self.ca_file)
        listening = socket.create_server(("127.0.0.1", self._port), backlog=200)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else every answer waits 40 ms for an ACK
        self._port = listening.getsockname()[1]
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name="twin", daemon=True)
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """Stop listening, hang up on everyone and forget the certificates; raises what went wrong inside."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._folder.cleanup()
        if self._bugs:
            raise self._bugs[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _serve(self, listening: socket.socket) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()
        self._loop.set_exception_handler(self._note_bug)
        server = await asyncio.start_server(self._meet, sock=listening)
        self._ready.set()
        await self._over.wait()
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            await Conversation(reader, writer, self._answer, self._context, self.log).run()
            writer.close()
            await writer.wait_closed()
        except (*HUNG_UP, asyncio.CancelledError):
            pass  # the client went away, spoke no HTTP, or did not trust us; or we are stopping
        finally:
            self._talks.discard(talk)
            writer.transport.abort()

    def _note_bug(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What went wrong inside is raised when the twin stops, so that no test passes over it."""
        error = context.get("exception")
        if isinstance(error, Exception) and not isinstance(error, HUNG_UP):
            self._bugs.append(error)

    def _context(self, host: str) -> ssl.SSLContext | None:
        return self.authority.context(host) if host in self.site.hosts else None

    def _answer(self, asked: Asked) -> Reply:
        if asked.host == CONTROL:
            return self._steer(asked)
        if asked.host not in self.site.hosts:
            return _plain(502, f"twin: no such host here: {asked.host or '(none named)'}\n")
        if asked.host == news.SEARCH and asked.method == "POST":
            return self.faults.strike(lambda one: reply_to(one, self.site.search(one, self.day)), asked)
        if asked.method not in {"GET", "HEAD"}:
            return _plain(405, f"twin: {asked.method} is not answered here\n")
        return self.faults.strike(lambda one: reply_to(one, self.site.answer(one, self.day)), asked)

    def _steer(self, asked: Asked) -> Reply:
        _, what, *wanted = asked.path.split("/")
        if what != "day" or (wanted and wanted[0] not in map(str, DAYS)) or bool(wanted) != (asked.method == "POST"):
            return _plain(404, "twin: GET /day or POST /day/1, /day/2, /day/3\n")
        if wanted:
            self.day = int(wanted[0])
        return _plain(200, json.dumps({"day": self.day}) + "\n")


def _plain(status: int, text: str) -> Reply:
    return Reply(status=status, headers=(("content-type", "text/plain; charset=utf-8"),), body=text.encode())


def _source(column: Column) -> str:
    return f"""publisher = "{column.owner}"
platform = "columns"
hosts = ["{column.host}"]

[[columns]]
key = "{column.key.partition("-")[2]}"
name = "{column.name}"
url = "{column.url}"
"""
