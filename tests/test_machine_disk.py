"""A full and a read-only disk, real ones where they may be mounted: one line each, nothing lost or half-written."""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from archive.config import Settings
from archive.errors import DatabaseAway, WatchError
from archive.files import Blobs
from archive.store import Archive, announcements, open_archive, subscribers
from tests.crawling import ROOT
from tests.days import keep, person, scene

STATES = {"full": "No space left on device", "read-only": "Read-only file system"}
OF_SQLITE = {
    "full": r"zswatch: .*/zswatch\.sqlite: disk I/O error \(the disk is full\)",
    "read-only": r"zswatch: .*/zswatch\.sqlite: unable to open database file \(the disk is read-only\)",
}
MAY_MOUNT = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
needs_mounts = pytest.mark.skipif(not MAY_MOUNT, reason="disks may not be mounted here")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("disks")
    command = ["unshare", "--mount", sys.executable, "-W", "error", "-m", "tests.small_disk", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@needs_mounts
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("doing", ["database", "reading", "backup elsewhere"])
def test_a_database_on_such_a_disk_is_told_in_one_line(told: dict[str, Any], state: str, doing: str) -> None:
    code, (line,) = told[f"{state} data"][doing]
    assert code == 1
    assert re.fullmatch(OF_SQLITE[state], line)


@needs_mounts
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("doing", ["kept bytes", "packed bytes"])
def test_bytes_that_can_not_be_kept_are_told_with_the_place(told: dict[str, Any], state: str, doing: str) -> None:
    assert re.fullmatch(
        rf"blob [0-9a-f]{{64}}: can not be written to \S+: {STATES[state]}", told[f"{state} data"][doing]
    )


@needs_mounts
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("doing", ["backup", "export", "preview"])
def test_a_file_that_can_not_be_written_is_named(told: dict[str, Any], state: str, doing: str) -> None:
    code, (line,) = told[f"{state} other"][doing]
    assert code in {1, 2}
    assert re.fullmatch(rf"zswatch: .*/other/(copy\.zsw|all\.jsonl|preview).*{STATES[state]}", line)


@needs_mounts
@pytest.mark.parametrize("state", STATES)
def test_mails_wait_until_there_is_room(told: dict[str, Any], state: str) -> None:
    (code, lines), queued = told[f"{state} other"]["mail"]
    assert code == 1
    assert any(STATES[state] in line for line in lines)
    assert "queued a@example.org" in queued
    assert told["delivered"][1].count("sent a@example.org") == 1
    assert told["again"][1] == told["delivered"][2]


@needs_mounts
@pytest.mark.parametrize("disk", [f"{state} {disk}" for state in STATES for disk in ("data", "other")])
def test_afterwards_all_is_as_it_was_and_can_be_done(told: dict[str, Any], disk: str) -> None:
    search, kept, packed, nothing_left, same = told[f"{disk}, afterwards"]
    assert (search, kept, packed) == (0, "", "")
    assert nothing_left, "a file that is not whole was left behind"
    assert same, "the archive or the backup of before is another one"


def test_a_database_that_may_not_grow_loses_nothing(sqlite_archive: Archive) -> None:
    keep(sqlite_archive, scene(2655001))
    with sqlite_archive.engine.connect() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
    sqlite_archive.engine.dispose()

    def bounded(connection: Any, _entry: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(sqlite_archive.engine, "connect", bounded)
    with pytest.raises(DatabaseAway, match=r"^\S+zswatch\.sqlite: database or disk is full$"):
        keep(sqlite_archive, *(scene(number, body="长" * 20_000) for number in range(2655002, 2655020)))
    event.remove(sqlite_archive.engine, "connect", bounded)
    sqlite_archive.engine.dispose()
    with sqlite_archive.read() as tx:
        assert [name for name, *_ in announcements.titles(tx)] == ["zs-2655001"]
    keep(sqlite_archive, scene(2655002, body="长" * 20_000))


@pytest.fixture
def postgres_archive(postgres_database: str, tmp_path: Path) -> Iterator[Archive]:
    with open_archive(Settings(data_dir=tmp_path, database_url=postgres_database)) as archive:
        yield archive


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("53100", "could not extend file: No space left on device"),
        ("53200", "out of memory"),
        ("58030", "could not read block 0: Input/output error"),
        ("25006", "cannot execute INSERT in a read-only transaction"),
        ("XX001", "invalid page in block 0"),
    ],
)
def test_what_a_server_says_of_its_machine_is_one_line(postgres_archive: Archive, state: str, words: str) -> None:
    with postgres_archive.engine.begin() as connection:
        connection.execute(
            sa.text(f"""CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION SQLSTATE '{state}' USING MESSAGE = '{words}'; END $$""")
        )
        connection.execute(sa.text("CREATE TRIGGER f BEFORE INSERT ON subscribers EXECUTE FUNCTION fails()"))
    with pytest.raises(DatabaseAway, match=rf"^postgresql://\S+: {words}") as caught, postgres_archive.begin() as tx:
        subscribers.put(tx, person("new"))
    assert "\n" not in str(caught.value)
    with postgres_archive.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER f ON subscribers"))
    with postgres_archive.begin() as tx:
        subscribers.put(tx, person("new"))


@pytest.mark.postgres
def test_a_server_that_only_reads_is_told(postgres_archive: Archive) -> None:
    name = postgres_archive.engine.url.database
    with postgres_archive.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    postgres_archive.engine.dispose()
    with (
        pytest.raises(DatabaseAway, match="cannot execute INSERT in a read-only transaction"),
        postgres_archive.begin() as tx,
    ):
        subscribers.put(tx, person("new"))


OUTPUT = "import sys; from scheduler.cli import main; main(['sources', '--json'])"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("both", [False, True])
def test_output_that_can_not_be_written_is_told_where_that_is_possible(tmp_path: Path, *, both: bool) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", OUTPUT],
            cwd=ROOT,
            env=os.environ | {"ZSWATCH_DATA_DIR": str(tmp_path)},
            stdout=full,
            stderr=full if both else subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    if not both:
        assert done.stderr == "zswatch: the output can not be written: No space left on device\n"


def test_a_file_over_the_limit_leaves_nothing_behind(tmp_path: Path) -> None:
    """Also where no disk may be mounted: the kernel refuses to let a file grow."""
    blobs, raw = Blobs(tmp_path), os.urandom(100_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        for keeping in (blobs.put, blobs.pack):
            with pytest.raises(WatchError, match=r"^blob [0-9a-f]{64}: can not be written to \S+: "):
                keeping(raw)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [one for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".pack"] == []
    assert list(blobs.every()) == []
    assert blobs.get(blobs.pack(raw)) == raw
