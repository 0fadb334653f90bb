"""Workbooks as Excel 97 wrote them."""

import re
import struct

from tests.twin import hands
from tests.twin.compound import compound

NUMBER = re.compile(r"(?:0|[1-9]\d{0,8})(?:\.\d{0,4}[1-9])?")


def workbook(text: str, name: str = "Sheet1") -> bytes:
    """Return a workbook of one sheet: a line `| a | b |` is a row, any other line a row with one cell."""
    rows = [hands.cells(line) if line.startswith("|") else [line] for line in text.splitlines()]
    cells = b"".join(_cell(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell)
    title = name.encode("utf-16-le")
    places = 20 + 6 + 4 + 8 + len(title) + 4  # of the sheet: behind the records below
    globals_ = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0x0600)),
        _record(0x0042, struct.pack("<H", 1200)),
        _record(0x0085, struct.pack("<IBBBB", places, 0, 0, len(name), 1) + title),
        _record(0x000A, b""),
    ]
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0x0600)) + cells + _record(0x000A, b"")
    return compound({"Workbook": b"".join(globals_) + sheet})


def _cell(row: int, column: int, words: str) -> bytes:
    if NUMBER.fullmatch(words):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(words)))
    raw = words.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(raw) // 2, 1) + raw)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
