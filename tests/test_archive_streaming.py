"""Long rows that are looked at while the database sends: the same rows, and its errors as errors of ours."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from archive.config import Settings
from archive.errors import DatabaseAway, TookTooLong
from archive.store import Archive, announcements, open_archive, open_reader, streaming
from archive.tables import Matching
from tests.found import NOON, found

ROWS: sa.Select[Any] = sa.select(Matching.announcement_id, Matching.place, Matching.title, Matching.stale)
TITLES = ["100%的机器人", "':名'\\%s", '"{}"']


@pytest.mark.usefixtures("now")
def test_rows_are_those_that_a_statement_gives(archive: Archive) -> None:
    with archive.begin() as tx:
        for number, title in enumerate(TITLES):
            announcements.keep(tx, found(number, title=title), NOON)
    with archive.read() as tx:
        expected = [tuple(row) for row in tx.connection().execute(ROWS.order_by(Matching.place))]
        asked = ROWS.where(Matching.place.in_([row[1] for row in expected]), Matching.stale == sa.true())
        assert [tuple(row) for row in streaming.streamed(tx, asked.order_by(Matching.place))] == expected
        assert [row[2] for row in expected] == TITLES
        assert tx.connection().scalar(sa.select(sa.func.count()).select_from(Matching)) == len(TITLES)


@pytest.fixture
def on_postgresql(postgres_database: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=postgres_database)


@pytest.mark.postgres
def test_what_takes_too_long_is_given_up(on_postgresql: Settings) -> None:
    open_archive(on_postgresql).close()
    with open_reader(on_postgresql, 0.2) as reader:
        with pytest.raises(TookTooLong), reader.read() as tx:
            list(streaming.streamed(tx, sa.select(sa.func.pg_sleep(20))))
        with reader.read() as tx:
            assert list(streaming.streamed(tx, ROWS)) == []


@pytest.mark.postgres
def test_a_server_that_goes_is_away_and_asked_again(on_postgresql: Settings) -> None:
    with open_archive(on_postgresql) as archive:
        with pytest.raises(DatabaseAway), archive.read() as tx:
            list(streaming.streamed(tx, sa.select(sa.func.pg_terminate_backend(sa.func.pg_backend_pid()))))
        with archive.read() as tx:
            assert list(streaming.streamed(tx, ROWS)) == []


@pytest.mark.postgres
def test_who_stops_looking_leaves_a_connection_that_works(on_postgresql: Settings) -> None:
    with open_archive(on_postgresql) as archive, archive.read() as tx:
        many = streaming.streamed(tx, sa.select(sa.func.generate_series(1, 100_000)))
        assert next(many)[0] == 1
        many.close()
    with open_archive(on_postgresql) as archive, archive.read() as tx:
        assert tx.connection().scalar(sa.text("SELECT 1")) == 1
