"""Kept bytes: pages and attachments as they came, named by their hash, compressed on disk."""

import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from archive.errors import NotFound, WatchError
from archive.packs import Packs

COMPRESSION = 2
"""Of zlib's 1 to 9: with 5 a page of ten kilobytes is 4 % smaller and takes nearly twice as long."""
CHUNK = 1 << 18
"""Bytes compressed or compared at a time, so that a large file is not in memory twice."""
GZIP = 31
"""What zlib calls a gzip file with the largest window."""
PACKED_AT_MOST = 200_000
"""Larger bytes have a file of their own, also where others are packed."""
_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of bytes addressed by the SHA-256 of their content, as gzip.

    Each is one file, `ab/abcdef….gz`, which appears only when it is whole (written aside, then renamed), or a record of
    a pack (see `archive.packs`); it is checked against its name when read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packs = Packs(folder / "packs")

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes that are there and intact are not written again."""
        sha256 = hashlib.sha256(raw).hexdigest()
        if not self._intact(sha256, raw):
            self._write(sha256, raw)
        return sha256

    def pack(self, raw: bytes) -> str:
        """Keep bytes as `put` does, the small ones in a pack: for whoever keeps thousands in a row, in one thread."""
        if len(raw) > PACKED_AT_MOST:
            return self.put(raw)
        sha256 = hashlib.sha256(raw).hexdigest()
        try:
            kept = self._packs.find(sha256, anew=False)
            if kept is None or _unpacked(kept) != raw:
                self._packs.append(sha256, gzip.compress(raw, COMPRESSION, mtime=0))
        except OSError as error:
            why = f"blob {sha256}: can not be written to {self._packs.folder}: {error.strerror}"
            raise WatchError(why) from None
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash; raises NotFound, or WatchError when they are damaged."""
        file = self._file(sha256)
        try:
            packed = self._packs.find(sha256, anew=False) or _content(file) or self._packs.find(sha256)
        except OSError as error:
            raise WatchError(f"blob {sha256}: can not be read: {error}") from None
        if packed is None:
            raise NotFound(f"blob {sha256}: not in {self.folder}")
        raw = _unpacked(packed)
        if raw is None:
            raise WatchError(f"blob {sha256}: can not be read, it is no whole gzip file")
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise WatchError(f"blob {sha256}: holds other bytes than its name says")
        return raw

    def has(self, sha256: str) -> bool:
        """Tell whether bytes of that hash are there."""
        return self._file(sha256).is_file() or self._packs.find(sha256) is not None

    def every(self) -> Iterator[str]:
        """Give the hash of everything kept, in order."""
        files = (file.name.removesuffix(".gz") for file in self.folder.glob("[0-9a-f][0-9a-f]/*.gz"))
        yield from sorted({*(name for name in files if _NAME.fullmatch(name)), *self._packs.every()})

    def _file(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise NotFound(f"blob {sha256!r}: a name has 64 characters of 0-9a-f")
        return self.folder / sha256[:2] / f"{sha256}.gz"

    def _intact(self, sha256: str, raw: bytes) -> bool:
        """Tell whether these very bytes are there; what a power cut left under their name is mended with them."""
        try:
            with gzip.open(self._file(sha256)) as kept:
                for piece in _pieces(raw):
                    if kept.read(len(piece)) != piece:
                        return False
                return not kept.read(1)
        except (OSError, EOFError, zlib.error):
            return False

    def _write(self, sha256: str, raw: bytes) -> None:
        file = self._file(sha256)
        aside = file.with_name(f".{sha256}.{token_hex(4)}.part")
        try:
            try:
                _compress(aside, raw)
            except FileNotFoundError:
                file.parent.mkdir(parents=True, exist_ok=True)
                _compress(aside, raw)
            aside.replace(file)
        except BaseException as error:
            with suppress(OSError):
                aside.unlink()
            if isinstance(error, OSError):
                why = f"blob {sha256}: can not be written to {file.parent}: {error.strerror}"
                raise WatchError(why) from None
            raise


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _unpacked(packed: bytes) -> bytes | None:
    """Return the bytes of a gzip file, None when it is none or not whole."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def _compress(file: Path, raw: bytes) -> None:
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in _pieces(raw):
            out.write(packer.compress(piece))
        out.write(packer.flush())


def _pieces(raw: bytes) -> Iterator[memoryview]:
    whole = memoryview(raw)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))
