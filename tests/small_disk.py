"""`python -m tests.small_disk FOLDER`: an installation on real disks of a few megabytes, full and read-only in turn.

Run in a mount namespace of its own (`unshare --mount`): the disks are FOLDER/data and FOLDER/other, gone in the end.
Prints a JSON object: what each command said on such a disk, and what there was afterwards.
"""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from archive.clock import VARIABLE
from archive.config import Settings, load
from archive.errors import WatchError
from archive.files import Blobs
from archive.store import announcements, open_archive, outbox
from archive.store.checking import faults
from digest.meetings import shipped
from scheduler import cli
from tests.crash import day

MEGABYTES = 16
DISKS = ("data", "other")
PAGE = os.urandom(150_000)


def main() -> None:
    """Do all of it."""
    folder = Path(sys.argv[1])
    for name in DISKS:
        (folder / name).mkdir()
        _mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder / name))
    os.environ[VARIABLE] = (day.CRAWL + day.SENDS[1][1]).isoformat()
    config = _configured(folder)
    settings = load(config, {})
    day.prepare(settings)
    day.crawl(settings, day.CRAWL)
    _said(config, "backup", str(folder / "other" / "copy.zsw"))
    before = _state(settings, folder)
    told: dict[str, Any] = {}
    for hours, (state, wrong) in enumerate((("full", _full), ("read-only", _only_read))):
        os.environ[VARIABLE] = (day.CRAWL + day.SENDS[1][1] + timedelta(hours=3 * hours)).isoformat()
        for disk, doings in (("data", _on_data), ("other", _on_other)):
            with wrong(folder / disk):
                told[f"{state} {disk}"] = doings(config, settings, folder)
            told[f"{state} {disk}, afterwards"] = [
                _said(config, "search", "机器人")[0],
                _kept(settings, "put"),
                _kept(settings, "pack"),
                [*folder.glob("*/*.part"), *folder.glob("*/.*.part")] == [],
                _state(settings, folder) == before,
            ]
    os.environ[VARIABLE] = (day.CRAWL + day.SENDS[1][1] + timedelta(hours=9)).isoformat()
    told["delivered"] = [_said(config, "digest", "deliver"), sorted(_queued(settings)), _mails(folder)]
    told["again"] = [_said(config, "digest", "deliver")[0], _mails(folder)]
    print(json.dumps(told))


def _configured(folder: Path) -> Path:
    file = folder / "zswatch.toml"
    (folder / "robot").write_text("http://127.0.0.1:9/nobody-listens-here\n")
    (folder / "robot").chmod(0o600)
    file.write_text(
        f'data_dir = "{folder / "data"}"\n[mail]\nfolder = "{folder / "other" / "mail"}"\nto = ["a@example.org"]\n'
        f'[[robots]]\nname = "group"\nkind = "wecom"\nurl_file = "{folder / "robot"}"\n'
    )
    return file


def _on_data(config: Path, settings: Settings, folder: Path) -> dict[str, Any]:
    """Do what writes into the data folder."""
    return {
        "database": _said(config, "subscribers", "add", "new@example.org", "--why", "asked"),
        "reading": _said(config, "search", "机器人"),
        "backup elsewhere": _said(config, "backup", str(folder / "elsewhere.zsw")),
        "kept bytes": _kept(settings, "put", os.urandom(150_000)),
        "packed bytes": _kept(settings, "pack", os.urandom(150_000)),
    }


def _on_other(config: Path, settings: Settings, folder: Path) -> dict[str, Any]:
    """Do what writes elsewhere; the digest is queued at the first time, and nothing of it can be sent."""
    other = folder / "other"
    return {
        "backup": _said(config, "backup", str(other / "copy.zsw")),
        "export": _said(config, "export", "--format", "jsonl", "--out", str(other / "all.jsonl")),
        "preview": _said(config, "digest", "preview", "--out", str(other / "preview")),
        "mail": [_said(config, "digest", "send"), sorted(_queued(settings))],
    }


def _state(settings: Settings, folder: Path) -> list[str]:
    """Return what the archive holds and whether it is whole, and the backup that was made at first."""
    copy = hashlib.sha256((folder / "other" / "copy.zsw").read_bytes()).hexdigest()
    with open_archive(settings) as archive:
        with archive.read() as tx:
            held = [f"{name} {title}" for name, title, _ in announcements.titles(tx)]
        return [copy, *held, *(f"{one.where} {one.what}" for one in faults(archive, shipped()))]


def _queued(settings: Settings) -> list[str]:
    with open_archive(settings) as archive, archive.read() as tx:
        return [
            f"{one.status} {one.recipient}"
            for one in outbox.every(tx)
            if one.edition_key.startswith("daily-2026-11-23")
        ]


def _mails(folder: Path) -> int:
    return len(list((folder / "other" / "mail").glob("*.eml")))


@contextmanager
def _only_read(disk: Path) -> Iterator[None]:
    """Make a disk read-only for the length of a block."""
    _mount("-o", "remount,ro", str(disk))
    try:
        yield
    finally:
        _mount("-o", "remount,rw", str(disk))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    """Fill the disk to its last byte for the length of a block."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while out.write(b"x" * size):
                    pass
    try:
        yield
    finally:
        ballast.unlink()


def _said(config: Path, *words: str) -> tuple[int, list[str]]:
    """Run a command; return its exit code and the lines it said on standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main([*words, "--config", str(config)])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return code, err.getvalue().splitlines()


def _kept(settings: Settings, how: str, page: bytes = PAGE) -> str:
    """Keep a page; return what was wrong, and nothing when it is there."""
    blobs = Blobs(settings.data_dir / "blobs")
    try:
        sha256: str = getattr(blobs, how)(page)
    except WatchError as error:
        return str(error)
    finally:
        if blobs._packs._own is not None:
            os.close(blobs._packs._own[1])  # a pack is open as long as its process lives; here that would keep the disk
    return "" if blobs.get(sha256) == page else "other bytes"


if __name__ == "__main__":
    main()
