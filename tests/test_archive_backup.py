"""Backups: one file with everything, from either engine into either, refused when anything is not as it was."""

import json
import os
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive import backup, tokens
from archive.config import Settings
from archive.errors import NotFound, WatchError
from archive.records import Meeting, Query, RunError, SourceRun, StoredEdition, Validators
from archive.search import search
from archive.store import (
    Archive,
    Tx,
    announcements,
    citations,
    consultations,
    dump,
    editions,
    indexing,
    judgements,
    meetings,
    open_archive,
    outbox,
    rereading,
    runs,
    subscribers,
)
from archive.store.checking import faults
from digest.meetings import shipped
from tests import sound
from tests.found import CHEN, HOUR, NOON, analysis, attachment, found

ROOT = Path(__file__).parents[1]
PAGE = "<html>中山</html>".encode("gb18030")
RUN = SourceRun(
    run_id="r1",
    source="zs_gxj-tzgg",
    started_at=NOON,
    finished_at=NOON,
    status="partial",
    errors=(RunError(url="u", reason="timeout", detail="30 s"),),
)


def fill(archive: Archive) -> None:
    """Put at least one row into every table, and two kept files beside them."""
    archive.blobs.put(PAGE)
    archive.blobs.put(b"\x00\xff" * 1000)
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(attachment(),), written_on=date(2026, 11, 17)), NOON)
        announcements.keep(tx, found(1, body="人工智能\u2028 改了"), NOON + HOUR)
        reread = found(
            1,
            body="人工智能\u2028 改了。根据《中山市算力券管理办法》。",
            raw_sha256=announcements.get(tx, "zs-1").raw_sha256,
        )
        assert rereading.reread(tx, reread, NOON + HOUR)
        assert citations.refresh(tx) == 2
        judgements.put(tx, analysis(announcements.get(tx, "zs-1"), "人工智能", deadline=date(2026, 12, 1)), NOON)
        announcements.remember(
            tx, Validators(url="http://x", etag='"1"', last_modified=None, sha256="a" * 64, fetched_at=NOON)
        )
        runs.add(tx, RUN)
        runs.start(tx, "crawl", NOON, NOON, "host:1:ab")
        sound.work(tx)
        meetings.put(tx, Meeting(id="m", title="会", date=date(2025, 2, 21), url="", text="甲"))
        edition = StoredEdition(
            key="daily-1",
            date=date(2026, 11, 18),
            kind="daily",
            language="zh",
            composed_at=NOON,
            subject="s",
            content={"b": [1.5, None], "a": "甲"},
            html="",
            text="",
        )
        editions.put(tx, edition, [("zs-1", 2)])
        mail = {"edition_key": "daily-1", "recipient": "a@b", "channel": "smtp", "message_id": "<1>"}
        outbox.enqueue(tx, **mail, message=b"\x00\xffraw", now=NOON)
        subscribers.put(tx, CHEN)
        subscribers.came_back(tx, message_id="<1@zswatch>", subscriber="chen", why="550 no such user", now=NOON)
        asked = {"key": "k", "purpose": "summary", "model": "m", "now": NOON, "tokens": 1000, "cost": 0.0}
        most = consultations.Spending(calls=1, tokens_in=9, tokens_out=1, cost=0.25)
        assert consultations.reserve(tx, **asked, most=most) is not None


def content(tx: Tx) -> dict[str, list[dict[str, object]]]:
    return {table.name: list(dump.rows(tx, table)) for table in dump.TABLES}


@pytest.fixture
def written(archive: Archive, tmp_path: Path) -> Path:
    fill(archive)
    file = tmp_path / "archive.tar"
    backup.write(archive, file)
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("empty_postgres_database") if request.param == "postgresql" else ""
    return Settings(data_dir=tmp_path / "restored", database_url=url)


def test_everything_comes_back_on_either_engine(archive: Archive, written: Path, target: Settings) -> None:
    with archive.read() as tx:
        before = content(tx)
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    held = backup.restore(target, written)
    assert (held.rows, held.blobs, held.secret) == (sum(map(len, before.values())), 2, None)
    with open_archive(target) as restored, restored.begin() as tx:
        assert content(tx) == before
        assert list(restored.blobs.every()) == list(archive.blobs.every())
        assert restored.blobs.get(archive.blobs.put(PAGE)) == PAGE
        # numbers go on after those that came back
        for _ in range(2):
            runs.add(tx, replace(RUN, run_id="r2"))
        assert runs.start(tx, "crawl", NOON, NOON) == before["executions"][0]["id"] + 1
        assert [one.subject for one in editions.on(tx, date(2026, 11, 18), "daily")] == ["s"]
        assert announcements.keep(tx, found(1, body="人工智能\u2028 改了"), NOON).outcome == "unchanged"


def test_an_empty_archive_has_a_backup_too(archive: Archive, tmp_path: Path, target: Settings) -> None:
    held = backup.write(archive, tmp_path / "empty.tar")
    assert (held.rows, held.blobs) == (0, 0)
    assert backup.restore(target, tmp_path / "empty.tar") == held


def test_the_backup_of_a_restored_archive_is_the_same(written: Path, target: Settings, tmp_path: Path) -> None:
    backup.restore(target, written)
    with open_archive(target) as restored:
        backup.write(restored, tmp_path / "again.tar")
    with tarfile.open(written) as one, tarfile.open(tmp_path / "again.tar") as two:
        stated = [json.load(tar.extractfile("manifest.json")) | {"made_at": None} for tar in (one, two)]
        assert stated[0] == stated[1]
        assert one.getnames() == two.getnames()


