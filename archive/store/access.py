"""Whether a database can be used, found out without changing it."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from archive import migrations
from archive.config import Settings
from archive.store import engine as engines
from archive.store.schema import VERSION, version_of

BUSY_SECONDS = 3
"""How long another writer of a SQLite file is waited for."""
Schema = Literal["missing", "empty", "older", "right", "newer"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """How a database was found: `name` has no password, `schema` is beside this program's, `refusal` of a write."""

    name: str
    schema: Schema
    refusal: str = ""


def look(settings: Settings) -> Access:
    """Look at the database of the settings; a missing SQLite file stays missing.

    Raises WrongSettings for a URL that is not understood, DatabaseAway when the database can not be read.
    """
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return Access(name=str(file), schema="missing")
    engine = engines.engine(settings.url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _: driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS}000"))
    try:
        with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
            schema = _schema(connection)
        return Access(name=engines.name(engine), schema=schema, refusal=_refusal(engine, schema))
    except DBAPIError as error:
        raise engines.away(engine, error) from None
    finally:
        engine.dispose()


def _schema(connection: Connection) -> Schema:
    version = version_of(connection)
    if version is None:
        return "older" if sa.inspect(connection).get_table_names() else "empty"
    # Versions are numbers of four digits.
    return "right" if version == migrations.HEAD else "newer" if version > migrations.HEAD else "older"


def _refusal(engine: Engine, schema: Schema) -> str:
    """Write something and take it back; returns what the database says to that when it refuses."""
    written = f"UPDATE {VERSION} SET version_num = version_num"  # noqa: S608 - our own name
    try:
        with engine.connect() as connection:
            trial = connection.begin()
            connection.execute(sa.text("CREATE TABLE zswatch_trial (one INTEGER)" if schema == "empty" else written))
            trial.rollback()
    except DBAPIError as error:
        return engines.said(error)
    return ""
