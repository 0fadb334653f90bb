"""An opened archive: its database, its kept bytes, and transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session

from archive.config import Settings
from archive.files import Shelf, opened
from archive.sections import Store
from archive.store import engine as engines
from archive.store import schema


class Tx(Session):
    """A transaction, the first argument of every function of the store."""


@event.listens_for(Tx, "do_orm_execute")
def _read_anew(state: ORMExecuteState) -> None:
    # We write with plain statements, so what an earlier read of the same transaction left in memory may be stale.
    if state.is_select:
        state.update_execution_options(populate_existing=True)


class Archive:
    """An opened archive. Safe to use from several threads, each with its own transactions."""

    def __init__(self, engine: Engine, blobs: Shelf) -> None:
        self.engine = engine
        self.blobs = blobs

    @property
    def address(self) -> str:
        """The URL of the database, with its password: for a process of ours, never for eyes."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Give a transaction that may write; it is committed at the end, or undone when an error leaves it.

        On SQLite it is the only writer while it lasts, so keep it short. Raises DatabaseAway when the database fails.
        """
        with self._transaction() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Give a transaction that only reads, from one consistent state of the archive; it never waits for writers."""
        with self._transaction(reads_only=True) as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, reads_only: bool = False) -> Iterator[Tx]:
        options: dict[str, Any] = {"reads_only": reads_only}
        if reads_only and self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            with (
                self.engine.connect().execution_options(**options) as connection,
                Tx(connection, autoflush=False) as tx,
                tx.begin(),
            ):
                yield tx
        except DBAPIError as error:
            if not engines.is_expected(error):
                raise
            raise engines.away(self.engine, error) from None

    def close(self) -> None:
        """Let go of the database and of kept bytes."""
        self.blobs.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def reopen(database: str, data_dir: Path, store: Store) -> Archive:
    """Open an archive that this program has open in another process: its schema is up to date then."""
    return Archive(engines.engine(database), opened(store, data_dir))


def open_reader(settings: Settings, seconds: float) -> Archive:
    """Open an archive that is there, for reading only: the database itself refuses what would write.

    A statement that takes longer than `seconds` is given up (DatabaseAway). `open_archive` must have been here before,
    since a schema that is not up to date is not brought up. Raises WrongSettings for a URL that is not understood.
    """
    blobs = opened(settings.blobs, settings.data_dir.absolute())
    return Archive(engines.reading_engine(settings.url, seconds), blobs)


def open_archive(settings: Settings) -> Archive:
    """Open the archive that the settings name, and bring its schema up to date; a missing one is made.

    Raises WrongSettings for a URL that is not understood or a store without its keys, DatabaseAway in one line when the
    database can not be opened.
    """
    blobs = opened(settings.blobs, settings.data_dir.absolute())
    engine = engines.engine(settings.url)
    try:
        schema.bring_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return Archive(engine, blobs)
