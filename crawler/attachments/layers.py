"""The text layer of a page of a PDF: lines of words, and the rows of ruled tables."""

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from crawler.attachments.paragraphs import PrintedLine, glue
from crawler.attachments.ruling import Grid

CELL_GAP = 0.6
"""A gap of so many character heights, where the file has no space, is the border of a cell."""
THIN = 0.35
"""A gap narrower than so many character heights beside a Chinese character is no space."""

_QUOTES = re.compile("[“”‘’]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BY_QUOTE = re.compile("(?<=[“‘]) +| +(?=[”’])")
CELL = "\x1f"
HYPHEN = "\ufffe"
"""What the layer has for a hyphen at the end of a line, with which it joins the next."""

Inside = tuple[int, tuple[int, int]] | None
"""The number of a table and the cell in it; None outside of all."""


def lines(layer: pypdfium2.PdfTextPage, tables: Sequence[Grid]) -> list[PrintedLine]:
    """Return the lines of a page in the order of the file, a table where its first word stands."""
    found: list[PrintedLine] = []
    places: dict[int, int] = {}
    for piece, start, inside in _pieces(layer, tables):
        line = _line(layer, piece, start)
        if line is None:
            continue
        if inside is None:
            found.append(line)
        else:
            number, cell = inside
            places.setdefault(number, len(found))
            tables[number].words.setdefault(cell, []).append(line.text)
    for number, place in sorted(places.items(), key=lambda one: -one[1]):
        found[place:place] = _rows(tables[number])
    return found


def _rows(table: Grid) -> list[PrintedLine]:
    """Return the rows of a table, without columns and rows that are empty; one column alone is prose."""
    used = sorted({column for _, column in table.words})
    found = []
    for row in range(len(table.down) - 1):
        cells = tuple(_glued(table.words.get((row, column), [])) for column in used)
        if any(cells):
            place = {"left": table.across[0], "right": table.across[-1], "bottom": table.down[row + 1]}
            height = max(1.0, (table.down[row] - table.down[row + 1]) / 2)
            found.append(PrintedLine(cells=cells, height=height, ruled=len(used) > 1, **place))
    return found


def _glued(words: Sequence[str]) -> str:
    text = ""
    for one in words:
        text = glue(text, one) if text else one
    return text


def _pieces(layer: pypdfium2.PdfTextPage, tables: Sequence[Grid]) -> Iterator[tuple[str, int, Inside]]:
    """Give the pieces of the text that stand on one line and in one cell, each with its index in the layer."""
    start = 0
    for piece in re.split(r"(\r\n|\r|\n)", _units(layer.get_text_range())):
        if tables:
            places = _places(layer, piece, start, tables)
            for inside, group in groupby(range(len(piece)), key=places.__getitem__):
                offsets = list(group)
                yield piece[offsets[0] : offsets[-1] + 1], start + offsets[0], inside
        else:
            yield piece, start, None
        start += len(piece)


def _places(layer: pypdfium2.PdfTextPage, piece: str, start: int, tables: Sequence[Grid]) -> list[Inside]:
    """Return where each character is; a space is where the character before it is."""
    places: list[Inside] = []
    for offset, character in enumerate(piece):
        if character.isspace():
            places.append(places[-1] if places else None)
            continue
        left, bottom, right, top = layer.get_charbox(start + offset, loose=True)
        x, y = (left + right) / 2, (bottom + top) / 2
        within = ((number, cell) for number, table in enumerate(tables) if (cell := table.cell(x, y)) is not None)
        places.append(next(within, None))
    return places


def _line(layer: pypdfium2.PdfTextPage, piece: str, start: int) -> PrintedLine | None:
    """Return a piece of the text as a line, None when nothing of it is printed; a unit's offset is its index."""
    printed = [start + offset for offset, character in enumerate(piece) if not character.isspace()]
    if not printed:
        return None
    first, last = layer.get_charbox(printed[0]), layer.get_charbox(printed[-1])
    boxes = [layer.get_charbox(index, loose=True) for index in (printed[0], printed[len(printed) // 2])]
    height = max(1.0, *(top - bottom for _, bottom, _, top in boxes))
    words = _words(layer, piece.replace(HYPHEN, "-"), start, height)
    cells = tuple(cell for part in words.split(CELL) if (cell := _NO_TEXT.sub("", _joined(part)).strip()))
    if not cells:
        return None
    return PrintedLine(cells=cells, left=first[0], right=max(first[2], last[2]), bottom=first[1], height=height)


def _units(text: str) -> str:
    """Return a text with rare characters in halves, as the layer counts them."""
    return "".join(map(chr, array("H", text.encode(f"utf-16-{sys.byteorder[0]}e"))))


def _joined(units: str) -> str:
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _words(layer: pypdfium2.PdfTextPage, piece: str, start: int, height: float) -> str:
    """Return the words of a line from left to right, with CELL where a gap is too wide to be a space.

    Quotes set in a font of their own are often drawn after the rest of the line, and the layer has them there.
    """
    if _QUOTES.search(piece):
        placed = [
            (layer.get_charbox(start + offset)[0], offset, character)
            for offset, character in enumerate(piece)
            if not character.isspace()
        ]
        if any(here[0] > there[0] for here, there in pairwise(placed)):
            return "".join(character for _, _, character in sorted(placed))
    parts = [
        _gap(layer, start + offset, piece[offset - 1 : offset + 2], height)
        if character == " " and 0 < offset < len(piece) - 1
        else character
        for offset, character in enumerate(piece)
    ]
    return _BY_QUOTE.sub("", "".join(parts))


def _gap(layer: pypdfium2.PdfTextPage, index: int, around: str, height: float) -> str:
    """Return what a space stands for: itself when the file has it, else a gap that was made into one.

    Word processors leave a quarter of a character between Chinese and Latin letters, which is no space.
    """
    if not pdfium.FPDFText_IsGenerated(layer, index):
        return " "
    gap = layer.get_charbox(index + 1)[0] - layer.get_charbox(index - 1)[2]
    if gap > CELL_GAP * height:
        return CELL
    thin = layer.get_charbox(index + 1, loose=True)[0] - layer.get_charbox(index - 1, loose=True)[2] < THIN * height
    return "" if thin and not around.isascii() else " "
