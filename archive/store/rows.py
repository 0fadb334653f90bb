"""Rows written one by one with statements that are built once: a crawl keeps thousands."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Table

_Values = Mapping[str, Any]


def insert(tx: Tx, table: type[Table], *rows: _Values) -> None:
    """Insert rows that all have the same columns; none is a row too many to ask for."""
    if rows:
        tx.connection().execute(sa.insert(_plain(table)), list(rows))


def update(tx: Tx, table: type[Table], where: _Values, values: _Values) -> int:
    """Set columns of the rows whose columns have the values of `where`; returns how many there were."""
    plain = _plain(table)
    statement = sa.update(plain).where(*(plain.c[name] == sa.bindparam(f"old_{name}") for name in where))
    keys = {f"old_{name}": value for name, value in where.items()}
    return tx.connection().execute(statement, {**keys, **values}).rowcount


def delete(tx: Tx, table: type[Table], where: _Values) -> None:
    """Delete the rows whose columns have the values of `where`."""
    plain = _plain(table)
    statement = sa.delete(plain).where(*(plain.c[name] == sa.bindparam(f"old_{name}") for name in where))
    tx.connection().execute(statement, {f"old_{name}": value for name, value in where.items()})


def columns(record: object, names: Sequence[str]) -> dict[str, Any]:
    """Return the named fields of a record as values of columns."""
    return {name: getattr(record, name) for name in names}


def _plain(table: type[Table]) -> sa.Table:
    return Table.metadata.tables[table.__tablename__]
