"""Insert, or do something else when the row is there: one statement that both engines know in their own words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from archive.store.opening import Tx
from archive.tables import Table


def replace(tx: Tx, table: type[Table], key: str, values: Mapping[str, Any]) -> None:
    """Insert a row, or overwrite the one with the same value in the column `key`."""
    statement = _insert(tx)(table).values(**values)
    others = {name: statement.excluded[name] for name in values if name != key}
    tx.execute(statement.on_conflict_do_update(index_elements=[key], set_=others))


def once(tx: Tx, table: type[Table], key: str, values: Mapping[str, Any]) -> None:
    """Insert a row unless one with the same value in the column `key` is there, which then stays as it is."""
    tx.execute(_insert(tx)(table).values(**values).on_conflict_do_nothing(index_elements=[key]))


def _insert(tx: Tx) -> Any:
    return postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
