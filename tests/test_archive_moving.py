"""An archive carried from engine to engine: equal by count and hash, whole or not at all, also after a kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.config import Settings
from archive.errors import WatchError
from archive.files import Blobs
from archive.store import Archive, announcements, dump, moving, open_archive, runs
from archive.store.checking import faults
from digest.meetings import shipped
from tests import sound
from tests.found import HOUR, NOON, found
from tests.leased import other_at_work, run_out

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
AWKWARD = "𠮷\u2028'\\%_{}\x7f\ufeff" + "é" * 3


@pytest.fixture
def filled(archive: Archive) -> Archive:
    sound.fill(archive)
    with archive.begin() as tx:
        # PostgreSQL orders texts by language, SQLite by code points: the comparison must not care
        for name in ("zs-b", "zs-B", "zs-_a", "zs-a", "zs-é", "zs-𠮷", "zs-Z", "zs- a", "zs-10", "zs-9"):
            announcements.keep(tx, found(9, id=name, body=AWKWARD + name, title=AWKWARD, raw_sha256=""), NOON)
    return archive


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("empty_postgres_database"))
    return f"sqlite:///{tmp_path / 'moved' / 'there.sqlite'}"


def at(url: str, folder: Path) -> Archive:
    return open_archive(Settings(data_dir=folder, database_url=url))


def content(archive: Archive) -> dict[str, list[dict[str, object]]]:
    with archive.read() as tx:
        return {table.name: list(dump.rows(tx, table)) for table in dump.TABLES}


def test_every_row_arrives_on_either_engine(filled: Archive, target: str, tmp_path: Path) -> None:
    told: list[str] = []
    with at(target, tmp_path / "data") as moved:
        _, count = moving.rows(filled, moved, told.append)
        assert content(moved) == content(filled)
        assert count == sum(map(len, content(filled).values()))
        assert len(told) == len(dump.TABLES)
        known = shipped() | {"m": sound_meeting(moved)}
        assert list(faults(moved, known)) == []
        with moved.begin() as tx:  # numbers go on
            runs.add(tx, sound.RUN)
            assert announcements.keep(tx, found(1, id="zs-new", raw_sha256=""), NOON + HOUR).outcome == "new"


def sound_meeting(archive: Archive) -> object:
    from archive.store import meetings

    with archive.read() as tx:
        return meetings.get(tx, "m")


def test_a_target_with_anything_in_it_is_left_alone(filled: Archive, target: str, tmp_path: Path) -> None:
    with at(target, tmp_path / "data") as moved:
        with moved.begin() as tx:
            runs.add(tx, sound.RUN)
        before = content(moved)
        with pytest.raises(WatchError, match=r"it is not empty; an archive is moved into an empty one$"):
            moving.rows(filled, moved, lambda _: None)
        assert content(moved) == before


def test_rows_that_arrive_otherwise_are_not_kept(filled: Archive, target: str, tmp_path: Path) -> None:
    """A database that changes what it is given (here by a trigger) is found out, and nothing of it stays."""
    change = {
        "sqlite": ["CREATE TRIGGER t AFTER INSERT ON runs BEGIN UPDATE runs SET why = 'other' WHERE id = NEW.id; END"],
        "postgresql": [
            "CREATE FUNCTION t() RETURNS trigger AS 'BEGIN NEW.why := ''other''; RETURN NEW; END' LANGUAGE plpgsql",
            "CREATE TRIGGER t BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION t()",
        ],
    }
    with at(target, tmp_path / "data") as moved:
        with moved.begin() as tx:
            for statement in change[moved.engine.dialect.name]:
                tx.execute(sa.text(statement))
        with pytest.raises(WatchError, match=r"of 1 rows of runs with hash \w{12} 1 arrived with hash \w{12}; nothing"):
            moving.rows(filled, moved, lambda _: None)
        with moved.read() as tx:
            assert dump.is_empty(tx)


@pytest.mark.postgres
def test_what_the_other_database_does_not_take_is_said(
    tmp_path: Path, empty_postgres_database: str, sqlite_template: Path
) -> None:
    with at("", tmp_path / "here") as source, at(empty_postgres_database, tmp_path / "there") as moved:
        with source.begin() as tx:
            runs.add(tx, sound.RUN)
            tx.execute(sa.text("UPDATE runs SET source = :long"), {"long": "x" * 300})
        with pytest.raises(WatchError, match=r"^runs: the database refuses a row from \[1\] on: .*too long") as caught:
            moving.rows(source, moved, lambda _: None)
        assert "\n" not in str(caught.value)
        with moved.read() as tx:
            assert dump.is_empty(tx)


def command(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {
        "ZSWATCH_DATA_DIR": str(settings.data_dir),
        "ZSWATCH_DATABASE_URL": settings.database_url,
    }
    starting = [sys.executable, "-m", "scheduler", "archive", "move", *arguments]
    return subprocess.Popen(
        starting,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[1],
    )


def test_killed_in_the_middle_it_can_be_run_again(
    settings: Settings, filled: Archive, target: str, tmp_path: Path
) -> None:
    with filled.begin() as tx:
        for number in range(100, 1100):
            announcements.keep(tx, found(number, raw_sha256=""), NOON)
    moving_on = command(settings, "--to", target)
    assert moving_on.stderr is not None
    for line in moving_on.stderr:
        if line.startswith("announcements: 1012 rows"):
            break
    moving_on.send_signal(signal.SIGKILL)
    moving_on.communicate(timeout=60)
    run_out(filled)
    with at(target, tmp_path / "other") as moved, moved.read() as tx:
        assert dump.is_empty(tx)
    again = command(settings, "--to", target, "--blobs", f"file://{tmp_path}/kept")
    out, err = again.communicate(timeout=100)
    assert again.returncode == 0, err
    assert "rows and 4 kept files that were not there moved, as of 20" in out
    with at(target, tmp_path / "other") as moved:
        assert content(moved) == content(filled)
    assert list(Blobs(tmp_path / "kept").every()) == list(filled.blobs.every())


def test_the_service_must_not_run(settings: Settings, filled: Archive, tmp_path: Path) -> None:
    with other_at_work(settings, filled):
        refused = command(settings, "--to", f"sqlite:///{tmp_path}/x.sqlite")
        _, err = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert "the service works on this archive; stop it first" in err
    assert not (tmp_path / "x.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "mysql://x/y"], "'mysql' is not known"),
        (["--to", "sqlite:////tmp/never.sqlite", "--blobs", "ftp://x"], "--blobs: 'ftp://x' is no address such as"),
    ],
)
def test_wrong_addresses_are_wrong_use(sqlite_only: Callable[[], Settings], arguments: list[str], said: str) -> None:
    refused = command(sqlite_only(), *arguments)
    _, err = refused.communicate(timeout=60)
    assert (refused.returncode, err.count("\n")) == (2, 1)
    assert said in err


@pytest.fixture
def sqlite_only(tmp_path: Path) -> Callable[[], Settings]:
    def made() -> Settings:
        settings = Settings(data_dir=tmp_path / "data")
        open_archive(settings).close()
        return settings

    return made
