"""The text of a Word document of 1997 to 2003 (DOC, WPS), after [MS-DOC]: pieces of text, put together by a table.

The main text, notes and text boxes are read; headers, footers, comments, field codes and deleted words are not.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.attachments import formatting
from crawler.attachments.formatting import Ranges
from crawler.attachments.limits import Locked, Unreadable, Unsupported, bounded, row

IDENT = 0xA5EC
WORD_97 = 0x00C1
"""The version (nFib) from which on texts are pieces of Unicode."""
_ENCRYPTED, _FIRST_TABLE = 0x0100, 0x0200
_LENGTHS = 0x4C
"""Where the lengths of the texts stand, in characters: main, footnotes, headers, macros, comments, endnotes, boxes."""
_READ = (True, True, False, False, False, True, True)
_CLX = 33
_IN_TABLE, _ROW_END, _DELETED = 0x2416, 0x2417, 0x0800
_COMPRESSED = 0x40000000
_PROPERTIES, _PIECES = 1, 2
MAX_CHARACTERS = 16_000_000
FIELD, SEPARATOR, FIELD_END, CELL, PARAGRAPH, PAGE = "\x13", "\x14", "\x15", "\x07", "\r", "\x0c"
_SPACES = str.maketrans({"\x0b": " ", "\t": " ", "\x1e": "-", "\x1f": ""})
_KEPT = frozenset({CELL, PARAGRAPH, PAGE, "\x0b", "\t", "\x1e"})
_BLANKS = re.compile(" {2,}")


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WESTERN = [_western(byte) for byte in range(256)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Characters `start` to `end` of the document, which stand at the byte `place` of the main stream."""

    start: int
    end: int
    place: int
    wide: int


def text(main: bytes, tables: Sequence[bytes]) -> str:
    """Return the words of a document from its stream `WordDocument` and the streams `0Table` and `1Table`.

    Raises Unreadable, Locked, Unsupported (older than Word 97) or TooLarge.
    """
    try:
        ident, version, flags = struct.unpack_from("<HH6xH", main)
        if ident != IDENT or version < WORD_97:
            raise Unsupported(f"a Word document older than Word 97 (version {version})")
        if flags & _ENCRYPTED:
            raise Locked("the document is encrypted")
        table = tables[1 if flags & _FIRST_TABLE else 0]
        return bounded(list(_lines(_characters(main, table), Paragraphs.of(main, table))))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None


def _characters(main: bytes, table: bytes) -> Iterator[tuple[str, int]]:
    """Give the characters of the texts that are read, each with its place in the main stream, without deleted ones."""
    deleted = formatting.characters(main, table).of(_DELETED)
    lengths = struct.unpack_from("<7i", main, _LENGTHS)
    starts = [sum(lengths[:at]) for at in range(len(lengths))]
    if min(lengths) < 0 or sum(lengths) > MAX_CHARACTERS:
        raise Unreadable(f"texts of {lengths} characters")
    pieces = _pieces(main, table)
    for start, length, is_read in zip(starts, lengths, _READ, strict=True):
        for piece in pieces if is_read else ():
            yield from _within(main, piece, start, start + length, deleted)


def _within(main: bytes, piece: Piece, start: int, end: int, deleted: Ranges) -> Iterator[tuple[str, int]]:
    for at in range(max(start, piece.start), min(end, piece.end)):
        place = piece.place + (at - piece.start) * piece.wide
        if place not in deleted:
            yield _character(main, place, piece.wide), place


def _character(main: bytes, place: int, wide: int) -> str:
    """Return one character; the halves of a rare one are joined later."""
    return _WESTERN[main[place]] if wide == 1 else chr(main[place] | main[place + 1] << 8)


def _pieces(main: bytes, table: bytes) -> list[Piece]:
    """Read the table of pieces; what stands before it are properties of pieces."""
    clx = formatting.stored(main, table, _CLX)
    at = 0
    while clx[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != _PIECES:
        raise Unreadable(f"no table of pieces: {clx[at]:#x}")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    count = (size - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    told = at + 5 + 4 * (count + 1)
    return [_piece(edges[i], edges[i + 1], struct.unpack_from("<I", clx, told + 8 * i + 2)[0]) for i in range(count)]


def _piece(start: int, end: int, stated: int) -> Piece:
    if stated & _COMPRESSED:
        return Piece(start=start, end=end, place=(stated & ~_COMPRESSED) // 2, wide=1)
    return Piece(start=start, end=end, place=stated, wide=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraphs:
    """Which places of the main stream are inside tables, and which end a row."""

    tables: Ranges
    ends: Ranges

    @classmethod
    def of(cls, main: bytes, table: bytes) -> "Paragraphs":
        """Read how paragraphs are set."""
        known = formatting.paragraphs(main, table)
        return cls(tables=known.of(_IN_TABLE), ends=known.of(_ROW_END))


def _lines(characters: Iterator[tuple[str, int]], paragraphs: Paragraphs) -> Iterator[str]:
    """Put paragraphs and rows together; in a cell the end of a paragraph is a space."""
    words: list[str] = []
    cells: list[str] = []
    for character, place in _seen(characters):
        if character == CELL and place in paragraphs.ends:
            yield row(cells)
            words, cells = [], []
        elif character == CELL:
            cells.append(_whole(words))
            words = []
        elif character in (PARAGRAPH, PAGE) and place in paragraphs.tables:
            words.append(" ")
        elif character in (PARAGRAPH, PAGE):
            yield row(cells)
            yield _whole(words)
            words, cells = [], []
        else:
            words.append(character)
    yield row(cells)
    yield _whole(words)


def _seen(characters: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Leave out the codes of fields (their results are read) and the marks of pictures, notes and comments."""
    codes: list[bool] = []
    for character, place in characters:
        if character == FIELD:
            codes.append(True)
        elif character == SEPARATOR and codes:
            codes[-1] = False
        elif character == FIELD_END and codes:
            codes.pop()
        elif not any(codes) and (character >= " " or character in _KEPT):
            yield character, place


def _whole(words: list[str]) -> str:
    """Return a paragraph: the halves of rare characters joined, breaks within it as spaces."""
    joined = "".join(words).translate(_SPACES).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _BLANKS.sub(" ", joined).strip()
