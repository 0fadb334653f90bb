"""The whole archive in one file: every row and every kept page, checked when written and when read.

The file is a tar: `manifest.json`, then `tables/<name>.jsonl.gz` (one row a line), then `blobs/<sha256>.gz`.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive import clock, migrations
from archive.config import Settings
from archive.errors import WatchError
from archive.store import Archive, dump, indexing, open_archive

FORMAT = 1
MANIFEST = "manifest.json"
LINE = 1 << 20


def write(archive: Archive, file: Path) -> int:
    """Write a backup of one consistent state of the archive; returns how many rows and kept files it holds.

    The file appears only when it is whole. Raises WatchError when it can not be written, or when a kept file is
    damaged (which one is said, so that it can be fetched again or removed).
    """
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as name:
            folder = Path(name)
            manifest = _write_tables(archive, folder)
            # Pages are kept before the rows that name them: what lies there now is all that the rows can name.
            blobs = list(archive.blobs.every())
            whole = folder / "whole.tar"
            with tarfile.open(whole, "w") as tar:
                _add(tar, MANIFEST, json.dumps({**manifest, "blobs": len(blobs)}, indent=1).encode())
                for table in dump.TABLES:
                    tar.add(folder / table.name, _table_member(table.name), filter=_nameless)
                for sha256 in blobs:
                    _add(tar, _blob_member(sha256), gzip.compress(archive.blobs.get(sha256), mtime=0))
            with whole.open("rb") as written:
                os.fsync(written.fileno())
            whole.replace(file)
    except OSError as error:
        raise WatchError(f"{file}: can not be written: {error.strerror}") from None
    counts: list[int] = [table["rows"] for table in manifest["tables"].values()]
    return sum(counts) + len(blobs)


def restore(settings: Settings, file: Path) -> int:
    """Fill an empty archive, on either engine, from a backup; returns how many rows and kept files came back.

    Raises WatchError when the archive is not empty, or when the backup is not whole or not of this version's schema;
    then no row is written.
    """
    with _reading(file) as tar:
        manifest = _manifest(file, tar)
        with open_archive(settings) as archive, archive.begin() as tx:
            if not dump.is_empty(tx):
                raise WatchError(f"{file}: the archive is not empty; a backup is restored into an empty one")
            blobs = _restore_blobs(archive, file, tar)
            if blobs != manifest["blobs"]:
                raise WatchError(f"{file}: {blobs} kept files, expected {manifest['blobs']}")
            rows = 0
            for table in dump.TABLES:
                raw = _checked_table(file, tar, table.name, manifest["tables"])
                rows += dump.load(tx, table, _lines(raw))
        with open_archive(settings) as archive:
            indexing.bring_up(archive)
    return rows + blobs


def _write_tables(archive: Archive, folder: Path) -> dict[str, Any]:
    tables = {}
    with archive.read() as tx:
        for table in dump.TABLES:
            count, digest = 0, hashlib.sha256()
            with gzip.open(folder / table.name, "wb") as out:
                for row in dump.rows(tx, table):
                    line = json.dumps(row).encode() + b"\n"
                    digest.update(line)
                    out.write(line)
                    count += 1
            tables[table.name] = {"rows": count, "sha256": digest.hexdigest()}
    return {"format": FORMAT, "schema": migrations.HEAD, "made_at": clock.now().isoformat(), "tables": tables}


@contextmanager
def _reading(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
    except FileNotFoundError:
        raise WatchError(f"{file}: no such file") from None
    except (OSError, EOFError, KeyError, ValueError, zlib.error, tarfile.TarError) as error:
        raise WatchError(f"{file}: not a whole backup: {error}") from None


def _manifest(file: Path, tar: tarfile.TarFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(_member(tar, MANIFEST))
    if manifest["format"] != FORMAT or manifest["schema"] != migrations.HEAD:
        raise WatchError(
            f"{file}: format {manifest['format']}, schema {manifest['schema']}; this program restores format {FORMAT}, "
            f"schema {migrations.HEAD}: restore it with the program that wrote it, then upgrade that archive"
        )
    return manifest


def _restore_blobs(archive: Archive, file: Path, tar: tarfile.TarFile) -> int:
    count = 0
    for member in tar.getmembers():
        if member.name.startswith("blobs/"):
            sha256 = archive.blobs.put(gzip.decompress(_member(tar, member.name)))
            if _blob_member(sha256) != member.name:
                raise WatchError(f"{file}: {member.name} holds other bytes than its name says")
            count += 1
    return count


def _checked_table(
    file: Path, tar: tarfile.TarFile, name: str, stated: dict[str, Any]
) -> Callable[[], io.BufferedIOBase]:
    """Return a way to open the rows of a table, after reading them once to see that they are what was written."""

    def opened() -> io.BufferedIOBase:
        return gzip.GzipFile(fileobj=io.BytesIO(_member(tar, _table_member(name))))

    digest = hashlib.sha256()
    with opened() as raw:
        while some := raw.read(LINE):
            digest.update(some)
    if digest.hexdigest() != stated[name]["sha256"]:
        raise WatchError(f"{file}: the rows of {name} are not those that were written")
    return opened


def _lines(opened: Callable[[], io.BufferedIOBase]) -> Iterator[dict[str, Any]]:
    with opened() as raw:
        for line in raw:
            yield json.loads(line)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    content = tar.extractfile(name)
    if content is None:
        raise tarfile.ReadError(f"{name} is not a file")
    return content.read()


def _nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _table_member(name: str) -> str:
    return f"tables/{name}.jsonl.gz"


def _blob_member(sha256: str) -> str:
    return f"blobs/{sha256}.gz"
