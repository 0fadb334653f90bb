"""Documents as Word 97 wrote them: one text in pieces, and where its tables are."""

import struct

from tests.twin import hands
from tests.twin.compound import SECTOR, compound

TEXT_AT = 0x600
RUNS = 20
_IN_TABLE, _ROW_END = struct.pack("<HBHB", 0x2416, 1, 0x2417, 0), struct.pack("<HBHB", 0x2416, 1, 0x2417, 1)
_PLACES = {"": 0, "cell": 400, "end": 430}


def document(text: str, *, footnote: str = "", header: str = "", flags: int = 0) -> bytes:
    """Return a document with paragraphs, and rows of tables for lines `| a | b |`; `header` is on no line of it."""
    paragraphs = [part for line in text.split("\n") for part in _paragraphs(line)]
    parts = ["".join(words for words, _ in paragraphs), footnote and footnote + "\r", header and header + "\r"]
    words = "".join(parts)
    raw = words.encode("utf-16-le")
    pages, index = _pages(paragraphs, -(-(TEXT_AT + len(raw)) // SECTOR))
    pieces = _pieces(words)
    table = pieces + index
    stream = _head([_units(part) for part in parts], len(pieces), len(index), flags) + raw
    return compound({"WordDocument": stream + b"\0" * (-len(stream) % SECTOR) + pages, "1Table": table})


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _paragraphs(line: str) -> list[tuple[str, str]]:
    if not line.startswith("|"):
        return [(line + "\r", "")]
    return [*((cell + "\x07", "cell") for cell in hands.cells(line)), ("\x07", "end")]


def _pieces(words: str) -> bytes:
    """Cut the text in the middle, as an editor that saves quickly does."""
    size = _units(words)
    cut = size // 2
    edges = struct.pack("<III", 0, cut, size)
    told = b"".join(struct.pack("<HIH", 0, TEXT_AT + 2 * start, 0) for start in (0, cut))
    properties = b"\x01\x03\x00abc"  # belongs to no piece; a reader has to step over it
    return properties + b"\x02" + struct.pack("<I", len(edges + told)) + edges + told


def _pages(paragraphs: list[tuple[str, str]], first: int) -> tuple[bytes, bytes]:
    """Return the pages that say how paragraphs are set, and the index of these pages."""
    edges = [TEXT_AT]
    for words, _ in paragraphs:
        edges.append(edges[-1] + 2 * _units(words))
    pages, starts = b"", []
    for at in range(0, len(paragraphs), RUNS):
        run = paragraphs[at : at + RUNS]
        starts.append(edges[at])
        page = bytearray(SECTOR)
        struct.pack_into(f"<{len(run) + 1}I", page, 0, *edges[at : at + len(run) + 1])
        for number, (_, kind) in enumerate(run):
            page[4 * (len(run) + 1) + 13 * number] = _PLACES[kind] // 2
        page[400:410] = bytes([0, 4, 0, 0]) + _IN_TABLE
        page[430:440] = bytes([0, 4, 0, 0]) + _ROW_END
        page[SECTOR - 1] = len(run)
        pages += bytes(page)
    numbers = range(first, first + len(starts))
    return pages, struct.pack(f"<{2 * len(starts) + 1}I", *starts, edges[-1], *numbers)


def _head(lengths: list[int], pieces: int, index: int, flags: int) -> bytes:
    head = bytearray(TEXT_AT)
    struct.pack_into("<HH6xH", head, 0, 0xA5EC, 0x00C1, 0x0200 | flags)
    struct.pack_into("<3i", head, 0x4C, *lengths)
    struct.pack_into("<II", head, 0x9A + 8 * 33, 0, pieces)
    struct.pack_into("<II", head, 0x9A + 8 * 13, pieces, index)
    return bytes(head)
