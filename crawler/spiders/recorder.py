"""The near side of the child process that reads articles and writes: one core reads and writes, the other fetches.

Requests go into the child as they come and are answered in their order. When the child breaks, each request that it
had is put to a second child by itself, one at a time: only the one that breaks that child too is to blame.
"""

import asyncio
import pickle
import subprocess
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from os import environ, pathsep
from pathlib import Path
from typing import Any, TypeVar

from crawler.items import Page
from crawler.sources import Source
from crawler.spiders.messages import SIZE, Answer, Opening, Paper, Read, Sheet, Writing, packed
from crawler.spiders.recorder_worker import SECONDS

WORKER = "from crawler.spiders.recorder_worker import main; main()"
"""Run so, its messages are of the same classes there and here, which they are not when it is the main module."""
MOST_WAITING = 32_000_000
T = TypeVar("T")


class RecorderBroke(Exception):
    """The child broke on a request, or took too long: a mistake of ours, which costs this request and no other."""


@dataclass(kw_only=True, slots=True)
class Child:
    """A running child, and the requests that it has not answered yet, in their order."""

    process: Process
    asked: deque[asyncio.Future[Answer]] = field(default_factory=deque)
    listening: asyncio.Task[None] | None = None

    def send(self, request: bytes) -> asyncio.Future[Answer]:
        """Write a request into the pipe and return its answer to come."""
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(request)
        self.asked.append(asyncio.get_running_loop().create_future())
        return self.asked[-1]

    async def listen(self) -> None:
        """Hand out answers until the child ends; whoever still waits then gets RecorderBroke."""
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            while True:
                size = int.from_bytes(await self.process.stdout.readexactly(SIZE))
                answer: Answer = pickle.loads(await self.process.stdout.readexactly(size))  # noqa: S301 - our child's
                waiting = self.asked.popleft()
                if not waiting.done():
                    waiting.set_result(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.leave()

    def leave(self) -> None:
        """Tell all who wait that there will be no answer."""
        for waiting in self.asked:
            if not waiting.done():
                waiting.set_exception(RecorderBroke("the recording process ended"))

    async def end(self) -> None:
        """End the child at once."""
        if self.listening is not None:
            self.listening.cancel()
        if self.process.returncode is None:
            self.process.kill()
        self.leave()
        await self.process.communicate()


@dataclass(kw_only=True, slots=True)
class Line:
    """A child that is started for the first request, and again after it broke."""

    opening: Opening | None
    _child: Child | None = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, request: bytes) -> Answer:
        """Return the answer; raises RecorderBroke when the child ends before it, or takes longer than SECONDS."""
        child = await self._living()
        answer = child.send(request)
        try:
            async with asyncio.timeout(SECONDS):
                assert child.process.stdin is not None  # noqa: S101 - it is a pipe
                with suppress(ConnectionError):  # the answer tells that the child has ended
                    await child.process.stdin.drain()
                return await answer
        except TimeoutError:
            await self._drop(child)
            raise RecorderBroke(f"took longer than {SECONDS} s") from None
        except RecorderBroke:
            await self._drop(child)
            raise

    async def begin(self) -> None:
        """Start the child, unless it runs."""
        await self._living()

    async def end(self) -> None:
        """End the child; whoever still waits for it gets RecorderBroke."""
        if self._child is not None:
            await self._drop(self._child)

    async def _drop(self, child: Child) -> None:
        if self._child is child:
            self._child = None
            await child.end()

    async def _living(self) -> Child:
        """Return the child; it has a session of its own, so that Ctrl-C is its parent's affair."""
        async with self._starting:
            if self._child is None:
                home, known = str(Path(__file__).parents[2]), environ.get("PYTHONPATH")
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", WORKER),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**environ, "PYTHONPATH": f"{home}{pathsep}{known}" if known else home},
                    start_new_session=True,
                )
                assert process.stdin is not None  # noqa: S101 - it is a pipe
                process.stdin.write(packed(self.opening))
                self._child = Child(process=process)
                self._child.listening = asyncio.create_task(self._child.listen())
            return self._child


@dataclass(kw_only=True, slots=True)
class Recorder:
    """Has pages read and findings written, each to its own end; without an `opening` pages can be looked at only."""

    opening: Opening | None
    _closed: bool = False
    _many: Line = field(init=False)
    _alone: Line = field(init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0
    _less: asyncio.Event = field(default_factory=asyncio.Event)
    _sources: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._many, self._alone = Line(opening=self.opening), Line(opening=self.opening)

    def packed_source(self, source: Source) -> bytes:
        """Return a source as papers carry it: made once, without what the source remembers."""
        if source.key not in self._sources:
            self._sources[source.key] = pickle.dumps(replace(source))
        return self._sources[source.key]

    async def read(self, paper: Paper) -> Read:
        """Have a page read, and kept when it has no attachments.

        Raises PageChanged, Challenged or Gone as `crawler.pages.page` does, WatchError when it can not be kept,
        RecorderBroke when reading it breaks the child.
        """
        read: Read = await self._value(packed(paper))
        return read

    async def begin(self) -> None:
        """Start the child before it is needed, so that nothing has to wait for it later."""
        if not self._closed:
            await self._many.begin()

    async def room(self) -> None:
        """Wait until no more than MOST_WAITING bytes wait for an answer: pages of many megabytes must not pile up."""
        while self._waiting > MOST_WAITING:
            self._less.clear()
            await self._less.wait()

    async def look(self, raw: bytes, url: str, source: Source, *, declared: str | None) -> Page:
        """Have a page read and nothing kept; raises as `read` does."""
        page: Page = await self._value(packed(Sheet(raw, url, self.packed_source(source), declared)))
        return page

    async def write(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function with a transaction and the arguments, and return what it returns once that is committed.

        Raises DatabaseAway when the archive fails, RecorderBroke for a mistake of ours.
        """
        value: T = await self._value(packed(Writing(function, arguments)))
        return value

    async def close(self) -> None:
        """End the children for good; whoever still waits for one gets RecorderBroke."""
        self._closed = True
        await self._many.end()
        await self._alone.end()

    async def _value(self, request: bytes) -> Any:
        self._waiting += len(request)
        try:
            answer = await self._answer(request)
        finally:
            self._waiting -= len(request)
            self._less.set()
        if answer.error is not None:
            raise answer.error
        if answer.broke:
            raise RecorderBroke(answer.broke.strip())
        return answer.value

    async def _answer(self, request: bytes) -> Answer:
        if not self._closed:
            try:
                return await self._many.ask(request)
            except RecorderBroke:
                async with self._turn:
                    if not self._closed:
                        return await self._alone.ask(request)
        raise RecorderBroke("the run has ended")
