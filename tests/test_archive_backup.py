"""Backups: one file with everything, from either engine into either, refused when anything is not as it was."""

import gzip
import io
import json
import tarfile
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive import backup
from archive.config import Settings
from archive.errors import NotFound, WatchError
from archive.records import Meeting, RunError, SourceRun, StoredEdition, Validators
from archive.store import (
    Archive,
    Tx,
    announcements,
    citations,
    consultations,
    dump,
    editions,
    judgements,
    meetings,
    open_archive,
    outbox,
    rereading,
    runs,
    subscribers,
)
from tests.found import CHEN, HOUR, NOON, analysis, attachment, found

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
        runs.start(tx, "crawl", NOON, NOON)
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


def rewrite(file: Path, member: str, change: object) -> None:
    """Write the backup again with one member replaced, or left out when the change is None."""
    with tarfile.open(file) as tar:
        kept = {one.name: tar.extractfile(one).read() for one in tar.getmembers()}
    name = next(one for one in kept if one.startswith(member))
    if change is None:
        del kept[name]
    else:
        kept[name] = change(kept[name])
    with tarfile.open(file, "w") as tar:
        for one, raw in kept.items():
            member = tarfile.TarInfo(one)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))


@pytest.mark.parametrize(
    ("member", "change", "said"),
    [
        ("blobs/", None, "1 kept files, expected 2"),
        ("blobs/", lambda raw: raw[:-9], "not a whole backup"),
        ("blobs/", lambda _: gzip.compress(b"other"), "holds other bytes than its name says"),
        ("tables/revisions", None, "the rows of revisions are missing"),
        ("tables/revisions", lambda raw: raw[:-9], "not a whole backup"),
        ("tables/revisions", lambda _: gzip.compress(b""), "the rows of revisions are not those"),
        ("manifest.json", None, "not a whole backup"),
        ("manifest.json", lambda raw: raw.replace(b'"format": 2', b'"format": 9'), "format 9; this program reads"),
        ("manifest.json", lambda _: b"{}", "not a whole backup"),
    ],
)
def test_a_damaged_backup_is_refused_and_writes_no_row(
    written: Path, tmp_path: Path, member: str, change: object, said: str
) -> None:
    rewrite(written, member, change)
    target = Settings(data_dir=tmp_path / "restored")
    with pytest.raises(WatchError, match=f"archive.tar: .*{said}") as caught:
        backup.restore(target, written)
    assert "\n" not in str(caught.value)
    with open_archive(target) as restored, restored.read() as tx:
        assert dump.is_empty(tx)


def test_a_cut_or_strange_file_is_refused(written: Path, tmp_path: Path) -> None:
    target = Settings(data_dir=tmp_path / "restored")
    raw = written.read_bytes()
    for name, content in (("cut", raw[: len(raw) // 2]), ("empty", b""), ("strange", b"PK\x03\x04" * 99)):
        (tmp_path / name).write_bytes(content)
        # a cut right between two members is told by what is missing
        with pytest.raises(WatchError, match=f"{name}: (not a whole backup|[0-9]+ kept files, expected [0-9]+)"):
            backup.restore(target, tmp_path / name)
    with pytest.raises(WatchError, match="none: no such file"):
        backup.restore(target, tmp_path / "none")


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
