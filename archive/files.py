"""Kept bytes: pages and attachments as they came, named by their hash, compressed on disk."""

import gzip
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from archive.errors import NotFound, WatchError

COMPRESSION = 5
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
        if not self._intact(sha256):
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

    def _intact(self, sha256: str) -> bool:
        # A power cut may leave an empty file under the right name; bytes at hand are the chance to mend it.
        try:
            self.get(sha256)
        except WatchError:
            return False
        return True

    def _write(self, sha256: str, raw: bytes) -> None:
        file = self._file(sha256)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(gzip.compress(raw, COMPRESSION, mtime=0))
                Path(name).replace(file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise WatchError(f"blob {sha256}: can not be written to {file.parent}: {error.strerror}") from None
