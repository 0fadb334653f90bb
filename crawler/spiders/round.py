"""What all visits of one run share: the archive, the way to the sites, and who reads which announcement."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from archive import clock
from archive.config import Settings
from archive.errors import DatabaseAway, NotFound, WatchError
from archive.records import Kept, SourceRun
from archive.store import Archive, Tx
from crawler.items import Page
from crawler.sources import Source
from crawler.spiders.fetch import Answer, Fetcher, Stopped
from crawler.spiders.reader import Reader, ReaderBroke
from crawler.spiders.reading import Reading

log = logging.getLogger(__name__)

THREAD_FROM_BYTES = 250_000
"""Fewer bytes are kept at once: handing them to a thread and waiting for it would take longer."""
Progress = Callable[[str, int], None]
T = TypeVar("T")


@dataclass(kw_only=True, slots=True)
class Round:
    """One run over all chosen sources.

    `claims` holds, for each announcement met, the end of its first reading; `runs` what came of each source, in the
    order of their ends; `visited` is set when all have ended.
    """

    run_id: str
    archive: Archive
    settings: Settings
    fetcher: Fetcher
    reader: Reader
    full: bool = False
    since: date | None = None
    progress: Progress | None = None
    now: Callable[[], datetime] = clock.now
    items: asyncio.Queue[Reading | None] = field(default_factory=asyncio.Queue)
    runs: list[SourceRun] = field(default_factory=list)
    visited: asyncio.Event = field(default_factory=asyncio.Event)
    claims: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    heavy: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    fatal: list[BaseException] = field(default_factory=list)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Give a transaction that may write; an archive that fails ends the run and is not waited for a second time."""
        with self._unless_fatal(), self.archive.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Give a transaction that only reads, under the same rule."""
        with self._unless_fatal(), self.archive.read() as tx:
            yield tx

    @contextmanager
    def _unless_fatal(self) -> Iterator[None]:
        if self.fatal:
            raise Stopped
        try:
            yield
        except DatabaseAway as error:
            self.stop(error)
            raise

    async def keep(self, reading: Reading) -> Kept:
        """Hand a reading to the pipeline and wait until it is kept."""
        await self.items.put(reading)
        return await reading.kept

    async def keep_bytes(self, raw: bytes) -> str:
        """Keep bytes and return their hash."""
        if len(raw) < THREAD_FROM_BYTES:
            return self.archive.blobs.put(raw)
        return await asyncio.to_thread(self.archive.blobs.put, raw)

    async def read_page(self, answer: Answer, source: Source) -> Page:
        """Return what an announcement's page says; its bytes are kept then, those of one that can not be read are not.

        Raises PageChanged, Challenged or Gone, and ReaderBroke for a mistake of ours.
        """
        try:
            page, _ = await self.reader.read(answer.raw, answer.url, source, declared=answer.declared)
        except ReaderBroke:
            if self.fetcher.stopping.is_set():
                raise Stopped from None  # the child may have been told to end as we were
            raise
        return page

    def kept_bytes(self, sha256: str) -> bytes | None:
        """Return kept bytes; None when they are not there or damaged, so that they are fetched again."""
        try:
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


async def settle(work: Iterable[Awaitable[T]], *, at_once: int) -> list[T | BaseException]:
    """Do the work, so many at once, each to its own end; what one raised stands in its place.

    Raised are only what ends the run: Stopped, and an archive that fails.
    """
    turn = asyncio.Semaphore(at_once)

    async def one(piece: Awaitable[T]) -> T:
        async with turn:
            return await piece

    ended = await asyncio.gather(*(one(piece) for piece in work), return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Stopped | WatchError | asyncio.CancelledError):
            raise outcome
    return ended
