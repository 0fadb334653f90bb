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

COMPRESSION = 2
"""Of zlib's 1 to 9: with 5 a page of ten kilobytes is 4 % smaller and takes nearly twice as long."""
CHUNK = 1 << 18
"""Bytes compressed or compared at a time, so that a large file is not in memory twice."""
GZIP = 31
"""What zlib calls a gzip file with the largest window."""
_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of bytes addressed by the SHA-256 of their content; each is one gzip file, `ab/abcdef….gz`.

    A file appears only when it is whole (written aside, then renamed), and is checked against its name when read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes that are there and intact are not written again."""
        sha256 = hashlib.sha256(raw).hexdigest()
        if not self._intact(sha256, raw):
            self._write(sha256, raw)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash; raises NotFound, or WatchError when the file is damaged."""
        file = self._file(sha256)
        try:
            raw = gzip.decompress(file.read_bytes())
        except FileNotFoundError:
            raise NotFound(f"blob {sha256}: not in {self.folder}") from None
        except (OSError, EOFError, zlib.error) as error:
            raise WatchError(f"blob {sha256}: {file} can not be read: {error}") from None
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise WatchError(f"blob {sha256}: {file} holds other bytes than its name says")
        return raw

    def has(self, sha256: str) -> bool:
        """Tell whether bytes of that hash are there."""
        return self._file(sha256).is_file()

    def every(self) -> Iterator[str]:
        """Give the hash of everything kept, in order."""
        for file in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*.gz")):
            if _NAME.fullmatch(file.name.removesuffix(".gz")):
                yield file.name.removesuffix(".gz")

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


def _compress(file: Path, raw: bytes) -> None:
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in _pieces(raw):
            out.write(packer.compress(piece))
        out.write(packer.flush())


def _pieces(raw: bytes) -> Iterator[memoryview]:
    whole = memoryview(raw)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))
