"""Opening a database: made, migrated once, refused in one line when it can not be used."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from archive import migrations
from archive.config import Settings
from archive.errors import DatabaseAway, WrongSettings
from archive.store import Archive, announcements, index_tables, open_archive
from archive.store import engine as engines
from archive.store.keys import matching
from archive.tables import Table
from tests.found import BODY, HOUR, NOON, found

OPEN = """
import sys
from pathlib import Path
from archive.config import Settings
from archive.store import open_archive
sys.stdin.readline()
open_archive(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2])).close()
print("opened")
"""


OPTIONS = {"compare_type": True, "include_name": index_tables.is_of_records}
OF_0001 = """
INSERT INTO announcements (id, source, url, canonical_id, revision, first_seen, last_seen, fingerprint, title_key)
VALUES ('zs-1', 's', 'u', 'zs-1', 1, :now, :now, 'f', 'k');
INSERT INTO revisions (announcement_id, revision, seen_at, title, body, raw_sha256, reader, filled)
VALUES ('zs-1', 1, :now, :title, :body, '', 'columns', 0);
INSERT INTO matching (announcement_id, title, issuer, numbers, text)
VALUES ('zs-1', :folded_title, '', '', :folded_body)
"""


@pytest.fixture
def nothing_yet(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings that name a database without tables (PostgreSQL) or without a file and folder (SQLite)."""
    url = request.getfixturevalue("empty_postgres_database") if engine == "postgresql" else ""
    return Settings(data_dir=tmp_path / "not" / "there", database_url=url)


@pytest.mark.parametrize("steps", [True, False], ids=["step by step", "at once"])
def test_the_schema_is_that_of_the_tables(nothing_yet: Settings, steps: bool) -> None:
    if steps:
        upgrade(nothing_yet, "head")
    with open_archive(nothing_yet) as archive, archive.begin() as tx:
        assert tx.scalar(sa.text("SELECT version_num FROM alembic_version")) == migrations.HEAD
        context = MigrationContext.configure(tx.connection(), opts=OPTIONS)
        assert compare_metadata(context, Table.metadata) == []
        names = {
            kind: {one["name"] for table in Table.metadata.tables for one in look(table)}
            for kind, look in {
                "indexes": sa.inspect(tx.connection()).get_indexes,
                "foreign keys": sa.inspect(tx.connection()).get_foreign_keys,
            }.items()
        }
    stated = {str(key.name) for table in Table.metadata.tables.values() for key in table.foreign_key_constraints}
    assert names["foreign keys"] == stated


def upgrade(settings: Settings, revision: str) -> None:
    """Bring a database up step by step."""
    engine = engines.engine(settings.url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_what_is_kept_by_an_earlier_program_is_kept_and_its_copies_are_found(nothing_yet: Settings) -> None:
    engine = engines.engine(nothing_yet.url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        title = "关于人工智能示范项目的通知"
        row = {"title": title, "body": BODY, "folded_title": matching(title), "folded_body": matching(BODY)}
        for statement in OF_0001.split(";"):
            connection.execute(sa.text(statement), row | {"now": "2026-11-18 04:00:00"})
    engine.dispose()
    with open_archive(nothing_yet) as archive, archive.begin() as tx:
        kept = announcements.get(tx, "zs-1")
        assert (kept.body, kept.reader_version) == (BODY, 0)
        copy = found(2, title="【转发】关于人工智能示范项目的通知", body=BODY, doc_number=None, published=None)
        announcements.keep(tx, copy, NOON + 24 * HOUR)
        assert announcements.get(tx, "zs-2").canonical_id == "zs-1"


def test_processes_that_open_a_new_archive_at_once_all_can(nothing_yet: Settings) -> None:
    opening = [sys.executable, "-W", "error", "-c", OPEN, str(nothing_yet.data_dir), nothing_yet.database_url]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    started = [
        subprocess.Popen(
            opening, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60), process.returncode) for process in started]
    assert ended == [((b"opened\n", b""), 0)] * 4


def test_a_database_of_a_newer_program_is_refused_in_one_line(settings: Settings, archive: Archive) -> None:
    with archive.begin() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        DatabaseAway, match=rf"^.+: its schema is 9999, this program knows up to {migrations.HEAD}; .+$"
    ):
        open_archive(settings)


