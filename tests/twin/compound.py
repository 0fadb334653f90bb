"""OLE compound files, written as plainly as the format allows: every stream in whole sectors, no small ones."""

import struct
from collections.abc import Mapping

SECTOR, LEAST = 512, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ROOT, STREAM = 5, 2


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a file with these streams at its top; a short one is filled with zeros up to 4096 bytes."""
    padded = {name: _whole(content.ljust(LEAST, b"\0")) for name, content in streams.items()}
    directory_sectors = -(-(len(padded) + 1) * 128 // SECTOR)
    sectors = directory_sectors + sum(len(content) // SECTOR for content in padded.values())
    fats = 1
    while fats * 128 < sectors + fats:
        fats += 1
    chains, starts = [FAT] * fats, []
    for length in (directory_sectors, *(len(content) // SECTOR for content in padded.values())):
        starts.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + length), END]
    table = struct.pack(f"<{fats * 128}I", *chains, *[FREE] * (fats * 128 - len(chains)))
    return _header(fats, starts[0]) + table + _directory(padded, starts[1:]) + b"".join(padded.values())


def _whole(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % SECTOR)


def _header(fats: int, directory: int) -> bytes:
    fixed = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<IIIIIIIII", 0, fats, directory, 0, LEAST, END, 0, END, 0)
    places = struct.pack("<109I", *range(fats), *[FREE] * (109 - fats))
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + fixed + counts + places


def _directory(streams: Mapping[str, bytes], starts: list[int]) -> bytes:
    """Every entry is the right neighbour of the one before it, in the order that the format wants."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    at = dict(zip(streams, starts, strict=True))
    entries = [_entry("Root Entry", ROOT, FREE, 1 if names else FREE, END, 0)]
    for number, name in enumerate(names, 1):
        following = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, STREAM, following, FREE, at[name], len(streams[name])))
    return _whole(b"".join(entries))


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
