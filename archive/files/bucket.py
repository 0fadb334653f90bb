"""Objects in a store that fsspec can reach; one request each, with bounds on time, tries and size."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from archive.errors import NotFound, TryLater, WatchError
from archive.files import frames, keys
from archive.files.refusals import Taken, Unconditional, foreign, mapped
from archive.sections import Store

PAUSE_SECONDS = 0.2
"""Before the second try; twice as long before each further one."""
AWAY_SECONDS = 30.0
"""A store that was away is not asked again for so long: thousands of pages must not each wait for it."""
BYTES_A_SECOND = 1_000_000
"""A large object has so much longer to be written."""
READING = 2
"""How many times the time of one object reading may take: how large it is shows when it comes."""
LISTING = 40
"""How many times the time of one object the list of all may take."""
T = TypeVar("T")


class Bucket:
    """The objects under one address, which is `s3://bucket/prefix` or `memory://prefix`.

    All that is asked runs in fsspec's own thread, so many requests can be under way; whoever waits may be any thread.
    Raises TryLater when the store is away after all tries, Refused when it says no, NotFound, else WatchError.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files, self._loop = _connected(store)
        self._root = store.url.partition("://")[2].strip("/")
        self._foreign = foreign()
        self._conditional = True
        self._away: tuple[float, str] | None = None
        """Until when it is not asked, and why."""
        self._turns = asyncio.Semaphore(store.parallel)

    def begin_put(self, name: str, packed: bytes, *, over: bool = False) -> Future[bool]:
        """Begin to write an object, which appears when it is whole; the outcome is False when there was one already.

        With `over` it is written also then.
        """
        return self._begun(self._put(name, packed, over=over), more=len(packed) / BYTES_A_SECOND)

    def put(self, name: str, packed: bytes, *, over: bool = False) -> bool:
        """Write an object as `begin_put` does, and wait for it."""
        return self.begin_put(name, packed, over=over).result()

    def get(self, name: str) -> bytes:
        """Return the content of an object, no more of it than a frame can have."""
        # A stated range is one request; without it the size is asked for first.
        read = partial(self._files._cat_file, self._path(name), start=0, end=frames.MOST_PACKED)
        content: bytes = self._begun(self._tried(read), times=READING).result()
        return content

    def has(self, name: str) -> bool:
        """Tell whether there is such an object."""
        look = partial(self._files._info, self._path(name))
        try:
            return bool(self._begun(self._tried(look)).result()["type"] == "file")
        except NotFound:
            return False

    def remove(self, name: str, before: datetime) -> bool:
        """Remove an object that was written before a moment; returns whether there was one."""
        try:
            found = self._begun(self._tried(partial(self._files._info, self._path(name)))).result()
        except NotFound:
            return False
        written = found.get("LastModified") or found.get("created")
        if not isinstance(written, datetime) or written >= before:
            return False
        self._begun(self._tried(partial(self._files._rm_file, self._path(name)))).result()
        return True

    def every(self) -> list[str]:
        """Return the names of all objects."""
        find = partial(self._files._find, self._root)
        try:
            found = self._begun(self._tried(find), times=LISTING).result()
        except NotFound:
            return []
        return [str(one).rpartition(f"{self._root}/")[2] for one in found]

    async def _put(self, name: str, packed: bytes, *, over: bool) -> bool:
        async with self._turns:
            if self._conditional and not over:
                try:
                    await self._tried(partial(self._write, name, packed, mode="create"))
                except Taken:
                    return False
                except Unconditional:  # a store that knows no conditions: content and name belong together anyway
                    self._conditional = False
                else:
                    return True
            if not over and await self._is_there(name):
                return False
            await self._tried(partial(self._write, name, packed, mode="overwrite"))
            return True

    async def _write(self, name: str, packed: bytes, *, mode: str) -> None:
        await self._files._pipe_file(self._path(name), packed, mode=mode)

    async def _is_there(self, name: str) -> bool:
        try:
            await self._tried(partial(self._files._info, self._path(name)))
        except NotFound:
            return False
        return True

    async def _tried(self, what: Callable[[], Awaitable[T]]) -> T:
        """Return what comes of it, after as many tries as are set when the store is away."""
        for attempt in range(self._store.retries + 1):
            try:
                return await what()
            except self._foreign as error:
                why = mapped(error, self._store)
            if not isinstance(why, TryLater):
                break
            if attempt < self._store.retries:
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
        raise why from None

    def _begun(self, what: Coroutine[Any, Any, T], *, times: int = 1, more: float = 0) -> Future[T]:
        seconds = self._store.timeout_seconds * times + more
        return asyncio.run_coroutine_threadsafe(self._in_time(what, seconds), self._loop)

    async def _in_time(self, what: Coroutine[Any, Any, T], seconds: float) -> T:
        """Return what comes of it within so many seconds, unless the store has just been away."""
        if (away := self._away) is not None and self._loop.time() < away[0]:
            what.close()
            raise TryLater(away[1])
        try:
            async with asyncio.timeout(seconds):
                return await what
        except (TimeoutError, TryLater) as error:
            why = str(error) if isinstance(error, TryLater) else f"{self._store.url}: no answer within {seconds:g} s"
            self._away = self._loop.time() + AWAY_SECONDS, why
            raise TryLater(why) from None

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def _connected(store: Store) -> tuple[Any, asyncio.AbstractEventLoop]:
    """Return the file system, whose methods that begin with `_` are coroutines, and the loop in which they run."""
    import fsspec  # noqa: PLC0415 - an optional part, and slow to load
    from fsspec.asyn import get_loop  # noqa: PLC0415
    from fsspec.implementations.asyn_wrapper import AsyncFileSystemWrapper  # noqa: PLC0415

    if store.url.startswith("memory://"):
        return AsyncFileSystemWrapper(fsspec.filesystem("memory"), asynchronous=False), get_loop()
    try:
        files = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False, **keys.options(store))
    except ValueError as error:
        raise WatchError(f"{store.url}: {error}") from None
    files.retries = 1  # we count tries ourselves
    return files, get_loop()
