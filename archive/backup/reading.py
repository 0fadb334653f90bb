"""A backup read from its first to its last byte: everything is what the manifest states, or it is refused."""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from archive.backup import form
from archive.errors import WatchError
from archive.store import dump

_BROKEN = (OSError, EOFError, KeyError, RecursionError, TypeError, ValueError, zlib.error, tarfile.TarError)


class Taker(Protocol):
    """Who takes what a backup holds, in the order of the file; when `read` raises, it is all worth nothing."""

    def rows(self, table: str, rows: Iterator[dump.Row]) -> None:
        """Take the rows of a table, to the last one."""

    def blob(self, raw: bytes) -> None:
        """Take the bytes of a kept file."""

    def secret(self, raw: bytes) -> None:
        """Take the secret."""


def verify(file: Path) -> form.Manifest:
    """Return what a backup holds, after reading all of it; raises WatchError when it is not whole."""
    return read(file, None)


def read(file: Path, taker: Taker | None) -> form.Manifest:
    """Hand over what a backup holds, and see that it is all that the manifest states; without a taker see only.

    At most one kept file and some rows are in memory. Raises WatchError when the backup is not whole.
    """
    with _opened(file) as tar:
        manifest = _manifest(file, tar)
        seen = _Seen(file, manifest)
        for member in _members(tar):
            content = tar.extractfile(member)
            if content is None:
                raise tarfile.ReadError(f"{member.name} is not a file")
            seen.take(member.name, content, taker)
        seen.all_there()
    return manifest


class _Seen:
    """What of a backup was seen so far."""

    def __init__(self, file: Path, manifest: form.Manifest) -> None:
        self._file, self._manifest = file, manifest
        self._tables: set[str] = set()
        self._secret = False
        self._names = form.Names()

    def take(self, name: str, content: IO[bytes], taker: Taker | None) -> None:
        if name.startswith(form.TABLES) and name.endswith(form.ROWS):
            self._take_table(name.removeprefix(form.TABLES).removesuffix(form.ROWS), content, taker)
        elif name.startswith(form.BLOBS) and name.endswith(form.PACKED):
            self._take_blob(name, content, taker)
        elif name == form.SECRET:
            self._take_secret(content, taker)
        else:
            raise self._refused(f"{name} is no part of a backup")

    def all_there(self) -> None:
        missing = [name for name in self._manifest.tables if name not in self._tables]
        if missing:
            raise self._refused(f"the rows of {missing[0]} are missing")
        if self._manifest.secret is not None and not self._secret:
            raise self._refused("the secret is missing")
        if self._names.count != self._manifest.blobs:
            raise self._refused(f"{self._names.count} kept files, expected {self._manifest.blobs}")
        if self._manifest.names not in {None, self._names.sha256}:
            raise self._refused("the kept files are not those that were written")

    def _take_table(self, name: str, content: IO[bytes], taker: Taker | None) -> None:
        stated = self._manifest.tables.get(name)
        if stated is None or name in self._tables:
            raise self._refused(f"the rows of {name} are not in the manifest, or twice in the file")
        self._tables.add(name)
        counted = dump.Tally()
        with gzip.GzipFile(fileobj=content) as raw:
            if taker is None:
                for line in _lines(raw):
                    counted.add(line)
            else:
                taker.rows(name, _rows(raw, counted))
        if (counted.rows, counted.sha256) != (stated.rows, stated.sha256):
            raise self._refused(f"the rows of {name} are not those that were written")

    def _take_blob(self, name: str, content: IO[bytes], taker: Taker | None) -> None:
        digest, size, pieces = hashlib.sha256(), 0, []
        with gzip.GzipFile(fileobj=content) as raw:
            while piece := raw.read(form.CHUNK):
                size += len(piece)
                if size > form.MOST_BLOB:
                    raise self._refused(f"{name} is larger than {form.MOST_BLOB} bytes")
                digest.update(piece)
                if taker is not None:
                    pieces.append(piece)
        if f"{form.BLOBS}{digest.hexdigest()}{form.PACKED}" != name:
            raise self._refused(f"{name} holds other bytes than its name says")
        self._names.add(digest.hexdigest())
        if taker is not None:
            taker.blob(b"".join(pieces))

    def _take_secret(self, content: IO[bytes], taker: Taker | None) -> None:
        raw = content.read(form.MOST_SECRET)
        if hashlib.sha256(raw).hexdigest() != self._manifest.secret:
            raise self._refused("the secret is not the one that was written")
        self._secret = True
        if taker is not None:
            taker.secret(raw)

    def _refused(self, why: str) -> WatchError:
        return WatchError(f"{self._file}: {why}")


@contextmanager
def _opened(file: Path) -> Iterator[form.Tar]:
    try:
        with form.Tar.open(file, "r:") as tar:
            yield tar
    except FileNotFoundError:
        raise WatchError(f"{file}: no such file") from None
    except _BROKEN as error:
        raise WatchError(f"{file}: not a whole backup: {error}") from None


def _manifest(file: Path, tar: form.Tar) -> form.Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == form.MANIFEST else None
    if content is None:
        raise tarfile.ReadError(f"it does not begin with {form.MANIFEST}")
    try:
        return form.read(content.read(form.MOST_MANIFEST))
    except WatchError as error:
        raise WatchError(f"{file}: {error}") from None


def _members(tar: form.Tar) -> Iterator[tarfile.TarInfo]:
    while (member := tar.next()) is not None:
        yield member
        tar.forget()


def _lines(raw: gzip.GzipFile) -> Iterator[bytes]:
    while line := raw.readline(form.MOST_LINE):
        if not line.endswith(b"\n"):
            raise EOFError("a row is cut off, or longer than any row of ours")
        yield line


def _rows(raw: gzip.GzipFile, counted: dump.Tally) -> Iterator[dump.Row]:
    for line in _lines(raw):
        counted.add(line)
        yield json.loads(line)
