"""A process killed in the middle of keeping leaves an archive that is whole, and that can be gone on with."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from archive.config import Settings
from archive.store import Tx, announcements, dump, open_archive
from tests.found import NOON, attachment, found

KEEP = """
import sys
from pathlib import Path
from archive.config import Settings
from archive.store import announcements, open_archive
from tests.found import NOON, attachment, found
with open_archive(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2])) as archive:
    for number in range(10**6):
        for body in ("一", "二"):
            archive.blobs.put(f"{number} {body}".encode())
            with archive.begin() as tx:
                announcements.keep(tx, found(number, body=body, attachments=(attachment(number),)), NOON)
            print(number, body, flush=True)
"""


def kill_in_the_middle(settings: Settings, after: float) -> int:
    """Let a process keep, kill it while it does, and return how many it said it had kept."""
    command = [sys.executable, "-c", KEEP, str(settings.data_dir), settings.database_url]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    keeping = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8")
    assert keeping.stdout is not None
    first = [keeping.stdout.readline() for _ in range(3)]  # however slow the machine is
    time.sleep(after)
    keeping.send_signal(signal.SIGKILL)
    said = [*first, *keeping.stdout.read().splitlines()]
    keeping.stdout.close()
    assert keeping.wait(timeout=30) == -signal.SIGKILL
    return len(said)


def counts(tx: Tx) -> dict[str, int]:
    return {table.name: sum(1 for _ in dump.rows(tx, table)) for table in dump.TABLES}


def test_killed_while_keeping(settings: Settings) -> None:
    kept = sum(kill_in_the_middle(settings, after) for after in (0.05, 0.11))
    assert kept > 4
    with open_archive(settings) as archive, archive.begin() as tx:
        if tx.get_bind().dialect.name == "sqlite":
            assert tx.scalar(sa.text("PRAGMA integrity_check")) == "ok"
            assert tx.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        found_now = counts(tx)
        assert found_now["announcements"] == found_now["matching"] == found_now["sightings"]
        assert found_now["revisions"] == found_now["attachments"] >= found_now["announcements"]
        for one in tx.scalars(sa.text("SELECT id FROM announcements")).all():
            newest = announcements.get(tx, one)
            assert len(newest.attachments) == 1
            assert len(announcements.revisions(tx, one)) == newest.revision
        assert announcements.keep(tx, found(0, body="二", attachments=(attachment(0),)), NOON).outcome in (
            "unchanged",
            "revised",
        )
        assert not [file for file in archive.blobs.folder.rglob("*.zst") if not archive.blobs.get(file.stem)]


def test_nothing_that_was_said_to_be_kept_is_missing(settings: Settings) -> None:
    said = kill_in_the_middle(settings, 0.1)
    with open_archive(settings) as archive, archive.read() as tx:
        assert sum(1 for _ in dump.rows(tx, next(one for one in dump.TABLES if one.name == "revisions"))) >= said
