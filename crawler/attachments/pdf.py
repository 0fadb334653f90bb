"""The text of a PDF file: its text layer, and what can be recognised on pages that are pictures."""

import re
import sys
from array import array
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from crawler.attachments.flow import flowing
from crawler.attachments.limits import Locked, TooLarge, Unreadable, Words
from crawler.attachments.paragraphs import PrintedLine
from crawler.attachments.sight import Sight

MAX_PAGES = 3000
CELL_GAP = 0.6
"""A gap of so many character heights, where the file has no space, is the border of a cell."""
THIN = 0.35
"""A gap narrower than so many character heights beside a Chinese character is no space."""
DEEP = 4
"""How deep in forms pictures are looked for."""

_QUOTES = re.compile("[“”‘’]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BY_QUOTE = re.compile("(?<=[“‘]) +| +(?=[”’])")
CELL = "\x1f"
HYPHEN = "\ufffe"
"""What the layer has for a hyphen at the end of a line, with which it joins the next."""


def words(raw: bytes, sight: Sight | None) -> Words:
    """Return the words of the pages in their order, a paragraph a line, page numbers and running heads left out.

    Pages without a text layer are recognised by `sight`, as many as there is time for (`too_large` when some are left);
    without it the status is `no_text_layer`. Raises Unreadable
    for a broken file, Locked for one with a password, TooLarge beyond 3000 pages or 8 million characters.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else Unreadable)(str(error)) from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(f"{count} pages, expected at most {MAX_PAGES}")
        pages = [_page(document, number) for number in range(count)]
        pictures = [number for number, (_, is_picture) in enumerate(pages) if is_picture]
        seen = _recognised(document, pictures, sight) if sight is not None else {}
    finally:
        document.close()
    text = "\n".join(flowing(seen.get(number, lines) for number, (lines, _) in enumerate(pages)))
    unread = len(pictures) - len(seen)
    if pictures and sight is None:
        return Words(text=text, status="no_text_layer", note=f"no text layer on {unread} of {count} pages")
    if unread:
        return Words(text=text, status="too_large", note=f"{unread} of {count} pages could not be recognised in time")
    return Words(text=text, status="ocr" if seen else "ok")


def _recognised(document: pypdfium2.PdfDocument, numbers: list[int], sight: Sight) -> dict[int, list[PrintedLine]]:
    """Recognise pages, the first ones when there is not time for all."""
    seen: dict[int, list[PrintedLine]] = {}
    for number in numbers:
        if not sight.more():
            break
        seen[number] = sight.page(document[number])
    return seen


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[list[PrintedLine], bool]:
    """Return the lines of a page, and whether it is a picture: no words, but something to look at."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"page {number + 1}: {error}") from None
    layer = page.get_textpage()
    try:
        lines = list(_lines(layer))
        return lines, not lines and next(page.get_objects(max_depth=DEEP), None) is not None
    finally:
        layer.close()
        page.close()


def _lines(layer: pypdfium2.PdfTextPage) -> Iterator[PrintedLine]:
    """Give the lines of a page in the order of the file; a unit's offset in the text is its index in the layer."""
    start = 0
    for piece in re.split(r"(\r\n|\r|\n)", _units(layer.get_text_range())):
        printed = [start + offset for offset, character in enumerate(piece) if not character.isspace()]
        start += len(piece)
        if not printed:
            continue
        first, last = layer.get_charbox(printed[0]), layer.get_charbox(printed[-1])
        boxes = [layer.get_charbox(index, loose=True) for index in (printed[0], printed[len(printed) // 2])]
        height = max(1.0, *(top - bottom for _, bottom, _, top in boxes))
        words = _words(layer, piece.replace(HYPHEN, "-"), start - len(piece), height)
        cells = tuple(cell for part in words.split(CELL) if (cell := _NO_TEXT.sub("", _joined(part)).strip()))
        if cells:
            right = max(first[2], last[2])
            yield PrintedLine(cells=cells, left=first[0], right=right, bottom=first[1], height=height)


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
