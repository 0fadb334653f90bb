"""`zswatch archive maintain`: what it does each night, and that it says what is wrong."""

import os
import time
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from archive.clock import now as moment
from archive.config import Settings
from archive.records import Service
from archive.store import Archive, announcements, indexing, maintaining, open_archive, runs, services
from archive.store.checking import slices
from digest.meetings import shipped
from scheduler.cli import zswatch
from tests import sound
from tests.days import keep, scene
from tests.test_archive_checking import damage

HOUR = timedelta(hours=1)


@pytest.fixture
def told(archive: Archive, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """A sound archive that commands of this process find by the environment."""
    sound.fill(archive)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    return archive


def maintain(*more: str) -> tuple[int, str]:
    done = CliRunner().invoke(zswatch, ["archive", "maintain", *more], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, done.output


def test_a_sound_archive_is_indexed_and_left_as_it_is(told: Archive) -> None:
    code, said = maintain()
    assert code == 0, said
    assert "index: 2 brought up to date" in said
    assert said.splitlines()[-1] == "all is well"
    with told.read() as tx:
        assert indexing.waiting(tx) == 0
    assert maintain()[0] == 0


def test_what_is_damaged_is_told_and_makes_it_fail(told: Archive) -> None:
    damage(told, "UPDATE alignments SET start = start + 1")
    code, said = maintain()
    assert code == 1
    assert "quotations: zs-1 revision 2" in said
    assert "1 problems" in said


def test_kept_bytes_that_are_damaged_are_found(told: Archive, settings: Settings) -> None:
    with told.read() as tx:
        sha256 = announcements.revisions(tx, "zs-1")[-1].raw_sha256
    file = settings.data_dir / "blobs" / sha256[:2] / f"{sha256}.zst"
    assert file.exists()
    file.write_bytes(b"not what it was")
    code, said = maintain()
    assert code == 1
    assert "kept bytes: blob " in said
    assert "rests on it" in said


def test_left_over_files_go_after_a_day_and_young_ones_stay(told: Archive, settings: Settings) -> None:
    old, young = settings.data_dir / "blobs" / ".abc.1234.part", settings.data_dir / "feeds" / "editions.zh.7.part"
    for file in (old, young):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"half")
    a_while_ago = time.time() - 25 * 3600
    os.utime(old, (a_while_ago, a_while_ago))
    assert maintaining.left_over(settings.data_dir) == [old]
    assert "left-over files: 1 removed" in maintain()[1]
    assert (old.exists(), young.exists()) == (False, True)


def test_processes_and_notes_of_long_ago_are_forgotten(told: Archive) -> None:
    long_ago, lately = moment() - 31 * 24 * HOUR, moment() - HOUR
    with told.begin() as tx:
        for seen, name in ((long_ago, "gone:1:x"), (lately, "here:1:x")):
            one = Service(holder=name, kind="service", role="leads", version="1", started_at=long_ago, seen_at=seen)
            services.seen(tx, one)
        before = {one.id for one in runs.executions(tx, limit=500)}
        for at in (long_ago, lately):
            for job in ("deliver", "digest"):
                runs.finish(tx, runs.start(tx, job, at, at), at, 0, "done")
    code, said = maintain()
    assert code == 0, said
    with told.read() as tx:
        assert "gone:1:x" not in {one.holder for one in services.every(tx)}
        assert "here:1:x" in {one.holder for one in services.every(tx)}
        left = [(one.job, one.due_at) for one in runs.executions(tx, limit=500) if one.id not in before]
    assert sorted(left) == sorted([("deliver", lately), ("digest", long_ago), ("digest", lately)])


def test_retention_is_kept_where_it_is_set(told: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "retention: no rule is set" in maintain()[1]
    monkeypatch.setenv("ZSWATCH_RETENTION__READINGS_DAYS", "1")
    assert "readings" in maintain()[1]


def test_a_part_of_the_archive_each_day_and_all_of_it_in_some(archive: Archive) -> None:
    keep(archive, *(scene(2655001 + n) for n in range(7)))
    starts = {slices._start(archive, date(2026, 11, 1) + timedelta(days=n)) for n in range(30)}
    assert len(starts) == 7
    damage(archive, "UPDATE matching SET title = 'x' WHERE announcement_id = 'zs-2655004'")
    for day in range(3):
        found = list(slices.faults(archive, shipped(), date(2026, 11, 1) + timedelta(days=day), 60))
        names = [one.where for one in found if one.check == "search copies"]
        assert names == ["zs-2655004"], "it goes round the whole, once"
    assert list(slices.faults(archive, shipped(), date(2026, 11, 1), 0)) == []


def test_statistics_are_made_and_the_log_of_sqlite_is_brought_back(archive: Archive, settings: Settings) -> None:
    keep(archive, scene())
    maintaining.refresh(archive)
    if archive.engine.dialect.name == "sqlite":
        log = settings.data_dir / "zswatch.sqlite-wal"
        assert not log.exists() or log.stat().st_size == 0
        return
    with archive.engine.connect() as connection:
        analysed = sa.text("SELECT count(*) FROM pg_stats WHERE tablename = 'announcements'")
        assert connection.execute(analysed).scalar_one() > 0


def test_an_empty_archive_is_well(settings: Settings) -> None:
    with open_archive(settings) as archive:
        assert list(slices.faults(archive, shipped(), date(2026, 11, 1), 60)) == []
        maintaining.refresh(archive)
