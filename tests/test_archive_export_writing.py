"""Exports as files: whole or not there, and of any length in the same memory."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import WatchError
from archive.export.writing import FORMATS, MEDIA, TEXTS, to_file
from archive.records import Announcement
from archive.store import Archive
from tests.exports import filled, material

GROWTH = """
import resource, sys
from pathlib import Path
from archive.config import Settings
from archive.export.writing import Material, to_file
from archive.store import open_archive
from tests.exports import many

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

with open_archive(Settings(data_dir=Path(sys.argv[1]))) as archive:
    for form in sys.argv[3].split():
        for count in (2_000, int(sys.argv[2])):
            made = Material(announcements=many(archive, count), revisions=lambda _: ())
            assert to_file(Path(sys.argv[1]) / f"out.{form}", form, made) == count
            print(form, count, peak())
"""
ALLOWED = 24
"""MiB that ten times as many announcements may take more, for what libraries and allocators put aside."""


@pytest.fixture
def archive(sqlite_archive: Archive) -> Archive:
    filled(sqlite_archive)
    return sqlite_archive


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_there_only_when_it_is_whole(archive: Archive, tmp_path: Path, form: str) -> None:
    def breaking() -> Iterator[Announcement]:
        yield next(iter(made.announcements))
        raise RuntimeError

    with archive.read() as tx:
        made = material(tx)
        with pytest.raises(RuntimeError):
            to_file(tmp_path / f"out.{form}", form, replace(made, announcements=breaking()))
        assert list(tmp_path.glob("*out*")) == []
        with pytest.raises(WatchError, match=rf"out\.{form}: can not be written"):
            to_file(tmp_path / "none" / f"out.{form}", form, made)
        (tmp_path / f"out.{form}").write_bytes(b"before")
        with pytest.raises(RuntimeError):
            to_file(tmp_path / f"out.{form}", form, replace(made, announcements=breaking()))
    assert (tmp_path / f"out.{form}").read_bytes() == b"before"
    assert [one.name for one in tmp_path.glob("*out*")] == [f"out.{form}"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_empty(archive: Archive, tmp_path: Path, form: str) -> None:
    with archive.read() as tx:
        assert to_file(tmp_path / "out", form, replace(material(tx), announcements=())) == 0
        assert to_file(tmp_path / "out", form, material(tx)) == 3
    assert (tmp_path / "out").stat().st_size > 0


def test_every_format_has_a_media_type() -> None:
    assert set(MEDIA) == set(FORMATS)
    assert set(TEXTS) < set(FORMATS)


def test_a_sqlite_file_has_its_description_beside_it(archive: Archive, tmp_path: Path) -> None:
    with archive.read() as tx:
        to_file(tmp_path / "中山.sqlite", "sqlite", material(tx))
    told = json.loads((tmp_path / "中山.sqlite.metadata.json").read_text(encoding="utf-8"))
    assert list(told["databases"]) == ["中山"]


def test_memory_is_the_same_for_ten_times_as_many(archive: Archive, tmp_path: Path) -> None:
    folder = Path(str(archive.engine.url.database)).parent
    ran = subprocess.run(
        [sys.executable, "-c", GROWTH, str(folder), "20000", " ".join(FORMATS)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    peaks: dict[str, list[int]] = {}
    for line in ran.stdout.splitlines():
        form, _, peak = line.split()
        peaks.setdefault(form, []).append(int(peak))
    assert set(peaks) == set(FORMATS)
    for form, (few, many) in peaks.items():
        assert many - few < ALLOWED, (form, peaks)
