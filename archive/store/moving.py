"""The archive carried to another database: counted and compared, whole or not at all."""

from collections.abc import Callable, Iterator
from datetime import datetime

import sqlalchemy as sa

from archive import clock
from archive.errors import WatchError
from archive.store import dump
from archive.store import engine as engines
from archive.store.opening import Archive, Tx

Tell = Callable[[str], None]


def rows(source: Archive, target: Archive, tell: Tell) -> tuple[datetime, int]:
    """Copy one state of all rows into an empty archive, in one transaction; returns as of when, and how many.

    Every table is read again from the target and must be equal by count and hash. Raises WatchError, with nothing
    written, when it is not, or when the target is not empty.
    """
    where, count = engines.name(target.engine), 0
    with source.read() as before, target.begin() as after:
        if not dump.is_empty(after):
            raise WatchError(f"{where}: it is not empty; an archive is moved into an empty one")
        before.execute(sa.select(sa.func.count()).select_from(dump.TABLES[0]))  # the state is that of the first reading
        moment = clock.now()
        for table in dump.TABLES:
            sent = dump.Tally()
            dump.load(after, table, _counted(before, table, sent))
            arrived = dump.tally(after, table)
            if (sent.rows, sent.sha256) != (arrived.rows, arrived.sha256):
                raise WatchError(
                    f"{where}: of {sent.rows} rows of {table.name} with hash {sent.sha256[:12]} {arrived.rows} arrived "
                    f"with hash {arrived.sha256[:12]}; nothing was moved"
                )
            count += sent.rows
            tell(f"{table.name}: {sent.rows} rows, {sent.sha256[:12]}")
    return moment, count


def _counted(tx: Tx, table: sa.Table, counted: dump.Tally) -> Iterator[dump.Row]:
    for row in dump.rows(tx, table):
        counted.add(dump.line(row))
        yield row
