"""Which kept bytes the rows name, and which are there: compared outside memory, for there may be millions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Self

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Attachment, Reading, Revision, Validator

BATCH = 100


def named(tx: Tx) -> Iterator[tuple[str, str]]:
    """Give the hash of all kept bytes that announcements rest on, each with the place that names it."""
    pages = sa.select(Revision.raw_sha256, Revision.announcement_id, Revision.revision)
    yield from _places(tx, pages.where(Revision.raw_sha256 != ""))
    files = sa.select(Attachment.sha256, Attachment.announcement_id, Attachment.revision)
    yield from _places(tx, files.where(Attachment.sha256.is_not(None)))
    readings = sa.select(Reading.announcement_id, Reading.revision, Reading.filled, Reading.state)
    for owner, revision, filled, state in tx.execute(readings, execution_options={"yield_per": BATCH}):
        where = f"{owner} revision {revision}, as it was read before ({filled})"
        held = [state["raw_sha256"], *(one["file"]["sha256"] for one in state["attachments"])]
        yield from ((sha256, where) for sha256 in held if sha256)


def remembered(tx: Tx) -> Iterator[tuple[str, str]]:
    """Give the hashes of pages as servers last gave them: another source's copy is named nowhere else."""
    yield from ((sha256, url) for sha256, url in tx.execute(sa.select(Validator.sha256, Validator.url)) if sha256)


class Hashes:
    """Hashes that are named, and hashes that are kept. Used in a `with` block, after which nothing of it is left."""

    def __init__(self) -> None:
        # A database without a name is a file that the engine keeps to itself and removes.
        self._base = sqlite3.connect("")
        self._base.execute("CREATE TABLE named (sha256 TEXT PRIMARY KEY, at TEXT, times INTEGER) WITHOUT ROWID")
        self._base.execute("CREATE TABLE kept (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")

    def name(self, sha256: str, where: str) -> None:
        """Note that a place names a hash."""
        self._base.execute(
            "INSERT INTO named VALUES (?, ?, 1) ON CONFLICT (sha256) DO UPDATE SET times = times + 1", (sha256, where)
        )

    def keep(self, sha256: str) -> None:
        """Note that bytes of a hash are there."""
        self._base.execute("INSERT OR IGNORE INTO kept VALUES (?)", (sha256,))

    def missing(self) -> Iterator[tuple[str, str, int]]:
        """Give each hash that is named and not there, the first place that names it, and how many do."""
        query = "SELECT sha256, at, times FROM named WHERE sha256 NOT IN (SELECT sha256 FROM kept) ORDER BY sha256"
        with closing(self._base.cursor()) as cursor:
            yield from cursor.execute(query)

    def orphans(self) -> Iterator[str]:
        """Give each hash that is there and not named."""
        query = "SELECT sha256 FROM kept WHERE sha256 NOT IN (SELECT sha256 FROM named) ORDER BY sha256"
        with closing(self._base.cursor()) as cursor:
            yield from (sha256 for (sha256,) in cursor.execute(query))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()


def _places(tx: Tx, query: sa.Executable) -> Iterator[tuple[str, str]]:
    for sha256, owner, revision in tx.execute(query, execution_options={"yield_per": BATCH}):
        yield str(sha256), f"{owner} revision {revision}"
