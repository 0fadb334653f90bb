"""Rows written one by one with statements that are built once: a crawl keeps thousands."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Table

_Values = Mapping[str, Any]


def insert(tx: Tx, table: type[Table], *rows: _Values) -> None:
    """Insert rows that all have the same columns; none is a row too many to ask for."""
    if rows:
        tx.connection().execute(_insert(table), rows[0] if len(rows) == 1 else list(rows))


def update(tx: Tx, table: type[Table], where: _Values, values: _Values) -> int:
    """Set columns of the rows whose columns have the values of `where`; returns how many there were."""
    return tx.connection().execute(_update(table, tuple(where)), _old(where) | dict(values)).rowcount


def delete(tx: Tx, table: type[Table], where: _Values) -> None:
    """Delete the rows whose columns have the values of `where`."""
    tx.connection().execute(_delete(table, tuple(where)), _old(where))


def columns(record: object, names: Sequence[str]) -> dict[str, Any]:
    """Return the named fields of a record as values of columns."""
    return {name: getattr(record, name) for name in names}


def among(owner: Any, revision: Any, keys: Iterable[tuple[str, int]]) -> sa.ColumnElement[bool]:
    """Return the condition that two columns are one of some pairs.

    SQLite uses no index for pairs, so that the first of them is asked for by itself too.
    """
    some = list(keys)
    return sa.and_(owner.in_({one for one, _ in some}), sa.tuple_(owner, revision).in_(some))


def plain(table: type[Table]) -> sa.Table:
    """Return the table without its class, so that a statement on it goes the short way past the ORM."""
    return Table.metadata.tables[table.__tablename__]


@cache
def _insert(table: type[Table]) -> sa.Insert:
    return sa.insert(plain(table))


@cache
def _update(table: type[Table], where: tuple[str, ...]) -> sa.Update:
    return sa.update(plain(table)).where(*_conditions(plain(table), where))


@cache
def _delete(table: type[Table], where: tuple[str, ...]) -> sa.Delete:
    return sa.delete(plain(table)).where(*_conditions(plain(table), where))


def _conditions(table: sa.Table, where: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"old_{name}") for name in where]


def _old(where: _Values) -> dict[str, Any]:
    return {f"old_{name}": value for name, value in where.items()}
