"""Archives as earlier programs left them: for every version of the schema a full set of rows, and the bytes they name.

The rows stand by table in `fixtures/archives/<version>.json` as plain values (moments in ISO form, bytes in base64),
and beside them under `bytes` what is kept. They are never changed once that version is released. For a new version,
`python -m tests.filled VERSION` writes the rows of the version before it as its migration leaves them; add rows by hand
for what is new in it.
"""

import base64
import gzip
import json
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from archive.config import Settings
from archive.store import engine as engines
from archive.store import schema

FOLDER = Path(__file__).parent / "fixtures" / "archives"
Rows = dict[str, list[dict[str, Any]]]


def rows_of(version: str) -> Rows:
    """Return the rows of a version, by table."""
    stated: Rows = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))["tables"]
    return stated


def bytes_of(version: str) -> list[bytes]:
    """Return what is kept in the archive of a version."""
    stated = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))["bytes"]
    return [base64.b64decode(one) for one in stated.values()]


def fill(settings: Settings, version: str) -> None:
    """Make an archive of a version with its rows and its kept bytes, as programs of that version wrote them."""
    engine = engines.engine(settings.url)
    with engine.begin() as connection:
        schema.migrate(connection, version)
        insert(connection, rows_of(version))
    engine.dispose()
    stated = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))["bytes"]
    for sha256, raw in stated.items():
        file = settings.data_dir / "blobs" / sha256[:2] / f"{sha256}.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(base64.b64decode(raw), 2, mtime=0))


def insert(connection: sa.Connection, rows: Rows) -> None:
    """Insert rows into tables whose form is read from the database."""
    known = sa.MetaData()
    known.reflect(connection, only=list(rows))
    for table in known.sorted_tables:
        for row in rows[table.name]:
            values = {key: _value(connection, table.columns[key], value) for key, value in row.items()}
            connection.execute(sa.insert(table), values)


def held(connection: sa.Connection, tables: list[str]) -> Rows:
    """Return the rows of tables, whose form is read from the database, in the order of their keys."""
    known = sa.MetaData()
    known.reflect(connection, only=tables)
    found: Rows = {}
    for table in known.sorted_tables:
        rows = connection.execute(sa.select(table)).mappings()
        plain = [{key: _plain(value) for key, value in row.items()} for row in rows]
        keys = [column.name for column in table.primary_key]
        found[table.name] = sorted(plain, key=lambda row: [row[key] for key in keys])
    return found


def tables_of(connection: sa.Connection) -> list[str]:
    """Return the names of the tables of a database, without those that only its engine or its search has."""
    names = sa.inspect(connection).get_table_names()
    return sorted(name for name in names if name != schema.VERSION and not name.startswith("grams"))


def _value(connection: sa.Connection, column: sa.Column[Any], plain: Any) -> Any:
    if plain is None or isinstance(column.type, sa.JSON):
        return plain
    if isinstance(column.type, sa.DateTime):
        moment = datetime.fromisoformat(plain)
        return moment.replace(tzinfo=None) if connection.dialect.name == "sqlite" else moment
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(plain)
    return base64.b64decode(plain) if isinstance(column.type, sa.LargeBinary) else plain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def draft(version: str) -> str:
    """Return the fixture of a version as the migration from the one before it would leave that one's archive."""
    before = schema.versions()[schema.versions().index(version) - 1]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        fill(settings, before)
        engine = engines.engine(settings.url)
        with engine.begin() as connection:
            schema.migrate(connection, version)
            tables = held(connection, tables_of(connection))
        engine.dispose()
    kept = json.loads((FOLDER / f"{before}.json").read_text(encoding="utf-8"))["bytes"]
    return json.dumps({"tables": tables, "bytes": kept}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (FOLDER / f"{sys.argv[1]}.json").write_text(draft(sys.argv[1]), encoding="utf-8")
