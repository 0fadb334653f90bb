"""A folder of frames that are kept elsewhere too, bounded in size: what was used last stays."""

import os
from contextlib import suppress
from pathlib import Path

from archive.errors import NotFound, WatchError
from archive.files.folder import Blobs
from archive.files.shelf import place

LOOK_AGAIN = 0.05
"""Share of the bound after which the folder is measured anew: other processes write into it too."""
KEEP = 0.75
"""Share of the bound that is left after the oldest have gone."""


class Cache:
    """Frames by the hash of their bytes; a bound of 0 keeps none. It never fails: what it can not do it leaves."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._blobs = Blobs(folder)
        self._folder, self._most = folder, most_bytes
        self._written: float | None = None
        """Bytes since the folder was measured; None before the first time."""

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes of a hash, None when they are not here or damaged."""
        if not self._most:
            return None
        try:
            raw = self._blobs.get(sha256)
        except WatchError as error:
            if not isinstance(error, NotFound):
                self.drop(sha256)
            return None
        with suppress(OSError):
            os.utime(self._file(sha256))
        return raw

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes of a hash are here."""
        return bool(self._most) and self._file(sha256).is_file()

    def keep(self, sha256: str, packed: bytes) -> None:
        """Remember a frame that is kept elsewhere by now."""
        if len(packed) > self._most * LOOK_AGAIN:
            return
        with suppress(WatchError):
            self._blobs.write(sha256, packed)
        self._written = None if self._written is None else self._written + len(packed)
        if self._written is None or self._written > self._most * LOOK_AGAIN:
            self._trim()
            self._written = 0

    def drop(self, sha256: str) -> None:
        """Forget a frame."""
        with suppress(OSError):
            self._file(sha256).unlink()

    def _file(self, sha256: str) -> Path:
        return self._folder / place(sha256)

    def _trim(self) -> None:
        """Remove the files that were not used for the longest time when together they are more than the bound."""
        files = []
        for file in self._folder.glob("*/*"):
            with suppress(OSError):
                status = file.stat()
                files.append((status.st_mtime_ns, status.st_size, file))
        size = sum(one[1] for one in files)
        if size <= self._most * (1 - LOOK_AGAIN):
            return
        for _, its, file in sorted(files):
            if size <= self._most * KEEP:
                return
            with suppress(OSError):
                file.unlink()
                size -= its
