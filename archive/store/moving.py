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
    written, when it is not, or when the target is not empty; but one that holds these very rows is what a move left
    that was ended before it had said so, and is taken as it is.
    """
    where, count = engines.name(target.engine), 0
    with source.read() as before, target.begin() as after:
        is_empty = dump.is_empty(after)
        before.execute(sa.select(sa.func.count()).select_from(dump.TABLES[0]))  # the state is that of the first reading
        moment = clock.now()
        for table in dump.TABLES:
            sent, arrived = _carried(before, after, table) if is_empty else _there(before, after, table)
            if (sent.rows, sent.sha256) != (arrived.rows, arrived.sha256):
                if not is_empty:
                    raise WatchError(f"{where}: it is not empty; an archive is moved into an empty one")
                raise WatchError(
                    f"{where}: of {sent.rows} rows of {table.name} with hash {sent.sha256[:12]} {arrived.rows} arrived "
                    f"with hash {arrived.sha256[:12]}; nothing was moved"
                )
            count += sent.rows
            tell(f"{table.name}: {sent.rows} rows, {sent.sha256[:12]}")
    return moment, count


def _carried(before: Tx, after: Tx, table: sa.Table) -> tuple[dump.Tally, dump.Tally]:
    """Copy a table; returns what was sent and what arrived."""
    sent = dump.Tally()
    dump.load(after, table, _counted(before, table, sent))
    return sent, dump.tally(after, table)


def _there(before: Tx, after: Tx, table: sa.Table) -> tuple[dump.Tally, dump.Tally]:
    """Return what would be sent and what is there already."""
    return dump.tally(before, table), dump.tally(after, table)


def _counted(tx: Tx, table: sa.Table, counted: dump.Tally) -> Iterator[dump.Row]:
    for row in dump.rows(tx, table):
        counted.add(dump.line(row))
        yield row
