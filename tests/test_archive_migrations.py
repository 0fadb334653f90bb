"""Archives that earlier programs filled are brought up to date with all that they hold, on both engines.

`tests.filled` has a full set of rows of every version; one without it fails here.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from archive import backup, migrations
from archive.config import Settings
from archive.records import Query
from archive.search import search
from archive.store import (
    Archive,
    announcements,
    citations,
    consultations,
    dump,
    editions,
    indexing,
    meetings,
    open_archive,
    outbox,
    rereading,
    runs,
    schema,
    subscribers,
)
from archive.store import engine as engines
from archive.store.checking import faults
from tests import filled

VERSIONS = schema.versions()
BACKUPS = Path(__file__).parent / "fixtures" / "backups"
ORDER = [table.name for table in dump.TABLES]
LONG = "epaper-" + "長" * 193
HANGS = """
import sys, time
import sqlalchemy as sa
from pathlib import Path
from archive.config import Settings
from archive.store import open_archive

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def hang(_connection, _cursor, statement, *_):
    if statement.startswith("UPDATE alembic_version") and f"'{sys.argv[3]}'" in statement:
        print("in the middle", flush=True)
        time.sleep(600)

open_archive(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2]))
"""


@pytest.fixture
def nothing_yet(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    url = request.getfixturevalue("empty_postgres_database") if engine == "postgresql" else ""
    return Settings(data_dir=tmp_path / "data", database_url=url)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_an_archive_with_a_row_in_each_of_its_tables(version: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    filled.fill(settings, version)
    engine = engines.engine(settings.url)
    with engine.connect() as connection:
        assert schema.version_of(connection) == version
        held = filled.held(connection, filled.tables_of(connection))
    engine.dispose()
    assert all(held.values()), [name for name, rows in held.items() if not rows]
    for name, rows in filled.rows_of(version).items():
        assert len(held[name]) == len(rows)
    if version != VERSIONS[0]:
        before = set(filled.rows_of(VERSIONS[VERSIONS.index(version) - 1]))
        assert before <= set(held)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_is_still_there_and_right(version: str, nothing_yet: Settings) -> None:
    filled.fill(nothing_yet, version)
    with open_archive(nothing_yet) as archive:
        with archive.read() as tx:
            assert tx.scalar(sa.text("SELECT version_num FROM alembic_version")) == migrations.HEAD
            all_there(tx, filled.rows_of(version))
        read_through(archive, version)
        sound(archive)
        finds(archive)
        assert indexing.bring_up(archive) == len(filled.rows_of(version)["announcements"])
        finds(archive)
        sound(archive)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_every_version_is_restored(version: str, nothing_yet: Settings, tmp_path: Path) -> None:
    file = tmp_path / "old.tar"
    write_format_1(file, version)
    assert backup.verify(file).schema == version
    held = backup.restore(nothing_yet, file)
    assert (held.format, held.blobs) == (1, len(filled.bytes_of(version)))
    with open_archive(nothing_yet) as archive:
        with archive.read() as tx:
            all_there(tx, filled.rows_of(version))
            assert indexing.waiting(tx) == 0, "the index is made anew"
        read_through(archive, version)
        sound(archive)
    assert not list(nothing_yet.data_dir.glob(".restore*"))


def test_a_backup_that_an_earlier_program_wrote_is_restored(nothing_yet: Settings) -> None:
    file = BACKUPS / "format-1-schema-0008.tar"
    held = backup.restore(nothing_yet, file)
    assert (held.format, held.schema, held.blobs, held.rows) == (1, "0008", 2, 27)
    with open_archive(nothing_yet) as archive, archive.read() as tx:
        one = announcements.get(tx, "zs-1")
        assert (one.revision, len(announcements.revisions(tx, "zs-1")), len(outbox.every(tx))) == (2, 2, 1)
        assert [each.name for each in subscribers.every(tx)] == ["chen"]
        assert len(list(archive.blobs.every())) == 2


@pytest.mark.parametrize("last", [VERSIONS[1], "0003", "0006", VERSIONS[-1]])
def test_killed_in_the_middle_it_leaves_the_old_version_as_it_was(last: str, nothing_yet: Settings) -> None:
    filled.fill(nothing_yet, VERSIONS[0])
    opening = [sys.executable, "-c", HANGS, str(nothing_yet.data_dir), nothing_yet.database_url, last]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(opening, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in the middle\n"
        process.send_signal(signal.SIGKILL)
    engine = engines.engine(nothing_yet.url)
    with engine.begin() as connection:
        wait_until_it_is_gone(connection)
        assert schema.version_of(connection) == VERSIONS[0]
        rows = filled.rows_of(VERSIONS[0])
        assert filled.tables_of(connection) == sorted(rows)
        assert {name: len(held) for name, held in filled.held(connection, list(rows)).items()} == {
            name: len(held) for name, held in rows.items()
        }
        # and it takes rows as it did
        connection.execute(sa.text("UPDATE announcements SET title_key = 'used' WHERE id = 'zs-3'"))
    engine.dispose()
    with open_archive(nothing_yet) as archive:
        with archive.read() as tx:
            all_there(tx, rows)
        sound(archive)


def wait_until_it_is_gone(connection: sa.Connection) -> None:
    """PostgreSQL notices the death of its client when it next talks to it; its locks go with it."""
    if connection.dialect.name == "postgresql":
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid, 10000) {others}"))


def all_there(tx: Any, rows: filled.Rows) -> None:
    """Every row, and every column that there still is, reads as it was written."""
    for table in dump.TABLES:
        keys = [column.name for column in table.primary_key]
        held = {tuple(row[key] for key in keys): row for row in dump.rows(tx, table)}
        wanted = rows.get(table.name, [])
        for row in wanted:
            now = held[tuple(row[key] for key in keys)]
            kept = {name: value for name, value in row.items() if name in now}
            assert {name: now[name] for name in kept} == kept, table.name
        assert len(held) == len(wanted) or table.name not in rows, table.name


def read_through(archive: Archive, version: str) -> None:
    """Everything that the store gives of an archive is what was put into it."""
    rows = filled.rows_of(version)
    with archive.read() as tx:
        for row in rows["announcements"]:
            found = announcements.get(tx, row["id"])
            assert (found.url, found.post_id, found.canonical_id) == (row["url"], row["post_id"], row["canonical_id"])
            assert len(announcements.revisions(tx, row["id"])) == row["revision"]
        first = announcements.get(tx, "zs-2655001")
        assert first.analysis is not None
        assert [one.announcement_quote.text for one in first.analysis.alignments] == [
            "单个项目最高补助600万元",
            "企业应在中山市登记",
        ]
        assert first.analysis.account["figures"][0]["text"] == "600万元"
        assert [one.status for one in first.attachments] == ["ok", "unsupported"]
        assert announcements.get(tx, "zs-3").withdrawn_at is not None
        assert len(announcements.get(tx, LONG).body) == 2700
        for edition in rows["editions"]:
            kept = editions.get(tx, edition["key"])
            assert kept is not None
            assert (kept.content, kept.text, kept.subject) == (edition["content"], edition["text"], edition["subject"])
        assert editions.dealt_with(tx, "weekly-2026-11-23") == {"zs-3": (1, True), LONG: (1, True)}
        assert [mail.message for mail in outbox.every(tx)][:3] == [b"From: a\r\n\r\n\x00\xff\x1a raw", b"", b"{}"]
        assert [run.facts for run in runs.of_source(tx, "zs_gxj-tzgg")][-2:] == [{}, {}]
        assert [one.note for one in runs.executions(tx)] == ["中断'", ""]
        (meeting,) = meetings.every(tx)
        assert [one.text for one in meeting.directives] == ["打造标杆应用场景"]
        assert announcements.validators(tx, first.url) is not None
        read_what_is_newer(tx, rows)


def read_what_is_newer(tx: Any, rows: filled.Rows) -> None:
    if "readings" in rows:
        (reading,) = rereading.readings(tx, "zs-2655001")[2]
        assert (reading.state.body, reading.state.attachments[0].status) == ("读错了的正文\u2028", "unreadable")
    if "citations" in rows:
        assert [one.citation.doc_number for one in citations.of(tx, "zs-2655001", 2)] == ["中府〔2024〕12号"]
    if "consultations" in rows:
        (answered, _) = rows["consultations"]
        assert consultations.kept(tx, answered["key"]) == answered["answer"]
    if "subscribers" in rows:
        assert {one.name for one in subscribers.every(tx)} == {one["name"] for one in rows["subscribers"]}
        strange = subscribers.get(tx, "黎 'O’Brien'")
        assert strange is not None
        assert (strange.filters.words, strange.bounces, strange.address) == (("%_\\",), 3, "Ünï@例子.中国")
        assert len(editions.corrections(tx, "daily-2026-11-18")) == 1
        assert outbox.told_to(tx) == {}
    if "record" in rows["editions"][0]:
        assert editions.record_of(tx, "daily-2026-11-20-en") == b"\x00\x80whole\xff"


def sound(archive: Archive) -> None:
    """Nothing is said of it, before and after what it cites is read."""
    with archive.read() as tx:
        known = {one.id: one for one in meetings.every(tx)}
    assert list(faults(archive, known)) == []
    with archive.begin() as tx:
        while citations.refresh(tx):
            pass
        assert [one.citation.doc_number for one in citations.of(tx, "zs-2655001", 2)] == ["中府〔2024〕12号"]
    assert list(faults(archive, known)) == []


def finds(archive: Archive) -> None:
    for words, wanted in (
        ("中工信〔2026〕7号", {"zs-2655001", "zs-2655002"}),
        ("deepseek与机器人", {LONG}),
        ("企业应在中山市登记", {"zs-2655001"}),
        ("AI+5G", {"sz-9007199254740993"}),
    ):
        with archive.read() as tx:
            assert {hit.id for hit in search(tx, Query(words=words, limit=20)).hits} == wanted, words


def write_format_1(file: Path, version: str) -> None:
    """Write the backup that a program of that version would have written."""
    every, stated, members = filled.rows_of(version), {}, {}
    rows = {name: some for name, some in every.items() if name not in dump.PASSING}
    order = [name for name in ORDER if name in rows]
    assert len(order) == len(rows)
    for name in order:
        lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows[name])
        stated[name] = {"rows": len(rows[name]), "sha256": hashlib.sha256(lines).hexdigest()}
        members[f"tables/{name}.jsonl.gz"] = gzip.compress(lines)
    kept = json.loads((filled.FOLDER / f"{version}.json").read_text(encoding="utf-8"))["bytes"]
    members |= {f"blobs/{sha256}.gz": gzip.compress(base64.b64decode(raw)) for sha256, raw in sorted(kept.items())}
    made = {"format": 1, "schema": version, "made_at": "2026-11-20T08:00:00+08:00", "tables": stated}
    manifest = json.dumps({**made, "blobs": len(kept)}).encode()
    with tarfile.open(file, "w") as tar:
        for name, raw in {"manifest.json": manifest, **members}.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
