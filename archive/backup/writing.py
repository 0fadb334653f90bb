"""A backup written: of one state of the rows, while others go on writing."""

import gzip
import hashlib
import os
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from archive import clock, migrations
from archive.backup import form
from archive.errors import WatchError
from archive.store import Archive, dump

LEVEL = 2
"""Of gzip's 0 to 9, as for kept bytes: most of them are pages that a higher level makes little smaller."""


def write(archive: Archive, file: Path, secret: Path | None = None) -> form.Manifest:
    """Write a backup of one consistent state of the archive, with the file `secret` when there is one.

    The file appears only when it is whole, and only its owner may read it. At any moment at most one kept file is in
    memory. Raises WatchError when it can not be written, or when a kept file is damaged (which one is said, so that it
    can be fetched again or removed).
    """
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as name:
            folder = Path(name)
            manifest = _prepare(archive, folder, secret)
            whole = folder / "whole.tar"
            with open(whole, "wb", opener=_owned) as out, form.Tar.open(fileobj=out, mode="w") as tar:
                _write(archive, folder, manifest, tar)
                tar.close()
                out.flush()
                os.fsync(out.fileno())
            whole.replace(file)
            _settle(file.parent)
    except OSError as error:
        raise WatchError(f"{file}: can not be written: {error.strerror}") from None
    return manifest


def _prepare(archive: Archive, folder: Path, secret: Path | None) -> form.Manifest:
    """Write all that the manifest counts beside it; the manifest stands first in the file."""
    tables = {}
    with archive.read() as tx:
        made_at = clock.now().isoformat()
        for table in dump.TABLES:
            counted = dump.Tally()
            with gzip.open(folder / table.name, "wb", LEVEL) as out:
                for row in dump.rows(tx, table):
                    line = dump.line(row)
                    counted.add(line)
                    out.write(line)
            tables[table.name] = form.Table(rows=counted.rows, sha256=counted.sha256)
    # Pages are kept before the rows that name them: what lies there now is all that the rows can name.
    names = form.Names()
    with (folder / "names").open("w", encoding="ascii") as listed:
        for sha256 in archive.blobs.every():
            names.add(sha256)
            listed.write(f"{sha256}\n")
    return form.Manifest(
        format=form.FORMAT,
        schema=migrations.HEAD,
        made_at=made_at,
        tables=tables,
        blobs=names.count,
        names=names.sha256,
        secret=_keep_secret(folder, secret),
    )


def _keep_secret(folder: Path, secret: Path | None) -> str | None:
    if secret is None or not secret.is_file():
        return None
    raw = secret.read_bytes()
    (folder / form.SECRET).write_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def _write(archive: Archive, folder: Path, manifest: form.Manifest, tar: form.Tar) -> None:
    (folder / form.MANIFEST).write_bytes(manifest.written())
    _add(tar, folder / form.MANIFEST, form.MANIFEST)
    for name in manifest.tables:
        _add(tar, folder / name, f"{form.TABLES}{name}{form.ROWS}")
    if manifest.secret is not None:
        _add(tar, folder / form.SECRET, form.SECRET)
    with (folder / "names").open(encoding="ascii") as listed:
        for line in listed:
            _add_blob(tar, folder, line.rstrip("\n"), archive.blobs.get(line.rstrip("\n")))


def _add_blob(tar: form.Tar, folder: Path, sha256: str, raw: bytes) -> None:
    """Add a kept file; a large one is compressed on disk, since its size stands before it."""
    whole = memoryview(raw)
    with tempfile.SpooledTemporaryFile(form.SMALL, dir=str(folder)) as packed:
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=LEVEL, mtime=0) as packer:
            for start in range(0, len(whole), form.CHUNK):
                packer.write(whole[start : start + form.CHUNK])
        size = packed.tell()
        packed.seek(0)
        _put(tar, f"{form.BLOBS}{sha256}{form.PACKED}", size, packed)


def _add(tar: form.Tar, file: Path, name: str) -> None:
    with file.open("rb") as content:
        _put(tar, name, file.stat().st_size, content)


def _put(tar: form.Tar, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)
    tar.forget()


def _owned(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _settle(folder: Path) -> None:
    """Have the folder's new name on the disk, too, before anyone is told of it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
