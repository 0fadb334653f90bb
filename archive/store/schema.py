"""The schema made or brought up to date when a database is opened, by one process at a time."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from archive import migrations
from archive.errors import DatabaseAway
from archive.store import index_tables
from archive.store.engine import away, name
from archive.tables import Table

LOCK = 0x7A735741
"""The number under which processes queue on PostgreSQL to migrate."""


def bring_up(engine: Engine) -> None:
    """Migrate the database to this program's schema; raises DatabaseAway when it can not be opened or is newer."""
    try:
        with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
            if _version(connection) == migrations.HEAD:
                return
        with engine.begin() as connection:
            _lock(connection)
            if not inspect(connection).get_table_names():
                _make(connection)
            elif _version(connection) != migrations.HEAD:
                _migrate(connection)
    except DBAPIError as error:
        raise away(engine, error) from None


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _lock(connection: Connection) -> None:
    # SQLite needs nothing here: its transaction is the only writer from its BEGIN IMMEDIATE on.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def _make(connection: Connection) -> None:
    """Make all tables of a new database at once: step by step takes a fifth of a second and gives the same."""
    Table.metadata.create_all(connection)
    index_tables.make(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrations.HEAD})


def _migrate(connection: Connection) -> None:
    # Imported here because it takes a third of a second and is needed once in the life of a database.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    version = _version(connection)
    if version is not None and version not in known:
        raise DatabaseAway(
            f"{name(connection.engine)}: its schema is {version}, this program knows up to {migrations.HEAD}; "
            "it was made by a newer zswatch, install that one"
        )
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseAway(f"{name(connection.engine)}: can not be migrated: {error}") from None
