"""Kept bytes in an object store, with those that were used lately in a folder of this machine."""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime
from functools import cached_property
from pathlib import Path

from archive.errors import NotFound, WatchError
from archive.files import frames
from archive.files.bucket import Bucket
from archive.files.cache import Cache
from archive.files.folder import Blobs
from archive.files.shelf import NAME, SUFFIX, place
from archive.sections import Store

MOST_KNOWN = 100_000


class Remote:
    """Objects `ab/abcdef….zst` of a bucket, each as a file of that name would be.

    What was kept on this machine before the bucket was set stays readable from its folder.
    """

    slow = True

    def __init__(self, store: Store, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._store = store
        self._before = Blobs(folder)
        self._cache = Cache(cache, store.cache_mb * 1_000_000)
        self._under_way: dict[str, tuple[bytes, bytes, Future[bool]]] = {}
        """By hash: the bytes, their frame, and the end of its writing."""
        self._seen: set[str] = set()
        """What was there when somebody asked: pages that are shown again and again ask once."""

    @cached_property
    def _bucket(self) -> Bucket:
        """The bucket, which is connected to when it is asked for the first time."""
        return Bucket(self._store)

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes that are there and intact are not written again."""
        sha256 = self._hash(raw)
        if not self._cache.has(sha256):
            packed = frames.compressed(raw)
            with self._told(sha256):
                self._kept(sha256, raw, packed, is_new=self._bucket.put(place(sha256), packed))
        return sha256

    def pack(self, raw: bytes) -> str:
        """Begin to keep bytes as `put` does: many are under way at once, and `settle` waits for them."""
        sha256 = self._hash(raw)
        if sha256 not in self._under_way and not self._cache.has(sha256):
            packed = frames.compressed(raw)
            self._under_way[sha256] = raw, packed, self._bucket.begin_put(place(sha256), packed)
        return sha256

    def settle(self) -> Mapping[str, WatchError]:
        """Wait until all that `pack` was given is kept; returns the hashes of what could not be, and why."""
        lost = {}
        while self._under_way:
            sha256, (raw, packed, end) = self._under_way.popitem()
            try:
                with self._told(sha256):
                    self._kept(sha256, raw, packed, is_new=end.result())
            except WatchError as error:
                lost[sha256] = error
        return lost

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash, from the nearest place that has them intact."""
        raw = self._cache.get(sha256) if NAME.fullmatch(sha256) else None
        return self._read(sha256) if raw is None else raw

    def check(self, sha256: str) -> int:
        """Read the bytes of that hash past what is only remembered here; returns how many."""
        return len(self._read(sha256))

    def has(self, sha256: str) -> bool:
        """Tell whether bytes of that hash are there."""
        name = place(sha256)
        if sha256 in self._seen or self._cache.has(sha256) or self._before.has(sha256):
            return True
        with self._told(sha256):
            there = self._bucket.has(name)
        if there and len(self._seen) < MOST_KNOWN:
            self._seen.add(sha256)
        return there

    def every(self) -> Iterator[str]:
        """Give the hash of everything kept, in order."""
        names = (name.rpartition("/")[2].removesuffix(SUFFIX) for name in self._bucket.every())
        yield from sorted({*(name for name in names if NAME.fullmatch(name)), *self._before.every()})

    def remove(self, sha256: str, before: datetime) -> bool:
        """Remove the bytes of that hash when they were kept before a moment; what lies in a pack stays."""
        here = self._before.remove(sha256, before)
        with self._told(sha256):
            there = self._bucket.remove(place(sha256), before)
        if there:
            self._cache.drop(sha256)
        return here or there

    def close(self) -> None:
        """Wait for what is under way."""
        self.settle()

    def _hash(self, raw: bytes) -> str:
        sha256 = hashlib.sha256(raw).hexdigest()
        if len(raw) > frames.MOST:
            raise WatchError(f"blob {sha256}: {len(raw)} bytes, at most {frames.MOST} are kept")
        return sha256

    def _kept(self, sha256: str, raw: bytes, packed: bytes, *, is_new: bool) -> None:
        """Make sure that what is there under the name are these bytes, and remember them."""
        if not is_new and not frames.holds(self._bucket.get(place(sha256)), raw):
            self._bucket.put(place(sha256), packed, over=True)
        self._cache.keep(sha256, packed)

    def _read(self, sha256: str) -> bytes:
        name = place(sha256)
        try:
            return self._before.get(sha256)
        except WatchError:  # not there, or damaged
            pass
        try:
            with self._told(sha256):
                packed = self._bucket.get(name)
        except NotFound:
            raise NotFound(f"blob {sha256}: not in {self._store.url}") from None
        try:
            raw = frames.checked(packed, sha256)
        except frames.Damaged as error:
            self._cache.drop(sha256)  # so that the next one who keeps these bytes mends them
            raise WatchError(f"blob {sha256}: {error}") from None
        self._cache.keep(sha256, packed)
        return raw

    def _told(self, sha256: str) -> "_Told":
        return _Told(sha256)


class _Told:
    """Puts the name of the bytes before what went wrong with them."""

    def __init__(self, sha256: str) -> None:
        self._sha256 = sha256

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, WatchError):
            raise type(error)(f"blob {self._sha256}: {error}") from None
