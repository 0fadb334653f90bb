"""The near side of the child process that reads articles, so that one core reads while another one fetches."""

import asyncio
import pickle
import subprocess
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field, replace
from os import environ, pathsep
from pathlib import Path

from crawler.items import Page
from crawler.sources import Source
from crawler.spiders.reader_worker import SECONDS, SIZE, Answer, Request, packed

WORKER = "from crawler.spiders.reader_worker import main; main()"
"""Run so, its messages are of the same classes there and here, which they are not when it is the main module."""


class ReaderBroke(Exception):
    """The child broke on a page, or took too long: a mistake of ours, which costs this page and no other."""


@dataclass(kw_only=True, slots=True)
class Reader:
    """Reads pages one after the other in a child that is started for the first one, and again after it broke."""

    folder: Path
    _child: Process | None = None
    _closed: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _sources: dict[str, bytes] = field(default_factory=dict)

    async def read(self, raw: bytes, url: str, source: Source, *, declared: str | None) -> tuple[Page, str]:
        """Return what a page says and the hash under which its bytes are kept now.

        Raises PageChanged, Challenged or Gone as `crawler.pages.page` does, WatchError when the bytes can not be kept,
        ReaderBroke when no answer came within SECONDS.
        """
        if source.key not in self._sources:
            self._sources[source.key] = pickle.dumps(replace(source))  # a copy has none of what the source remembers
        request = packed(Request(raw, url, self._sources[source.key], declared))
        async with self._turn:
            answer = await self._exchange(request)
        if answer.error is not None:
            raise answer.error
        if answer.page is None:
            raise ReaderBroke(answer.broke.strip())
        return answer.page, answer.sha256

    async def close(self) -> None:
        """End the child for good; whoever still waits for it gets ReaderBroke."""
        self._closed = True
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.communicate()

    async def _exchange(self, request: bytes) -> Answer:
        child = await self._living()
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes
        whole = False
        try:
            async with asyncio.timeout(SECONDS):
                child.stdin.write(request)
                await child.stdin.drain()
                size = int.from_bytes(await child.stdout.readexactly(SIZE))
                answer: Answer = pickle.loads(await child.stdout.readexactly(size))  # noqa: S301 - our child's
            whole = True
        except TimeoutError:
            raise ReaderBroke(f"took longer than {SECONDS} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ReaderBroke("the reading process ended") from None
        finally:
            if not whole:
                await self._end()
        return answer

    async def _living(self) -> Process:
        """Return the child; it has a session of its own, so that Ctrl-C is its parent's affair."""
        if self._closed:
            raise ReaderBroke("the run has ended")
        if self._child is None:
            home, known = str(Path(__file__).parents[2]), environ.get("PYTHONPATH")
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", WORKER, str(self.folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**environ, "PYTHONPATH": f"{home}{pathsep}{known}" if known else home},
                start_new_session=True,
            )
        return self._child
