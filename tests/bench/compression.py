"""How small and how fast pages are kept: `python -m tests.bench.compression FOLDER…`; a folder of pages, or of data.

A dictionary is trained on one half of the pages and measured on the other, and the other way round. The figures stand
in docs/keeping.md.
"""

import gzip
import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.files import Blobs
from archive.files.frames import zstd

ROUNDS = 5
DICTIONARY = 112_640
"""Bytes, as the zstd program trains by default."""
Pack = Callable[[bytes], bytes]


def pages(folder: Path) -> list[bytes]:
    """Return the pages below a folder, or those kept in a data folder, in an order that is not theirs."""
    kept = folder / "blobs"
    found = _kept(Blobs(kept)) if kept.is_dir() else (file.read_bytes() for file in folder.rglob("*") if file.is_file())
    whole = {raw for raw in found if len(raw) > 500 and raw[:400].lstrip()[:1] == b"<"}
    return sorted(whole, key=lambda raw: hashlib.sha256(raw).digest())


def _kept(blobs: Blobs) -> Iterator[bytes]:
    return (blobs.get(sha256) for sha256 in blobs.every())


def rows(training: list[bytes]) -> Iterator[tuple[str, Pack, Pack]]:
    """Give what is compared: a name, how a page is packed, and how it is unpacked."""
    for level in (2, 6, 9):
        yield f"gzip {level}", lambda raw, level=level: gzip.compress(raw, level, mtime=0), gzip.decompress  # type: ignore[misc]
    for level in (1, 3, 9, 19):
        yield f"zstd {level}", lambda raw, level=level: zstd.compress(raw, level), zstd.decompress  # type: ignore[misc]
    known = zstd.train_dict(training, DICTIONARY)
    for level in (1, 3, 9):
        yield (
            f"zstd {level}, dictionary",
            lambda raw, level=level: zstd.compress(raw, level, zstd_dict=known),  # type: ignore[misc]
            lambda packed: zstd.decompress(packed, zstd_dict=known),
        )


def seconds(function: Pack, content: list[bytes]) -> float:
    """Return the CPU seconds that one call takes, by the best of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for one in content:
            function(one)
        taken.append((time.process_time() - began) / len(content))
    return min(taken)


def main() -> None:
    for folder in sys.argv[1:]:
        found = pages(Path(folder))
        whole, halves = sum(map(len, found)), (found[::2], found[1::2])
        print(f"{len(found)} pages, median {statistics.median(map(len, found)):.0f} bytes, mean", end=" ")
        print(f"{whole / len(found):.0f}\n\n| | size | packed in µs a page | unpacked |\n|---|---|---|---|")
        for one, other in zip(rows(halves[0]), rows(halves[1]), strict=True):
            size = packing = unpacking = 0.0
            for (_, pack, unpack), measured in ((one, halves[1]), (other, halves[0])):
                packed = [pack(raw) for raw in measured]
                size += sum(map(len, packed)) / whole
                packing += seconds(pack, measured) * len(measured) / len(found)
                unpacking += seconds(unpack, packed) * len(measured) / len(found)
            print(f"| {one[0]} | {size:.1%} | {packing * 1e6:.0f} | {unpacking * 1e6:.0f} |")
        print()


if __name__ == "__main__":
    main()
