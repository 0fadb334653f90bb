"""The doctor looks at the database, and at who works on it, and changes nothing."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import make_url

from archive.config import Settings
from archive.errors import DatabaseAway, WrongSettings
from archive.migrations import HEAD
from archive.records import Service
from archive.store import Archive, access, leases, open_archive, services
from scheduler.doctor import database
from scheduler.doctor import services as working
from tests.doctored import installation, lines, only

OWN = version("zhongshan-watch")


def test_a_database_that_works_is_well_and_stays_as_it_is(archive: Archive, settings: Settings) -> None:
    mark, said = only(database.look, installation(settings))
    assert mark == "ok"
    assert said.endswith("reached, up to date, can be written")
    assert access.look(settings).schema == "right"


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    mark, said = only(database.look, installation(data_dir=tmp_path / "data"))
    assert (mark, said) == ("ok", f"{tmp_path / 'data' / 'zswatch.sqlite'}: not there yet; the first crawl makes it")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_server_is_well_and_stays_empty(empty_postgres_database: str, tmp_path: Path) -> None:
    it = installation(data_dir=tmp_path, database_url=empty_postgres_database)
    for _ in range(2):
        assert only(database.look, it)[1].endswith("empty; the first crawl fills it")


def test_an_empty_file_is_well_and_stays_empty(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "zswatch.sqlite").close()
    (tmp_path / "zswatch.sqlite").touch()
    for _ in range(2):
        assert only(database.look, installation(data_dir=tmp_path))[1].endswith("empty; the first crawl fills it")


@pytest.mark.parametrize(("number", "mark"), [("0001", "warning"), ("9999", "fault"), (HEAD, "ok")])
def test_a_schema_of_another_version_is_told(sqlite_template: Path, tmp_path: Path, number: str, mark: str) -> None:
    (tmp_path / "zswatch.sqlite").write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(tmp_path / "zswatch.sqlite")) as changed:
        changed.execute("UPDATE alembic_version SET version_num = ?", [number])
        changed.commit()
    assert only(database.look, installation(data_dir=tmp_path))[0] == mark


def test_tables_without_a_version_are_an_older_schema(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "zswatch.sqlite")) as other:
        other.execute("CREATE TABLE something (one INTEGER)")
    assert access.look(Settings(data_dir=tmp_path)).schema == "older"


def test_what_is_no_database_is_away(tmp_path: Path) -> None:
    (tmp_path / "zswatch.sqlite").write_bytes(b"this is a text and no database\n" * 200)
    with pytest.raises(DatabaseAway, match="not a database"):
        access.look(Settings(data_dir=tmp_path))


def test_a_server_that_is_not_there_is_away_and_its_password_not_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://me:geheim@127.0.0.1:1/none")
    with pytest.raises(DatabaseAway) as said:
        access.look(settings)
    assert "geheim" not in str(said.value)


def test_a_url_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings):
        access.look(Settings(data_dir=tmp_path, database_url="mysql://host/base"))


def test_a_database_that_another_writer_holds_is_a_fault(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "BUSY_SECONDS", 0)
    (tmp_path / "zswatch.sqlite").write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(tmp_path / "zswatch.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        mark, said = only(database.look, installation(data_dir=tmp_path))
    assert mark == "fault"
    assert "can not be written: database is locked" in said


def test_a_server_that_may_only_be_read_is_a_fault(archive: Archive, settings: Settings) -> None:
    if not settings.database_url:
        pytest.skip("rights are the file's on SQLite")
    limited = make_url(settings.database_url).update_query_dict({"options": "-c default_transaction_read_only=on"})
    stated = limited.render_as_string(hide_password=False)
    mark, said = only(database.look, installation(Settings(data_dir=settings.data_dir, database_url=stated)))
    assert mark == "fault"
    assert "read-only" in said


def service(now: datetime, **changed: object) -> Service:
    one = Service(holder="host:42:word", kind="service", role="leads", version=OWN, started_at=now, seen_at=now)
    return replace(one, **changed)  # type: ignore[arg-type]


def test_who_works_on_the_archive_is_named(archive: Archive, settings: Settings, now: datetime) -> None:
    assert only(working.look, installation(settings))[1].startswith("none works on this archive")
    with archive.begin() as tx:
        services.seen(tx, service(now))
        services.seen(tx, service(now, holder="gone:1:word", seen_at=now - timedelta(hours=1)))
    found = lines(working.look(installation(settings)))
    assert found == [("ok", f"service host:42:word leads, version {OWN}")]


def test_a_service_of_another_version_is_a_warning(now: datetime) -> None:
    ((mark, said),) = lines(working.judged([service(now, version="0.0.1")], now, OWN, held=True))
    assert mark == "warning"
    assert said.endswith("version 0.0.1")


def test_whoever_holds_the_data_folder_is_noticed(tmp_path: Path) -> None:
    open_archive(Settings(data_dir=tmp_path)).close()
    with leases.stopped(Settings(data_dir=tmp_path)):
        assert only(working.look, installation(data_dir=tmp_path)) == ("ok", "one holds this data folder")


def test_without_an_archive_nobody_works_and_nothing_is_made(tmp_path: Path) -> None:
    assert only(working.look, installation(data_dir=tmp_path / "data"))[0] == "ok"
    assert list(tmp_path.iterdir()) == []
