"""`zswatch archive upgrade`: an empty database gets its tables, a current one stays, a newer one is refused."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.config import Settings
from archive.migrations import HEAD
from archive.store import Archive, open_archive, runs
from scheduler.cli import main


def upgrade(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    with pytest.raises(SystemExit) as ended:
        main(["archive", "upgrade"])
    return int(ended.value.code or 0)


def test_an_empty_database_gets_its_tables(
    empty_postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for settings in (
        Settings(data_dir=tmp_path / "a"),
        Settings(data_dir=tmp_path, database_url=empty_postgres_database),
    ):
        assert upgrade(settings, monkeypatch) == 0
        assert capsys.readouterr().out == f"the archive has schema {HEAD}, which is this program's\n"
        with open_archive(settings) as archive, archive.read() as tx:
            assert not runs.health(tx, [])


def test_what_is_up_to_date_stays_and_what_is_newer_is_refused(
    settings: Settings, archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upgrade(settings, monkeypatch) == 0
    with archive.begin() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert upgrade(settings, monkeypatch) == 1
    said = capsys.readouterr().err
    assert "its schema is 9999" in said
    assert said.count("\n") == 1
