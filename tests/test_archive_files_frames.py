"""Frames: the same bytes come back, whatever they are, and nothing that is kept can unpack beyond a bound."""

import gzip
import subprocess
import sys

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from archive.files import frames
from archive.files.frames import Damaged
from tests.crawling import ROOT

LARGE = bytes(range(256)) * 4096 * 3


@given(raw=st.binary(max_size=5000) | st.text().map(str.encode))
def test_bytes_come_back_from_every_kind_of_frame(raw: bytes) -> None:
    for packed in (frames.compressed(raw), b"".join(frames.in_pieces(raw)), gzip.compress(raw, 2)):
        assert frames.unpacked(packed) == raw
        assert frames.holds(packed, raw)
        assert not frames.holds(packed, raw + b"x")
        assert not raw or not frames.holds(packed, raw[:-1])


def test_a_large_one_in_pieces() -> None:
    packed = b"".join(frames.in_pieces(LARGE))
    assert frames.unpacked(packed) == LARGE
    assert zstd.decompress(packed) == LARGE
    assert frames.holds(packed, LARGE)
    assert not frames.holds(packed, LARGE[:-1] + b"\x00")


@pytest.mark.parametrize("pack", [frames.compressed, gzip.compress], ids=["zstd", "gzip"])
def test_it_unpacks_to_the_bound_and_not_to_one_byte_more(pack: object) -> None:
    packed = pack(LARGE)
    assert frames.unpacked(packed, len(LARGE)) == LARGE
    with pytest.raises(Damaged, match=f"it unpacks to more than {len(LARGE) - 1} bytes"):
        frames.unpacked(packed, len(LARGE) - 1)


@given(cut=st.integers(0, 200), kind=st.sampled_from([frames.compressed, gzip.compress]))
def test_a_cut_frame_is_damaged(cut: int, kind: object) -> None:
    packed = kind(b"".join(b"%d" % number for number in range(999)))
    with pytest.raises(Damaged, match="can not be read"):
        frames.unpacked(packed[: min(cut, len(packed) - 1)])


@given(raw=st.binary(max_size=300), kind=st.sampled_from([b"", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"]))
def test_any_bytes_are_a_frame_or_damaged(raw: bytes, kind: bytes) -> None:
    try:
        frames.unpacked(kind + raw, 10_000)
    except Damaged as error:
        assert "can not be read" in str(error)  # noqa: PT017


def test_a_frame_that_asks_for_much_memory_is_refused() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 28})
    asks = packer.compress(b"x" * 1000) + packer.flush()
    with pytest.raises(Damaged):
        frames.unpacked(asks)


BOMB = """
import resource, sys, zlib
from archive.files import frames
packer = frames.zstd.ZstdCompressor(3) if sys.argv[1] == "zstd" else zlib.compressobj(9, zlib.DEFLATED, 31)
packed = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(2048)), packer.flush()])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    frames.unpacked(packed, 10 << 20)
except frames.Damaged as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error)
"""


@pytest.mark.parametrize("kind", ["zstd", "gzip"])
def test_a_bomb_is_refused_in_little_memory(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", BOMB, kind], cwd=ROOT, capture_output=True, text=True, check=True)
    kilobytes, _, said = done.stdout.partition(" ")
    assert said == f"can not be read, it unpacks to more than {10 << 20} bytes\n"
    assert int(kilobytes) < 40_000