def test_it_is_not_restored_over_anything(settings: Settings, archive: Archive, written: Path) -> None:
    with pytest.raises(WatchError, match=r"the archive is not empty; a backup is restored into an empty one$"):
        backup.restore(settings, written)
    with archive.read() as tx:
        assert announcements.get(tx, "zs-1").revision == 2


def test_it_is_one_state_while_the_archive_is_written(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    done = threading.Event()

    def crawl() -> None:
        number = 10
        while not done.is_set():
            with archive.begin() as tx:
                announcements.keep(tx, found(number, attachments=(attachment(number),)), NOON)
            number += 1

    crawling = threading.Thread(target=crawl)
    crawling.start()
    try:
        for number in range(3):
            backup.write(archive, tmp_path / f"{number}.tar")
    finally:
        done.set()
        crawling.join()
    for number in range(3):
        target = Settings(data_dir=tmp_path / f"restored{number}")
        backup.restore(target, tmp_path / f"{number}.tar")  # foreign keys would refuse a torn state
        with open_archive(target) as restored, restored.read() as tx:
            counts = {table.name: len(list(dump.rows(tx, table))) for table in dump.TABLES}
        assert counts["announcements"] == counts["matching"] == counts["revisions"] - 1


WRITES = """
import itertools, sys
from pathlib import Path
from archive.config import Settings
from archive.store import announcements, open_archive
from tests.found import NOON, attachment, found

with open_archive(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2])) as archive:
    for number in itertools.count(100):
        page = archive.blobs.pack(b"page %d" % number) if number % 2 else archive.blobs.put(b"page %d" % number)
        file = attachment(number, sha256=archive.blobs.put(b"file %d" % number))
        with archive.begin() as tx:
            announcements.keep(tx, found(number, attachments=(file,), raw_sha256=page), NOON)
        print(number, flush=True)
"""


def test_while_another_process_keeps_pages_without_pause_it_restores_clean(
    settings: Settings, archive: Archive, tmp_path: Path
) -> None:
    sound.fill(archive)
    starting = [sys.executable, "-c", WRITES, str(settings.data_dir), settings.database_url]
    with subprocess.Popen(starting, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}) as crawl:
        assert crawl.stdout is not None
        try:
            crawl.stdout.readline()
            made = [backup.write(archive, tmp_path / f"{number}.tar") for number in range(2)]
            crawl.stdout.readline()
            assert crawl.poll() is None, "it wrote all the time"
        finally:
            crawl.kill()
    for number, manifest in enumerate(made):
        file = tmp_path / f"{number}.tar"
        assert backup.verify(file) == manifest
        assert backup.restore(Settings(data_dir=tmp_path / f"restored{number}"), file) == manifest
        with open_archive(Settings(data_dir=tmp_path / f"restored{number}")) as restored:
            assert list(faults(restored, shipped())) == []
            with restored.read() as tx:
                assert indexing.waiting(tx) == 0
                assert len(search(tx, Query(words="附件", limit=5)).hits) > 0


def test_the_secret_comes_along_for_its_owner_only(
    settings: Settings, archive: Archive, tmp_path: Path, target: Settings
) -> None:
    secret = tokens.secret(settings.data_dir)
    manifest = backup.write(archive, tmp_path / "a.tar", settings.data_dir / "secret")
    assert manifest.secret is not None
    assert (tmp_path / "a.tar").stat().st_mode & 0o777 == 0o600
    tokens.secret(target.data_dir) if target.data_dir.exists() else None
    backup.restore(target, tmp_path / "a.tar")
    assert tokens.secret(target.data_dir) == secret
    assert (target.data_dir / "secret").stat().st_mode & 0o777 == 0o600
    link = tokens.sign(secret, "leave", "chen", "n1")
    assert tokens.check(tokens.secret(target.data_dir), "leave", link) == ("chen", "n1")


MEASURES = """
import resource, sys
from pathlib import Path
from archive import backup, tokens
from archive.backup import form
from archive.config import Settings
from archive.store import open_archive

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
folder = Path(sys.argv[1])
with open_archive(Settings(data_dir=folder / "data")) as archive:
    backup.write(archive, folder / "a.tar")
backup.verify(folder / "a.tar")
backup.restore(Settings(data_dir=folder / "restored"), folder / "a.tar")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """96 MB of kept files of 8 MB each, of which no two are in memory at a time."""
    with open_archive(Settings(data_dir=tmp_path / "data")) as archive:
        for _ in range(12):
            archive.blobs.put(os.urandom(8_000_000))
    measuring = [sys.executable, "-c", MEASURES, str(tmp_path)]
    done = subprocess.run(measuring, capture_output=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert int(done.stdout) < 64, "megabytes above the start, of which the program itself has some"


def test_a_damaged_page_is_said_and_no_file_is_left(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    sha256 = archive.blobs.put(PAGE)
    (archive.blobs.folder / sha256[:2] / f"{sha256}.zst").write_bytes(b"")
    with pytest.raises(WatchError, match=f"blob {sha256}: "):
        backup.write(archive, tmp_path / "out.tar")
    assert [one.name for one in tmp_path.glob("*out*")] == []
    assert not isinstance(WatchError, NotFound)


def test_a_folder_that_is_not_there(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(WatchError, match=r"out\.tar: can not be written: No such file"):
        backup.write(archive, tmp_path / "none" / "out.tar")
