"""Rows that an earlier program wrote, brought up to date in a database of their own before they go anywhere."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from archive.errors import WatchError
from archive.files import Shelf
from archive.store import dump, schema
from archive.store import engine as engines
from archive.store.opening import Archive


class Older:
    """A SQLite file of an earlier schema, that is filled table by table and then opened as it is today.

    The tables of that schema are those that its migrations make: nothing is known of it here.
    """

    def __init__(self, file: Path, version: str) -> None:
        self._engine = engines.engine(f"sqlite:///{file}")
        self._tables = sa.MetaData()
        with self._engine.begin() as connection:
            schema.migrate(connection, version)

    def fill(self, name: str, rows: Iterable[dump.Row]) -> int:
        """Insert the rows of a table; returns how many. Raises WatchError for what that schema does not hold."""
        table, count, waiting = self._table(name), 0, iter(rows)
        with self._engine.begin() as connection:
            while some := list(islice(waiting, dump.BATCH)):
                values = [{key: _stored(table, key, value) for key, value in row.items()} for row in some]
                connection.execute(sa.insert(table), values)
                count += len(some)
        return count

    def up_to_date(self, blobs: Shelf) -> Archive:
        """Bring it up to this program's schema and open it; the caller closes it."""
        schema.bring_up(self._engine)
        return Archive(self._engine, blobs)

    def _table(self, name: str) -> sa.Table:
        if name == schema.VERSION or not sa.inspect(self._engine).has_table(name):
            raise WatchError(f"{name}: the schema that the rows were written under has no such table")
        return sa.Table(name, self._tables, autoload_with=self._engine)


def _stored(table: sa.Table, key: str, plain: object) -> object:
    """Return a plain value as earlier programs stored it: moments in UTC, without zone."""
    if key not in table.columns:
        raise WatchError(f"{table.name}: the schema that the rows were written under has no column {key}")
    value = dump.value_of(table.columns[key], plain)
    return value.replace(tzinfo=None) if isinstance(table.columns[key].type, sa.DateTime) and value else value
