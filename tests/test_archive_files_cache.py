"""The folder of what was used last: never larger than its bound, never in the way."""

import hashlib
import os
import random
from pathlib import Path

from archive.files import frames
from archive.files.cache import Cache


def page(number: int, size: int = 4_000) -> tuple[str, bytes, bytes]:
    raw = random.Random(number).randbytes(size)  # noqa: S311 - bytes that can not be compressed
    return hashlib.sha256(raw).hexdigest(), raw, frames.compressed(raw)


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_it_stays_within_its_bound_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache, often = Cache(tmp_path, 200_000), page(0)
    cache.keep(often[0], often[2])
    for number in range(1, 200):
        name, raw, packed = page(number)
        cache.keep(name, packed)
        moment = 1_700_000_000 + number
        os.utime(tmp_path / name[:2] / f"{name}.zst", (moment, moment))
        assert size(tmp_path) <= 200_000
        assert cache.get(name) == raw
        assert cache.get(often[0]) == often[1]
    assert cache.has(often[0])
    assert not cache.has(page(1)[0])
    assert size(tmp_path) > 100_000


def test_several_processes_share_it(tmp_path: Path) -> None:
    one, other = Cache(tmp_path, 200_000), Cache(tmp_path, 200_000)
    for number in range(120):
        name, raw, packed = page(number)
        (one if number % 2 else other).keep(name, packed)
        assert (other if number % 2 else one).get(name) == raw
        assert size(tmp_path) <= 200_000 * 1.05


def test_what_is_large_beside_the_bound_is_not_kept(tmp_path: Path) -> None:
    cache, (name, _, packed) = Cache(tmp_path, 200_000), page(1, 15_000)
    cache.keep(name, packed)
    assert not cache.has(name)


def test_damage_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    cache, (name, raw, packed) = Cache(tmp_path, 200_000), page(1)
    cache.keep(name, packed)
    (tmp_path / name[:2] / f"{name}.zst").write_bytes(packed[:-3])
    assert cache.get(name) is None
    assert not cache.has(name)
    cache.keep(name, packed)
    assert cache.get(name) == raw


def test_without_room_or_a_place_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    name, _, packed = page(1)
    (tmp_path / "file").write_text("a file")
    for cache in (Cache(tmp_path / "none", 0), Cache(tmp_path / "file", 200_000)):
        cache.keep(name, packed)
        assert cache.get(name) is None
        assert not cache.has(name)
        cache.drop(name)
    assert not (tmp_path / "none").exists()
