"""What all visits of one run share: the archive, the way to the sites, and who reads which announcement."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from archive import clock
from archive.config import Settings
from archive.errors import DatabaseAway, NotFound, Refused, TryLater, WatchError
from archive.records import SourceRun
from archive.store import Archive, Tx
from crawler.spiders.fetch import Fetcher, Stopped
from crawler.spiders.messages import Paper, Writing
from crawler.spiders.reading import Reading
from crawler.spiders.recorder import Recorder, RecorderBroke

log = logging.getLogger(__name__)

THREAD_FROM_BYTES = 250_000
"""Fewer bytes are kept at once: handing them to a thread and waiting for it would take longer."""
Progress = Callable[[str, int], None]
T = TypeVar("T")


@dataclass(kw_only=True, slots=True)
class Round:
    """One run over all chosen sources.

    `claims` holds, for each announcement met, the end of its first reading; `runs` what came of each source, in the
    order of their ends; `visited` is set when all have ended. With `leave_files` attachments are kept and not read.
    The run ends when `ended` answers True: others may ask its hosts by then.
    """

    run_id: str
    archive: Archive
    settings: Settings
    fetcher: Fetcher
    recorder: Recorder
    full: bool = False
    since: date | None = None
    search: bool = False
    leave_files: bool = False
    ended: Callable[[], bool] = bool
    progress: Progress | None = None
    now: Callable[[], datetime] = clock.now
    items: asyncio.Queue[Reading | None] = field(default_factory=asyncio.Queue)
    runs: list[SourceRun] = field(default_factory=list)
    visited: asyncio.Event = field(default_factory=asyncio.Event)
    claims: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    heavy: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    fatal: list[BaseException] = field(default_factory=list)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Give a transaction that only reads; an archive that fails ends the run and is not waited for again."""
        with self._unless_fatal(), self.archive.read() as tx:
            yield tx

    async def write(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function with a transaction that may write, in the recorder's process, under the same rule."""
        with self._unless_fatal():
            return await self.recorder.write(function, *arguments)

    async def record(self, request: Paper | Writing) -> object:
        """Have a page read and kept, or something written, under the same rule.

        Raises PageChanged, Challenged or Gone, and RecorderBroke for a mistake of ours.
        """
        with self._unless_fatal():
            if isinstance(request, Paper):
                return await self.recorder.read(request)
            return await self.recorder.write(request.function, *request.arguments)

    @contextmanager
    def _unless_fatal(self) -> Iterator[None]:
        if self.fatal:
            raise Stopped
        try:
            yield
        except DatabaseAway as error:
            self.stop(error)
            raise

    async def hand_over(self, reading: Reading) -> Any:
        """Hand a reading to the pipeline and wait for what comes of it: Read of a page, Kept of what is written."""
        await self.items.put(reading)
        try:
            return await reading.done
        except RecorderBroke:
            if self.fetcher.stopping.is_set():
                raise Stopped from None  # the child may have been told to end as we were
            raise

    async def keep_bytes(self, raw: bytes) -> str:
        """Keep bytes and return their hash; a store that is away or says no ends the run, as a database does."""
        blobs = self.archive.blobs
        if len(raw) < THREAD_FROM_BYTES and not blobs.slow:
            return blobs.put(raw)
        with self._unless_fatal():
            try:
                return await asyncio.to_thread(blobs.put, raw)
            except (TryLater, Refused) as error:
                raise DatabaseAway(str(error)) from None

    async def kept_bytes(self, sha256: str) -> bytes | None:
        """Return kept bytes; None when they are not there or damaged, so that they are fetched again."""
        try:
            if self.archive.blobs.slow:
                return await asyncio.to_thread(self.archive.blobs.get, sha256)
            return self.archive.blobs.get(sha256)
        except NotFound:
            return None
        except WatchError as error:
            log.warning("%s", error)
            return None

    def claim(self, announcement_id: str) -> asyncio.Future[None] | None:
        """Take an announcement in hand; returns None, or the end of another source's reading to wait for."""
        if (first := self.claims.get(announcement_id)) is not None:
            return first
        self.claims[announcement_id] = asyncio.get_running_loop().create_future()
        return None

    def release(self, announcement_id: str) -> None:
        """Tell those who wait that the reading has ended, well or not."""
        self.claims[announcement_id].set_result(None)

    def stop(self, error: BaseException | None = None) -> None:
        """End the run after what is in hand; `error` is what made it impossible to go on."""
        if error is not None:
            self.fatal.append(error)
        self.fetcher.stopping.set()


async def settle(work: Iterable[Awaitable[T]], *, turn: asyncio.Semaphore) -> list[T | BaseException]:
    """Do the work, each piece in its turn and to its own end; what one raised stands in its place.

    Raised are only what ends the run: Stopped, and an archive that fails.
    """

    async def one(piece: Awaitable[T]) -> T:
        async with turn:
            return await piece

    ended = await asyncio.gather(*(one(piece) for piece in work), return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Stopped | WatchError | asyncio.CancelledError):
            raise outcome
    return ended
