"""Insert, or do something else when the row is there: one statement that both engines know in their own words."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

from archive.store.opening import Tx
from archive.store.rows import plain
from archive.tables import Table


def replace(tx: Tx, table: type[Table], key: str, values: Mapping[str, Any]) -> None:
    """Insert a row, or overwrite the one with the same value in the column `key`."""
    connection = tx.connection()
    connection.execute(_replacing(connection.dialect.name, table, key, frozenset(values)), values)


def once(tx: Tx, table: type[Table], key: str, values: Mapping[str, Any]) -> None:
    """Insert a row unless one with the same value in the column `key` is there, which then stays as it is."""
    connection = tx.connection()
    statement = _insert(connection.dialect.name)(plain(table)).on_conflict_do_nothing(index_elements=[key])
    connection.execute(statement, values)


def inserting(tx: Tx, table: type[Table]) -> Any:
    """Return an INSERT of the engine of a transaction, which has `on_conflict_do_update` and `excluded`."""
    return _insert(tx.connection().dialect.name)(plain(table))


@cache
def _replacing(dialect: str, table: type[Table], key: str, names: frozenset[str]) -> Executable:
    statement: Any = _insert(dialect)(plain(table))
    others = {name: statement.excluded[name] for name in sorted(names) if name != key}
    made: Executable = statement.on_conflict_do_update(index_elements=[key], set_=others)
    return made


def _insert(dialect: str) -> Any:
    if dialect != "postgresql":
        return sqlite.insert
    # Imported here because whoever keeps to SQLite, as most do, need not wait for it.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert
