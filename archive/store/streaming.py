"""Reading long rows as they come: the database makes the next ones ready while one is looked at."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from archive.store.opening import Tx


def among(tx: Tx, column: sa.ColumnElement[int], numbers: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of some numbers; on PostgreSQL they are one value."""
    if tx.connection().dialect.name == "sqlite":
        return column.in_(numbers)
    return column == sa.any_(sa.literal(list(numbers), sa.ARRAY(sa.BigInteger)))


def streamed(tx: Tx, statement: sa.Select[Any]) -> Iterator[Any]:
    """Give the rows of a statement one by one.

    Nothing else may be asked of the transaction until the last one: read all of them, keeping what is small.
    """
    connection = tx.connection()
    driver, dialect = connection.connection.driver_connection, connection.dialect
    if dialect.name == "sqlite" or driver is None:
        yield from connection.execute(statement)  # which goes from row to row by itself
        return
    # SQLAlchemy's own way is a cursor of the server, which rests while we look at what it gave.
    written = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    errors = dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor:
            yield from cursor.stream(str(written), written.params)
    except errors as error:
        raise DBAPIError.instance(str(written), None, error, errors, dialect=dialect) from error
