"""A backup of any format and schema that this program knows, brought into an empty archive: whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archive import migrations
from archive.backup import form, reading
from archive.config import Settings
from archive.errors import WatchError
from archive.store import Archive, Tx, dump, indexing, open_archive
from archive.store.older import Older
from archive.store.schema import versions
from archive.tokens import SECRET_FILE


def restore(settings: Settings, file: Path) -> form.Manifest:
    """Fill an empty archive, on either engine, from a backup; returns what it held.

    The backup is read to its end before anything is written. Rows of an earlier schema are brought up to date on the
    way. A secret takes the place of the one that an empty archive has. Raises WatchError when the archive is not empty,
    or when the backup is not whole or of a newer program; then no row is written.
    """
    manifest = reading.verify(file)
    if manifest.schema not in versions():
        raise WatchError(
            f"{file}: its schema is {manifest.schema}, this program knows up to {migrations.HEAD}; "
            "it was written by a newer zswatch, install that one"
        )
    if manifest.schema == migrations.HEAD and set(manifest.tables) != {table.name for table in dump.TABLES}:
        raise WatchError(f"{file}: it does not have the tables of its schema, {manifest.schema}")
    _make(settings.data_dir)
    with open_archive(settings) as archive, archive.begin() as tx:
        if not dump.is_empty(tx):
            raise WatchError(f"{file}: the archive is not empty; a backup is restored into an empty one")
        if manifest.schema == migrations.HEAD:
            reading.read(file, _Filling(archive, tx, settings))
        else:
            _fill_from_older(archive, tx, settings, file, manifest.schema)
    with open_archive(settings) as archive:
        indexing.bring_up(archive)  # what is not indexed yet is found too, slowly
    return manifest


class _Filling:
    """Takes what a backup holds into an archive of the same schema."""

    def __init__(self, archive: Archive, tx: Tx, settings: Settings) -> None:
        self._archive, self._tx, self._settings = archive, tx, settings
        self._tables = {table.name: table for table in dump.TABLES}

    def rows(self, table: str, rows: Iterator[dump.Row]) -> None:
        if table not in self._tables:
            raise WatchError(f"{table}: there is no such table in this schema")
        dump.load(self._tx, self._tables[table], rows)

    def blob(self, raw: bytes) -> None:
        self._archive.blobs.put(raw)

    def secret(self, raw: bytes) -> None:
        _put_secret(self._settings.data_dir / SECRET_FILE, raw)


class _FillingOlder(_Filling):
    """Takes the rows of an earlier schema into a database of that schema, and all else as usual."""

    def __init__(self, archive: Archive, tx: Tx, settings: Settings, older: Older) -> None:
        super().__init__(archive, tx, settings)
        self._older = older

    def rows(self, table: str, rows: Iterator[dump.Row]) -> None:
        self._older.fill(table, rows)


def _fill_from_older(archive: Archive, tx: Tx, settings: Settings, file: Path, schema: str) -> None:
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore.") as folder:
        older = Older(Path(folder) / "older.sqlite", schema)
        reading.read(file, _FillingOlder(archive, tx, settings, older))
        with older.up_to_date(archive.blobs) as raised, raised.read() as before:
            for table in dump.TABLES:
                dump.load(tx, table, dump.rows(before, table))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WatchError(f"{folder}: the folder can not be made: {error.strerror}") from None


def _put_secret(file: Path, raw: bytes) -> None:
    """Write the secret for its owner's eyes only; it appears whole or not at all."""
    aside = file.with_name(f".{file.name}.restored")
    try:
        with suppress(FileNotFoundError):
            aside.unlink()
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(raw)
        aside.replace(file)
    except OSError as error:
        raise WatchError(f"{file}: can not be written: {error.strerror}") from None
