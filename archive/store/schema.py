"""The schema made or brought up to date when a database is opened, by one process at a time."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from archive import migrations
from archive.errors import DatabaseAway
from archive.store import index_tables
from archive.store.engine import away, name
from archive.tables import Table

if TYPE_CHECKING:
    from alembic.config import Config

VERSION = "alembic_version"
"""The table that holds the version of the schema."""
LOCK = 0x7A735741
"""The number under which processes queue on PostgreSQL to migrate."""


def bring_up(engine: Engine) -> None:
    """Migrate the database to this program's schema; raises DatabaseAway when it can not be opened or is newer."""
    try:
        with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
            if version_of(connection) == migrations.HEAD:
                return
        with engine.begin() as connection:
            _lock(connection)
            if not inspect(connection).get_table_names():
                _make(connection)
            elif version_of(connection) != migrations.HEAD:
                migrate(connection)
    except DBAPIError as error:
        raise away(engine, error) from None


def version_of(connection: Connection) -> str | None:
    """Return the version of the schema of a database, None for one that has none."""
    if not inspect(connection).has_table(VERSION):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def is_current(tx: Session) -> bool:
    """Whether the schema of a database is this program's; raises DatabaseAway when it can not be asked."""
    return version_of(tx.connection()) == migrations.HEAD


def _lock(connection: Connection) -> None:
    # SQLite needs nothing here: its transaction is the only writer from its BEGIN IMMEDIATE on.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # a migration may take its time
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def _make(connection: Connection) -> None:
    """Make all tables of a new database at once: step by step takes a fifth of a second and gives the same."""
    Table.metadata.create_all(connection)
    index_tables.make(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrations.HEAD})


def versions() -> tuple[str, ...]:
    """Return every version of the schema that this program knows, the first one first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as below

    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([step.revision for step in steps]))


def migrate(connection: Connection, version: str = "head") -> None:
    """Bring a database, also an empty one, up to a version, within the transaction that is open.

    Raises DatabaseAway when its schema is newer than this program.
    """
    # Imported here because it takes a third of a second and is needed once in the life of a database.
    from alembic import command  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    present = version_of(connection)
    if present is not None and present not in versions():
        raise DatabaseAway(
            f"{name(connection.engine)}: its schema is {present}, this program knows up to {migrations.HEAD}; "
            "it was made by a newer zswatch, install that one"
        )
    try:
        command.upgrade(config, version)
    except CommandError as error:
        raise DatabaseAway(f"{name(connection.engine)}: can not be migrated: {error}") from None


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    return config
