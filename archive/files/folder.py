"""Kept bytes in a folder of this machine."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from archive.errors import NotFound, WatchError
from archive.files import frames
from archive.files.packs import Packs
from archive.files.shelf import NAME, SUFFIX, place

OLD_SUFFIX = ".gz"
PACKED_AT_MOST = 200_000
"""Larger bytes have a file of their own, also where others are packed."""


class Blobs:
    """A folder of bytes addressed by the SHA-256 of their content.

    Each is one file, `ab/abcdef….zst` (`.gz` when an earlier program wrote it), which appears only when it is whole
    (written aside, then renamed), or a record of a pack (see `archive.files.packs`).
    """

    slow = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packs = Packs(folder / "packs")

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes that are there and intact are not written again."""
        sha256 = hashlib.sha256(raw).hexdigest()
        if not any(packed is not None and frames.holds(packed, raw) for packed in self._files(sha256)):
            self._write(sha256, raw)
        return sha256

    def pack(self, raw: bytes) -> str:
        """Keep bytes as `put` does, the small ones in a pack: for whoever keeps thousands in a row, in one thread."""
        if len(raw) > PACKED_AT_MOST:
            return self.put(raw)
        sha256 = hashlib.sha256(raw).hexdigest()
        try:
            kept = self._packs.find(sha256, anew=False)
            if kept is None or not frames.holds(kept, raw):
                self._packs.append(sha256, frames.compressed(raw))
        except OSError as error:
            why = f"blob {sha256}: can not be written to {self._packs.folder}: {error.strerror}"
            raise WatchError(why) from None
        return sha256

    def settle(self) -> Mapping[str, WatchError]:
        """Return nothing: what was packed is kept."""
        return {}

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash; raises NotFound, or WatchError when they are damaged."""
        damage = ""
        try:
            for packed in self._copies(sha256):
                try:
                    return frames.checked(packed, sha256)
                except frames.Damaged as error:
                    damage = damage or str(error)
        except OSError as error:
            raise WatchError(f"blob {sha256}: can not be read: {error}") from None
        if damage:
            raise WatchError(f"blob {sha256}: {damage}")
        raise NotFound(f"blob {sha256}: not in {self.folder}")

    def check(self, sha256: str) -> int:
        """Read the bytes of that hash; returns how many. Raises as `get` does."""
        return len(self.get(sha256))

    def has(self, sha256: str) -> bool:
        """Tell whether bytes of that hash are there."""
        return any(file.is_file() for file in self._names(sha256)) or self._packs.find(sha256) is not None

    def every(self) -> Iterator[str]:
        """Give the hash of everything kept, in order."""
        files = (
            file.name.removesuffix(suffix)
            for suffix in (SUFFIX, OLD_SUFFIX)
            for file in self.folder.glob(f"[0-9a-f][0-9a-f]/*{suffix}")
        )
        yield from sorted({*(name for name in files if NAME.fullmatch(name)), *self._packs.every()})

    def remove(self, sha256: str, before: datetime) -> bool:
        """Remove the file of that hash when it was kept before a moment; what lies in a pack stays."""
        removed = False
        for file in self._names(sha256):
            try:
                if datetime.fromtimestamp(file.stat().st_mtime, UTC) < before:
                    file.unlink()
                    removed = True
            except FileNotFoundError:
                continue
            except OSError as error:
                raise WatchError(f"blob {sha256}: can not be removed: {error.strerror}") from None
        return removed

    def close(self) -> None:
        """Do nothing: a folder is not open."""

    def write(self, sha256: str, packed: bytes) -> None:
        """Put a frame under its name, as it is."""
        self._appear(sha256, iter([packed]))

    def _names(self, sha256: str) -> tuple[Path, Path]:
        file = self.folder / place(sha256)
        return file, file.with_suffix(OLD_SUFFIX)

    def _files(self, sha256: str) -> Iterator[bytes | None]:
        for file in self._names(sha256):
            with suppress(OSError):
                yield _content(file)

    def _copies(self, sha256: str) -> Iterator[bytes]:
        """Give what there is under a hash, the likeliest place first."""
        files = self._names(sha256)
        if (packed := self._packs.find(sha256, anew=False)) is not None:
            yield packed
        for file in files:
            if (content := _content(file)) is not None:
                yield content
        if packed is None and (packed := self._packs.find(sha256)) is not None:
            yield packed

    def _write(self, sha256: str, raw: bytes) -> None:
        if len(raw) > frames.MOST:
            raise WatchError(f"blob {sha256}: {len(raw)} bytes, at most {frames.MOST} are kept")
        self._appear(sha256, frames.in_pieces(raw))

    def _appear(self, sha256: str, pieces: Iterator[bytes]) -> None:
        file = self.folder / place(sha256)
        aside = file.with_name(f".{sha256}.{token_hex(4)}.part")
        try:
            try:
                pipe = _begun(aside)
            except FileNotFoundError:
                file.parent.mkdir(parents=True, exist_ok=True)
                pipe = _begun(aside)
            with os.fdopen(pipe, "wb") as out:
                out.writelines(pieces)
            aside.replace(file)
        except BaseException as error:
            with suppress(OSError):
                aside.unlink()
            if isinstance(error, OSError):
                why = f"blob {sha256}: can not be written to {file.parent}: {error.strerror}"
                raise WatchError(why) from None
            raise


def _begun(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _content(file: Path) -> bytes | None:
    """Return what is in a file, no more than a frame can have; None when there is no such file."""
    try:
        with file.open("rb") as opened:
            return opened.read(min(os.fstat(opened.fileno()).st_size + 1, frames.MOST_PACKED))
    except FileNotFoundError:
        return None
