"""Where a Word document of 1997 to 2003 says how words are set: pages of 512 bytes with properties of ranges.

After [MS-DOC] 2.9.32 (characters) and 2.9.176 (paragraphs). A place is a byte of the stream `WordDocument`.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_POINTERS = 0x9A
"""Where the pairs of offset and length begin that say what stands where in the table stream."""
_CHARACTERS, _PARAGRAPHS = 12, 13
_PAGE = 512
_ENTRY = {_CHARACTERS: 1, _PARAGRAPHS: 13}
"""Bytes of an entry of a page; the first says where its properties stand, in words of two bytes."""
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VARIABLE = 6
_TABLE_DEFINITION = 0xD608
"""The one property whose length takes two bytes."""
MAX_RANGES = 500_000

Properties = frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranges:
    """Ranges of places that do not overlap, in order."""

    starts: Sequence[int]
    ends: Sequence[int]

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]


@dataclass(frozen=True, kw_only=True, slots=True)
class Formatting:
    """Ranges with the properties that are switched on in them."""

    ranges: Sequence[tuple[int, int, Properties]]

    def of(self, switched_on: int) -> Ranges:
        """Return the ranges in which a property is on."""
        found = sorted((start, end) for start, end, on in self.ranges if switched_on in on)
        return Ranges(starts=[start for start, _ in found], ends=[end for _, end in found])


def stored(main: bytes, table: bytes, number: int) -> bytes:
    """Return what the table stream holds under a number; empty when it has nothing there."""
    offset, length = struct.unpack_from("<II", main, _POINTERS + 8 * number)
    return table[offset : offset + length]


def characters(main: bytes, table: bytes) -> Formatting:
    """Return how characters are set."""
    return Formatting(ranges=list(_ranges(main, stored(main, table, _CHARACTERS), _CHARACTERS)))


def paragraphs(main: bytes, table: bytes) -> Formatting:
    """Return how paragraphs are set."""
    return Formatting(ranges=list(_ranges(main, stored(main, table, _PARAGRAPHS), _PARAGRAPHS)))


def _ranges(main: bytes, index: bytes, kind: int) -> Iterator[tuple[int, int, Properties]]:
    """Read the pages that an index names; each has its number of ranges in its last byte, then the ranges' edges."""
    count = max(0, (len(index) - 4) // 8)
    given = 0
    for number in dict.fromkeys(struct.unpack_from(f"<{count}I", index, 4 * (count + 1))) if count else ():
        page = main[number * _PAGE : (number + 1) * _PAGE]
        runs = page[_PAGE - 1] if len(page) == _PAGE else 0
        edges = struct.unpack_from(f"<{runs + 1}I", page) if runs else ()
        for at in range(runs):
            place = 2 * page[4 * (runs + 1) + at * _ENTRY[kind]]
            yield edges[at], edges[at + 1], _switched_on(_stated(page, place, kind)) if place else frozenset()
        given += runs
        if given > MAX_RANGES:
            return


def _stated(page: bytes, place: int, kind: int) -> bytes:
    """Return the properties at a place of a page; those of paragraphs begin with the number of a style."""
    size = page[place]
    if kind == _CHARACTERS:
        return page[place + 1 : place + 1 + size]
    if size == 0:
        return page[place + 4 : place + 2 + 2 * page[place + 1]]
    return page[place + 3 : place + 2 * size]


def _switched_on(stated: bytes) -> Properties:
    """Return the properties whose value begins with 1; a list that is cut off ends where it is cut."""
    on = set()
    at = 0
    while at + 2 < len(stated):
        (code,) = struct.unpack_from("<H", stated, at)
        if stated[at + 2] == 1:
            on.add(code)
        at += 2 + _size(code, stated, at + 2)
    return frozenset(on)


def _size(code: int, stated: bytes, at: int) -> int:
    if code == _TABLE_DEFINITION and at + 1 < len(stated):
        return int(stated[at] | stated[at + 1] << 8) + 1
    kind = code >> 13
    return stated[at] + 1 if kind == _VARIABLE else _SIZES[kind]
