"""Every table as plain rows and back, the same for both engines."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from archive.columns import Moment
from archive.errors import WatchError
from archive.store.engine import said
from archive.store.opening import Tx
from archive.tables import Table

BATCH = 200
PASSING = frozenset({"leases", "services"})
"""Tables of who works on an archive at the moment, which is nothing that another place inherits."""
TABLES: tuple[sa.Table, ...] = tuple(table for table in Table.metadata.sorted_tables if table.name not in PASSING)
"""All tables that a copy holds, each after those that it refers to."""
DERIVED: Mapping[str, frozenset[str]] = {"matching": frozenset({"tags", "stale"})}
"""Columns that indexing makes from the others: a copy begins without them, and is indexed anew."""

Row = dict[str, Any]


class Tally:
    """How many rows were passed on, and the SHA-256 of their lines: equal for equal rows, on whatever engine."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """Count a line."""
        self.rows += 1
        self._digest.update(line)

    @property
    def sha256(self) -> str:
        """The SHA-256 of all lines so far, in hex."""
        return self._digest.hexdigest()


def columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that a copy holds."""
    return [column for column in table.columns if column.name not in DERIVED.get(table.name, ())]


def rows(tx: Tx, table: sa.Table) -> Iterator[Row]:
    """Give every row of a table in the order of its key (by code points), with values that JSON knows."""
    held = columns(table)
    query = sa.select(*held).order_by(*(_in_order(tx, column) for column in table.primary_key))
    for row in tx.connection().execute(query, execution_options={"yield_per": BATCH}):
        yield {column.name: _plain(value) for column, value in zip(held, row, strict=True)}


def line(row: Row) -> bytes:
    """Return a row as a line of JSON."""
    return json.dumps(row).encode() + b"\n"


def tally(tx: Tx, table: sa.Table) -> Tally:
    """Return the count and the hash of a table's rows."""
    counted = Tally()
    for row in rows(tx, table):
        counted.add(line(row))
    return counted


def load(tx: Tx, table: sa.Table, plain: Iterable[Row]) -> int:
    """Insert rows as `rows` gave them; returns how many. Raises WatchError when the database does not take them."""
    count, waiting, held = 0, iter(plain), columns(table)
    while some := list(islice(waiting, BATCH)):
        values = [{column.name: value_of(column, row[column.name]) for column in held} for row in some]
        try:
            tx.connection().execute(sa.insert(table), values)
        except (DataError, IntegrityError) as error:
            first = [some[0][column.name] for column in table.primary_key]
            raise WatchError(f"{table.name}: the database refuses a row from {first} on: {said(error)}") from None
        count += len(some)
    _count_on(tx, table)
    return count


def is_empty(tx: Tx) -> bool:
    """Tell whether nothing is kept, whoever works on it."""
    return not any(tx.scalar(sa.select(sa.exists().select_from(table))) for table in TABLES)


def value_of(column: sa.Column[Any], plain: Any) -> Any:
    """Return what a column takes for a plain value."""
    if plain is None:
        return None
    if isinstance(column.type, Moment | sa.DateTime):
        return datetime.fromisoformat(plain)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(plain)
    return base64.b64decode(plain, validate=True) if isinstance(column.type, sa.LargeBinary) else plain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _in_order(tx: Tx, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Order texts as SQLite does: PostgreSQL would follow the language of its database."""
    is_text = column.type.python_type is str and tx.connection().dialect.name == "postgresql"
    return sa.collate(column, "C") if is_text else column


def _count_on(tx: Tx, table: sa.Table) -> None:
    """Let PostgreSQL give out numbers after those that came with the rows; SQLite looks at the rows anyway."""
    number = table.autoincrement_column
    if number is None or tx.connection().dialect.name != "postgresql":
        return
    highest = sa.select(sa.func.max(number)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
    tx.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))
