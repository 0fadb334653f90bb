"""What earlier programs kept, written anew: the same bytes, found by everyone at every moment."""

import gzip
import hashlib
from pathlib import Path

import pytest

from archive.errors import WatchError
from archive.files import Blobs, tidying
from archive.files.folder import OLD_SUFFIX
from archive.files.packs import HEADER, records
from archive.files.remote import Remote
from archive.sections import Store

PAGES = [f"<p>第{number}号公告</p>".encode() * (number + 1) for number in range(12)]
NAMES = [hashlib.sha256(page).hexdigest() for page in PAGES]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Four files, a pack of six with one damaged, and two that are zstd already; a file that is damaged."""
    for page, name in zip(PAGES[:4], NAMES[:4], strict=True):
        file = tmp_path / name[:2] / f"{name}{OLD_SUFFIX}"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(page, 2))
    (tmp_path / "packs").mkdir()
    packed = [gzip.compress(page, 2) for page in PAGES[4:10]]
    packed[5] = packed[5][:-3] + b"xyz"
    (tmp_path / "packs" / "01700000000000000000-00000000.pack").write_bytes(
        b"".join(HEADER.pack(bytes.fromhex(n), len(one)) + one for n, one in zip(NAMES[4:10], packed, strict=True))
    )
    blobs = Blobs(tmp_path)
    blobs.pack(PAGES[10])
    blobs.put(PAGES[11])
    damaged = tmp_path / "00" / f"{'0' * 64}{OLD_SUFFIX}"
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_bytes(b"damaged")
    return tmp_path


def test_all_is_there_before_and_after_and_for_who_reads_meanwhile(old: Path) -> None:
    reader = Blobs(old)
    whole = {name: page for name, page in zip(NAMES, PAGES, strict=True) if name != NAMES[9]}
    assert {name: reader.get(name) for name in whole} == whole
    done = tidying.recompress(old)
    assert (done.written, done.damaged) == (4 + 5, 2)
    assert done.before > 0
    assert {name: reader.get(name) for name in whole} == whole
    assert {name: Blobs(old).get(name) for name in whole} == whole
    assert list(Blobs(old).every()) == sorted([*NAMES, "0" * 64])
    left = [file.name for file in old.rglob(f"*{OLD_SUFFIX}")]
    assert left == [f"{'0' * 64}{OLD_SUFFIX}"]
    kinds = [packed[:2] for pack in (old / "packs").iterdir() for _, packed in records(pack)]
    assert sorted(kinds) == [b"\x1f\x8b", *[b"\x28\xb5"] * 6]


def test_a_second_time_nothing_is_left_to_do(old: Path) -> None:
    tidying.recompress(old)
    before = {file: file.read_bytes() for file in old.rglob("*") if file.is_file() and "packs" not in file.parts}
    assert tidying.recompress(old).written == 0
    assert {file: file.read_bytes() for file in before} == before


def test_what_mended_a_damaged_record_goes_on_counting(old: Path) -> None:
    Blobs(old).pack(PAGES[9])
    tidying.recompress(old)
    assert Blobs(old).get(NAMES[9]) == PAGES[9]


def test_a_folder_is_handed_over(old: Path, tmp_path: Path) -> None:
    there = Remote(Store(url="memory://tidying"), tmp_path / "none", tmp_path / "cache")
    with pytest.raises(WatchError, match=r"^blob [0-9a-f]{64}: can not be read"):
        tidying.hand_over(Blobs(old), there)
    assert set(there.every()) == {*NAMES} - {NAMES[9]}
    (old / "00" / f"{'0' * 64}{OLD_SUFFIX}").unlink()
    Blobs(old).put(PAGES[9])
    assert tidying.hand_over(Blobs(old), there) == 1
    assert tidying.hand_over(Blobs(old), there) == 0
    assert [there.get(name) for name in NAMES] == PAGES


def test_an_empty_folder(tmp_path: Path) -> None:
    assert tidying.recompress(tmp_path).written == 0
