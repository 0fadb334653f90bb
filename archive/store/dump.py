"""Every table as plain rows and back, the same for both engines."""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Matching, Moment, Table

BATCH = 500
TABLES: tuple[sa.Table, ...] = tuple(Table.metadata.sorted_tables)
"""All tables, each after those that it refers to."""
_UNINDEXED: dict[str, dict[str, Any]] = {Matching.__tablename__: {"stale": True, "tags": ""}}
"""How rows are told whatever their index knows: the index does not come with them and is made again."""


def rows(tx: Tx, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Give every row of a table in the order of its key, with values that JSON knows."""
    query = sa.select(table).order_by(*table.primary_key)
    for row in tx.connection().execute(query, execution_options={"yield_per": BATCH}).mappings():
        yield {column.name: _plain(row[column.name]) for column in table.columns} | _UNINDEXED.get(table.name, {})


def load(tx: Tx, table: sa.Table, plain: Iterable[dict[str, Any]]) -> int:
    """Insert rows as `rows` gave them; returns how many."""
    count, waiting = 0, iter(plain)
    while some := list(islice(waiting, BATCH)):
        values = [
            {column.name: _value(column, row[column.name]) for column in table.columns} | _UNINDEXED.get(table.name, {})
            for row in some
        ]
        tx.connection().execute(sa.insert(table), values)
        count += len(some)
    _count_on(tx, table)
    return count


def is_empty(tx: Tx) -> bool:
    """Tell whether no table has a row."""
    return not any(tx.scalar(sa.select(sa.exists().select_from(table))) for table in TABLES)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _value(column: sa.Column[Any], plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(plain)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(plain)
    return base64.b64decode(plain, validate=True) if isinstance(column.type, sa.LargeBinary) else plain


def _count_on(tx: Tx, table: sa.Table) -> None:
    """Let PostgreSQL give out numbers after those that came with the rows; SQLite looks at the rows anyway."""
    number = table.autoincrement_column
    if number is None or tx.connection().dialect.name != "postgresql":
        return
    highest = sa.select(sa.func.max(number)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
    tx.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))
