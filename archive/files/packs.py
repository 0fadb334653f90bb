"""Packs: many small kept bytes one behind the other in a file, for whoever keeps thousands in a row.

A file of its own for each page costs more than reading the page. A pack is written by one process, from its start to
the end of that process, and never again; each record is the SHA-256 of the bytes (32), the length of what follows (4),
and the bytes as a frame (see `archive.files.frames`). What a process did not write to its end is behind all that is
whole, and is not looked at.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from time import time_ns
from typing import NamedTuple

HEADER = struct.Struct(">32sI")
BUFFER = 1 << 16


class Place(NamedTuple):
    """Where a record's bytes are."""

    pack: str
    start: int
    size: int


class Packs:
    """A folder of packs; raises OSError as files do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._places: dict[bytes, Place] = {}
        self._whole: dict[str, int] = {}
        """How far each pack has been read: to the end of its last whole record."""
        self._own: tuple[str, int] | None = None
        self._end = 0

    def find(self, sha256: str, *, anew: bool = True) -> bytes | None:
        """Return what is packed under a hash, None when nothing is; with `anew`, what others packed lately counts."""
        key = bytes.fromhex(sha256)
        if key not in self._places and (anew or not self._whole):
            self._read()
        try:
            return self._content(key)
        except FileNotFoundError:  # it was written anew under another name, see `archive.files.tidying`
            self._forget()
            self._read()
            return self._content(key)

    def _content(self, key: bytes) -> bytes | None:
        place = self._places.get(key)
        if place is None:
            return None
        with (self.folder / place.pack).open("rb", buffering=0) as pack:
            return os.pread(pack.fileno(), place.size, place.start)

    def append(self, sha256: str, packed: bytes) -> None:
        """Put bytes behind the others in this process's own pack."""
        name, pipe = self._own or self._begun()
        record = HEADER.pack(bytes.fromhex(sha256), len(packed)) + packed
        start, self._end = self._end + HEADER.size, self._end + len(record)
        written = os.write(pipe, record)
        if written != len(record):  # a full disk: what is there of it is behind all that is whole
            self._own = None
            raise OSError(28, f"{written} of {len(record)} bytes were written")
        self._places[bytes.fromhex(sha256)] = Place(name, start, len(packed))
        self._whole[name] = self._end

    def every(self) -> Iterator[str]:
        """Give the hash of everything packed."""
        self._read()
        yield from [key.hex() for key in self._places]

    def _forget(self) -> None:
        """Forget where records are."""
        self._places.clear()
        self._whole.clear()

    def _begun(self) -> tuple[str, int]:
        """Begin this process's own pack; names sort by their time, so that of two records the later one counts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time_ns():020}-{token_hex(4)}.pack"
        pipe = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._own, self._end = (name, pipe), 0
        return self._own

    def _read(self) -> None:
        """Learn the places of what has come since the last time."""
        for file in sorted(self.folder.glob("*.pack")):
            start, size = self._whole.get(file.name, 0), file.stat().st_size
            if start < size:
                self._whole[file.name] = self._read_pack(file, start, size)

    def _read_pack(self, file: Path, start: int, size: int) -> int:
        with file.open("rb", buffering=BUFFER) as pack:
            while start + HEADER.size <= size:
                pack.seek(start)
                key, length = HEADER.unpack(pack.read(HEADER.size))
                if start + HEADER.size + length > size:
                    break
                self._places[key] = Place(file.name, start + HEADER.size, length)
                start += HEADER.size + length
        return start


def records(pack: Path) -> Iterator[tuple[bytes, bytes]]:
    """Give the key and the frame of every whole record of a pack."""
    size, start = pack.stat().st_size, 0
    with pack.open("rb") as stream:
        while start + HEADER.size <= size:
            key, length = HEADER.unpack(stream.read(HEADER.size))
            start += HEADER.size + length
            if start > size:
                return
            yield key, stream.read(length)
