"""What a source and an announcement cost: requests, bytes on the line, seconds of processor, bytes that are kept.

    python -m tests.bench.costs [--rows 20000]

The twin of the sites is crawled by one process three times: with an empty archive, on a day with nothing new, and on
the day with its news and edits. Then an archive of made-up announcements of usual lengths is written, indexed and
weighed, on SQLite, and on PostgreSQL where ZSWATCH_TEST_POSTGRES_URL names an empty database.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from archive.config import Settings
from archive.store import indexing, open_archive
from archive.tables import Announcement, Attachment
from tests.bench import made_up_archive
from tests.conftest import GIVEN_SERVER
from tests.crawling import ROOT, environment
from tests.twin import Twin

VISITS = (("first crawl", 1, "2026-11-18"), ("nothing new", 1, "2026-11-19"), ("a day's news", 2, "2026-11-20"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One crawl of all sources."""

    sources: int
    requests: int
    received: int
    cpu: float
    new: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000, help="announcements of the made-up archive")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        _crawls(Path(folder) / "twin")
        _rows(Settings(data_dir=Path(folder) / "rows"), given.rows)
        if url := os.environ.get(GIVEN_SERVER):
            _rows(Settings(data_dir=Path(folder) / "other", database_url=url), given.rows)


def _crawls(folder: Path) -> None:
    with Twin() as twin:
        print(f"{'':14} {'sources':>8} {'new':>6} {'requests':>9} {'kB':>8} {'CPU s':>7}   for each source")
        for name, day, date in VISITS:
            twin.day = day
            one = _visit(twin, folder, date)
            counts = f"{one.sources:8} {one.new:6} {one.requests:9} {one.received / 1000:8.0f} {one.cpu:7.1f}"
            each = f"{one.requests / one.sources:.1f} requests, {one.received / 1000 / one.sources:.0f} kB"
            print(f"{name:14} {counts}   {each}, {one.cpu / one.sources:.2f} CPU s")
        with open_archive(Settings(data_dir=folder)) as archive, archive.read() as tx:
            count = tx.scalar(sa.select(sa.func.count()).select_from(Announcement)) or 1
            files = tx.scalar(sa.select(sa.func.count()).select_from(Attachment)) or 0
        blobs = sum(file.stat().st_size for file in (folder / "blobs").rglob("*") if file.is_file())
        print(f"{count} announcements, {files} attachments; kept bytes {blobs / count / 1000:.1f} kB an announcement")


def _visit(twin: Twin, folder: Path, date: str) -> Visit:
    twin.log.clear()
    before, kept = _cpu(), _count(folder)
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", "crawl"],
        env=environment(folder, twin.environment(), now=f"{date}T20:00:00+08:00"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr)
    with open_archive(Settings(data_dir=folder)) as archive, archive.read() as tx:
        sources = tx.scalar(sa.text("SELECT count(DISTINCT source) FROM runs")) or 1
    requests = twin.log.requests
    return Visit(
        sources=sources,
        requests=len(requests),
        received=sum(one.sent for one in requests),
        cpu=_cpu() - before,
        new=_count(folder) - kept,
    )


def _count(folder: Path) -> int:
    with open_archive(Settings(data_dir=folder)) as archive, archive.read() as tx:
        return tx.scalar(sa.select(sa.func.count()).select_from(Announcement)) or 0


def _rows(settings: Settings, count: int) -> None:
    with open_archive(settings) as archive:
        made_up_archive.fill(archive, count)
        bare = _size(settings)
        before = _own()
        indexing.bring_up(archive)
        seconds = _own() - before
        whole = _size(settings)
        kind = archive.engine.dialect.name
    sizes = f"{bare / count / 1000:.1f} kB each, {whole / count / 1000:.1f} kB with the search index"
    indexed = f"{whole / 1e6:.0f} MB in all; indexing {seconds / count * 1000:.1f} CPU ms each"
    print(f"{kind}: {count} announcements: {sizes}, {indexed}")


def _size(settings: Settings) -> int:
    lite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    size = lite if settings.sqlite_file else "SELECT pg_database_size(current_database())"
    with open_archive(settings) as archive, archive.read() as tx:
        return int(tx.scalar(sa.text(size)) or 0)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + _cpu()


if __name__ == "__main__":
    main()
