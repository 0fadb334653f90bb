"""How a database is reached: which URLs are taken, how connections behave, and how its errors read."""

import os
import re
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from archive.errors import DatabaseAway, TookTooLong, WrongSettings

BUSY_SECONDS = 30
"""How long a writer waits for another one that stands in its way."""
CONNECT_SECONDS = 10
OF_THE_DISK = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
LEAST_BYTES = 100_000
"""With less room than that SQLite can not write."""
_LINE: dict[str, str | int] = {
    "connect_timeout": CONNECT_SECONDS,
    # A server that vanished without a word is noticed in a minute, and not in the two hours that Linux waits.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
STEPS = 20_000
"""Steps of SQLite between two looks at the clock: a millisecond or so."""
QUERY_CANCELED = "57014"
READ_ONLY, DAMAGED = "25006", "XX"
POSTGRESQL = "postgresql+psycopg"
_PG_NAMES = {"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"}


def engine(stated: str) -> Engine:
    """Return the engine of a database URL; creates the folder of a SQLite file, connects to nothing yet.

    Raises WrongSettings for a URL of another kind, DatabaseAway when the folder can not be made.
    """
    url = _understood(stated)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        made = create_engine(url, pool_pre_ping=True, connect_args={**_LINE, **url.query})
    except ModuleNotFoundError:
        raise WrongSettings(
            "database_url: PostgreSQL needs the package psycopg; install zhongshan-watch with its extra `pg`"
        ) from None
    event.listen(made, "connect", _plan_plainly)
    return made


def reading_engine(stated: str, seconds: float) -> Engine:
    """Return an engine of which every connection refuses to write, and gives up a statement after so long.

    The database must be there. Raises WrongSettings as `engine` does.
    """
    url = _understood(stated)
    if url.get_backend_name() != "sqlite":
        options = f"-c jit=off -c default_transaction_read_only=on -c statement_timeout={round(seconds * 1000)}"
        return create_engine(url, pool_pre_ping=True, connect_args={**_LINE, "options": options, **url.query})
    file = quote(str(Path(str(url.database)).absolute()))
    made = create_engine(
        url.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"}), connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(made, "connect", _prepare_reader)
    event.listen(made, "begin", partial(_begin_bounded, seconds=seconds))
    return made


def lasting_engine(stated: str, seconds: float) -> Engine:
    """Return an engine with one connection to PostgreSQL, for short statements that are not worth waiting for.

    Raises WrongSettings as `engine` does.
    """
    url = _understood(stated)
    options = f"{url.query.get('options', '')} -c jit=off -c statement_timeout={round(seconds * 1000)}"
    patience = {"connect_timeout": max(2, int(seconds / 2)), "options": options.strip()}
    return create_engine(url, pool_size=1, max_overflow=0, connect_args={**url.query, **patience})


def away(engine: Engine, error: Exception) -> DatabaseAway:
    """Return the one line that says which database failed, and how; passwords are left out."""
    cause = getattr(error, "orig", None)
    kind = TookTooLong if _is_given_up(cause) else DatabaseAway
    return kind(f"{name(engine)}: {said(error)}{_of_the_disk(engine, cause)}")


def _of_the_disk(engine: Engine, cause: object) -> str:
    """Return what is wrong with the disk of a SQLite file: SQLite itself often only says that it could not write."""
    if not isinstance(cause, sqlite3.OperationalError) or cause.sqlite_errorcode & 0xFF not in OF_THE_DISK:
        return ""
    try:
        disk = os.statvfs(Path(str(engine.url.database)).parent)
    except OSError as error:
        return f" ({error.strerror})"
    if disk.f_flag & os.ST_RDONLY:
        return " (the disk is read-only)"
    return " (the disk is full)" if disk.f_bavail * disk.f_frsize < LEAST_BYTES else ""


def said(error: Exception) -> str:
    """Return what a driver said, as one line."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split()) or type(cause).__name__


def name(engine: Engine) -> str:
    """Return how a database is called in messages: the file, or the URL without password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return re.sub(r"^postgresql\+psycopg", "postgresql", engine.url.render_as_string(hide_password=True))


def _understood(stated: str) -> URL:
    try:
        url = make_url(stated)
    except (ArgumentError, ValueError):
        raise WrongSettings(
            "database_url: not a URL such as sqlite:////srv/zswatch.sqlite or postgresql://user@host/base"
        ) from None
    if url.drivername in _PG_NAMES:
        return url.set(drivername=POSTGRESQL)
    if url.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise WrongSettings(f"database_url: {url.drivername!r} is not known; expected sqlite or postgresql")
    if not url.database or url.database == ":memory:":
        raise WrongSettings("database_url: sqlite needs a file, such as sqlite:////srv/zswatch.sqlite")
    return url


def _sqlite(url: URL) -> Engine:
    file = Path(str(url.database))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseAway(f"{file}: the folder can not be made: {error.strerror}") from None
    made = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _plan_plainly(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Compiling a statement takes longer than the whole of a search; and nobody waits for ever for somebody's lock.
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET jit = off")
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own habit of starting transactions late would leave schema changes outside them: we say BEGIN.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = NORMAL")
        _write_ahead(cursor)


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch the file to write-ahead logging; SQLite does not wait by itself when two processes switch at once."""
    end = monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > end:
                raise
            sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    # A transaction that starts as a reader and then writes is refused at once, without waiting, when another one
    # wrote in between; so one that may write takes the writer's place at its beginning.
    reads_only = connection.get_execution_options().get("reads_only", False)
    if connection.info.get("query_only") is not reads_only:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads_only else 'OFF'}")
        connection.info["query_only"] = reads_only
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _prepare_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA query_only = ON")


def _begin_bounded(connection: Connection, *, seconds: float) -> None:
    """Begin to read, and interrupt what is still reading after so long: SQLite has no time limit of its own."""
    end = monotonic() + seconds
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.set_progress_handler(lambda: monotonic() > end, STEPS)
    connection.exec_driver_sql("BEGIN")


def is_expected(error: DBAPIError) -> bool:
    """Tell whether a database error is one of the world (away, busy, full, damaged) and not a mistake of ours."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return type(cause) in {sqlite3.OperationalError, sqlite3.DatabaseError}
    state = getattr(cause, "sqlstate", None) or ""
    # Of the database's inner errors: that it only reads (a stand-by, a full or failing disk), and that it is damaged.
    of_the_world = state == READ_ONLY or state.startswith(DAMAGED)
    return type(error).__name__ in {"OperationalError", "InterfaceError"} or of_the_world


def _is_given_up(cause: object) -> bool:
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_INTERRUPT
    return getattr(cause, "sqlstate", None) == QUERY_CANCELED
