"""Packs: what is kept in them is found by every process, and what was not written to its end is as if it never was."""

import gzip
import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import WatchError
from archive.files import PACKED_AT_MOST, Blobs, frames
from tests.crawling import ROOT

PAGES = [f"<p>第{number}号公告</p>".encode() for number in range(50)]


def names(pages: list[bytes]) -> list[str]:
    return [hashlib.sha256(page).hexdigest() for page in pages]


def test_many_small_ones_share_a_file_and_are_found_by_others(tmp_path: Path) -> None:
    writer, reader = Blobs(tmp_path), Blobs(tmp_path)
    assert [writer.pack(page) for page in PAGES[:20]] == names(PAGES[:20])
    assert [reader.get(name) for name in names(PAGES[:20])] == PAGES[:20]
    for page in PAGES[20:]:
        writer.pack(page)
    assert reader.get(names(PAGES)[-1]) == PAGES[-1]
    assert reader.has(names(PAGES)[30])
    assert list(reader.every()) == sorted(names(PAGES))
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


def test_what_is_packed_is_not_packed_again_in_a_later_run(tmp_path: Path) -> None:
    Blobs(tmp_path).pack(PAGES[0])
    later = Blobs(tmp_path)
    later.pack(PAGES[0])
    assert len(list((tmp_path / "packs").iterdir())) == 1
    later.pack(PAGES[1])
    assert len(list((tmp_path / "packs").iterdir())) == 2


def test_large_ones_have_a_file_of_their_own(tmp_path: Path) -> None:
    raw = bytes(PACKED_AT_MOST + 1)
    name = Blobs(tmp_path).pack(raw)
    assert (tmp_path / name[:2] / f"{name}.zst").is_file()
    assert Blobs(tmp_path).get(name) == raw


def old_pack(folder: Path, pages: list[bytes]) -> Path:
    """Write a pack as the program did that compressed by gzip."""
    file = folder / "packs" / "01780000000000000000-00000000.pack"
    file.parent.mkdir(parents=True)
    records = [(hashlib.sha256(page).digest(), gzip.compress(page, 2, mtime=0)) for page in pages]
    file.write_bytes(b"".join(struct.pack(">32sI", key, len(packed)) + packed for key, packed in records))
    return file


def test_packs_of_earlier_programs_stay_readable_and_as_they_are(tmp_path: Path) -> None:
    file = old_pack(tmp_path, PAGES[:3])
    before = file.read_bytes()
    blobs = Blobs(tmp_path)
    assert [blobs.get(name) for name in names(PAGES[:3])] == PAGES[:3]
    blobs.pack(PAGES[1])
    assert list((tmp_path / "packs").iterdir()) == [file]
    blobs.pack(PAGES[3])
    assert file.read_bytes() == before
    assert list(Blobs(tmp_path).every()) == sorted(names(PAGES[:4]))


@pytest.mark.parametrize("cut", [1, 10, 35, 36, 40])
def test_what_was_not_written_to_its_end_is_as_if_it_never_was(tmp_path: Path, cut: int) -> None:
    blobs = Blobs(tmp_path)
    for page in PAGES[:2]:
        blobs.pack(page)
    (pack,) = (tmp_path / "packs").iterdir()
    last = 36 + len(frames.compressed(PAGES[1]))
    pack.write_bytes(pack.read_bytes()[: -last + min(cut, last - 1)])
    after = Blobs(tmp_path)
    assert list(after.every()) == names(PAGES[:1])
    after.pack(PAGES[1])
    assert list(Blobs(tmp_path).every()) == sorted(names(PAGES[:2]))
    assert Blobs(tmp_path).get(names(PAGES)[1]) == PAGES[1]


def test_a_damaged_record_is_said_and_mended_by_the_next_one_that_packs_it(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.pack(PAGES[0])
    (pack,) = (tmp_path / "packs").iterdir()
    raw = bytearray(pack.read_bytes())
    raw[-12] ^= 0xFF
    pack.write_bytes(raw)
    with pytest.raises(WatchError, match=f"^blob {names(PAGES)[0]}: "):
        Blobs(tmp_path).get(names(PAGES)[0])
    Blobs(tmp_path).pack(PAGES[0])
    assert Blobs(tmp_path).get(names(PAGES)[0]) == PAGES[0]


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file")
    with pytest.raises(WatchError, match="can not be written to "):
        Blobs(tmp_path / "blobs").pack(PAGES[0])


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.files import Blobs
blobs = Blobs(Path(sys.argv[1]))
for number in range(10_000):
    blobs.pack(f"page {number} of a process that is killed".encode())
    print(number, flush=True)
"""


def test_a_process_that_is_killed_has_kept_all_that_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(20)]
        process.kill()
        said += process.stdout.readlines()
    kept = [Blobs(tmp_path).get(name) for name in Blobs(tmp_path).every()]
    assert len(said) - 1 <= len(kept) <= len(said) + 1