def test_what_is_kept_is_there_when_opened_again(settings: Settings) -> None:
    with open_archive(settings) as archive, archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
    with open_archive(settings) as archive, archive.read() as tx:
        assert announcements.get(tx, "zs-1").body == found(1).body


def test_sqlite_is_set_up_for_several_writers(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive, archive.begin() as tx:
        values = {
            name: tx.scalar(sa.text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")
        }
        assert values == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}
        assert tx.scalar(sa.text("PRAGMA busy_timeout")) == 30_000


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "zswatch.sqlite").write_bytes(b"<html>" * 1000)
    with pytest.raises(DatabaseAway, match=r"zswatch\.sqlite: file is not a database$"):
        open_archive(Settings(data_dir=tmp_path))


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "zswatch.sqlite").mkdir()
    with pytest.raises(DatabaseAway, match=r"zswatch\.sqlite: unable to open database file$"):
        open_archive(Settings(data_dir=tmp_path))


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseAway, match=r"the folder can not be made: "):
        open_archive(Settings(data_dir=tmp_path / "file" / "data"))


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "zswatch.sqlite") as other:
        other.execute("CREATE TABLE announcements (words TEXT)")
    other.close()
    with pytest.raises(DatabaseAway, match=r"zswatch\.sqlite: table announcements already exists$"):
        open_archive(Settings(data_dir=tmp_path))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    url = f"postgresql://watch:secret@/base?host={quote(str(tmp_path))}"
    with pytest.raises(DatabaseAway) as caught:
        open_archive(Settings(data_dir=tmp_path, database_url=url))
    assert str(caught.value).count("\n") == 0
    assert "secret" not in str(caught.value)
    assert str(caught.value).startswith("postgresql://watch:***@/base")


@pytest.mark.postgres
def test_a_base_that_is_not_there(tmp_path: Path, postgres_server: sa.Engine) -> None:
    url = postgres_server.url.set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(DatabaseAway, match=r'database "nowhere" does not exist$'):
        open_archive(Settings(data_dir=tmp_path, database_url=url))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/x", r"'mysql' is not known; expected sqlite or postgresql"),
        ("archive.sqlite", r"not a URL such as"),
        ("sqlite://", r"sqlite needs a file"),
        ("sqlite:///:memory:", r"sqlite needs a file"),
        ("postgresql://host:port/base", r"not a URL such as"),
    ],
)
def test_urls_that_are_not_understood(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=f"^database_url: {said}"):
        open_archive(Settings(data_dir=tmp_path, database_url=url))


def test_postgresql_without_its_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WrongSettings, match=r"needs the package psycopg; install zhongshan-watch with its extra `pg`$"):
        open_archive(Settings(data_dir=tmp_path, database_url="postgresql://localhost/base"))


def test_an_error_within_a_transaction_undoes_it(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.begin() as tx:  # noqa: PT012
        announcements.keep(tx, found(1), NOON)
        raise RuntimeError
    with archive.read() as tx:
        assert announcements.known(tx, ["zs-1"]) == {}


def test_reading_sees_one_state_while_others_write(archive: Archive) -> None:
    with archive.read() as reader:
        assert announcements.known(reader, ["zs-1"]) == {}
        with archive.begin() as writer:
            announcements.keep(writer, found(1), NOON)
        assert announcements.known(reader, ["zs-1"]) == {}
    with archive.read() as reader:
        assert set(announcements.known(reader, ["zs-1"])) == {"zs-1"}


def test_a_reading_transaction_can_not_write(archive: Archive) -> None:
    for _ in range(2):
        with pytest.raises((sa.exc.InternalError, DatabaseAway), match=r"read-?only"), archive.read() as tx:
            announcements.keep(tx, found(1), NOON)
    with archive.begin() as tx:
        assert announcements.keep(tx, found(1), NOON).outcome == "new"
