"""Kept bytes: whole or not there, and never other bytes than the name says."""

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import NotFound, WatchError
from archive.files import Blobs, frames

RAW = "中山市".encode("gb18030") * 1000
NAME = hashlib.sha256(RAW).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "deep" / "blobs")


def test_bytes_come_back_by_their_hash(blobs: Blobs) -> None:
    assert not blobs.has(NAME)
    assert blobs.put(RAW) == NAME
    assert blobs.get(NAME) == RAW
    assert blobs.has(NAME)
    assert blobs.put(b"") == hashlib.sha256(b"").hexdigest()
    assert list(blobs.every()) == sorted([NAME, hashlib.sha256(b"").hexdigest()])


@given(raw=st.binary(max_size=200))
def test_any_bytes(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = Blobs(tmp_path_factory.getbasetemp() / "any")
    assert kept.get(kept.put(raw)) == raw


def test_they_are_compressed_and_written_once(blobs: Blobs) -> None:
    blobs.put(RAW)
    (file,) = (one for one in blobs.folder.rglob("*") if one.is_file())
    assert file == blobs.folder / NAME[:2] / f"{NAME}.zst"
    assert file.stat().st_size < len(RAW) / 10
    before = file.stat().st_mtime_ns
    blobs.put(RAW)
    assert file.stat().st_mtime_ns == before


DAMAGE = {
    "empty": b"",
    "no frame": b"no frame",
    "cut": frames.compressed(RAW)[:-9],
    "more behind it": frames.compressed(RAW) + b"more",
    "other": frames.compressed(b"other"),
    "cut gzip": gzip.compress(RAW)[:50],
    "other gzip": gzip.compress(b"other"),
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_said_and_mended_by_the_next_put(blobs: Blobs, content: bytes) -> None:
    blobs.put(RAW)
    (blobs.folder / NAME[:2] / f"{NAME}.zst").write_bytes(content)
    with pytest.raises(WatchError, match=f"^blob {NAME}: "):
        blobs.get(NAME)
    blobs.put(RAW)
    assert blobs.get(NAME) == RAW


def test_what_earlier_programs_kept_stays_readable_and_as_it_is(blobs: Blobs) -> None:
    file = blobs.folder / NAME[:2] / f"{NAME}.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(RAW, 2))
    assert blobs.get(NAME) == RAW
    assert blobs.has(NAME)
    assert list(blobs.every()) == [NAME]
    blobs.put(RAW)
    assert [one for one in blobs.folder.rglob("*") if one.is_file()] == [file]
    file.write_bytes(gzip.compress(RAW, 2)[:-9])
    with pytest.raises(WatchError, match=f"^blob {NAME}: can not be read, it is no whole gzip file$"):
        blobs.get(NAME)
    blobs.put(RAW)
    assert blobs.get(NAME) == RAW


def test_what_is_larger_than_the_bound_is_not_kept(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST", len(RAW) - 1)
    with pytest.raises(WatchError, match=f"^blob {NAME}: {len(RAW)} bytes, at most {len(RAW) - 1} are kept$"):
        blobs.put(RAW)
    assert not blobs.has(NAME)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", NAME.upper(), NAME + "\n"])
def test_what_is_not_there(blobs: Blobs, name: str) -> None:
    with pytest.raises(NotFound, match=r"^blob "):
        blobs.get(name)


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file")
    with pytest.raises(WatchError, match=f"^blob {NAME}: can not be written to "):
        Blobs(tmp_path / "blobs").put(RAW)
