"""What a database and the folders beside it need from time to time, so that they stay quick and small for years."""

import os
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from archive.errors import DatabaseAway
from archive.store import engine as engines
from archive.store.opening import Archive

LEFT_OVER = (".part", ".restored")
"""Ends of the names under which files are written before they appear whole."""
DAY_SECONDS = 24 * 3600.0


def refresh(archive: Archive) -> None:
    """Let the database look at what it holds: statistics for its plans, and SQLite's write-ahead log back to the file.

    Raises DatabaseAway when it can not.
    """
    try:
        with archive.engine.connect() as connection:
            if archive.engine.dialect.name != "sqlite":
                connection.execute(sa.text("ANALYZE"))
                connection.commit()
                return
            # Neither may stand in a transaction; the driver begins none by itself.
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - it is SQLite's
            connection.info.pop("query_only", None)  # the next transaction says anew whether it only reads
            for statement in ("PRAGMA query_only = OFF", "PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(statement).fetchall()
    except sqlite3.Error as error:
        raise DatabaseAway(f"{engines.name(archive.engine)}: {engines.said(error)}") from None
    except DBAPIError as error:
        if not engines.is_expected(error):
            raise
        raise engines.away(archive.engine, error) from None


def left_over(folder: Path) -> list[Path]:
    """Return the files under a folder that were begun more than a day ago, by the machine's clock, and never ended."""
    before = time.time() - DAY_SECONDS
    files = (Path(at) / name for at, _, names in os.walk(folder) for name in names if name.endswith(LEFT_OVER))
    return sorted(file for file in files if _age(file) < before)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return float("inf")  # it has just gone
