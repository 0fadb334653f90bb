"""The text layer of a PDF file, its lines joined to paragraphs again."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from crawler.attachments.limits import NoText, TooLarge, Unreadable
from crawler.attachments.paragraphs import Paragraph, PrintedLine, glue, joined

MAX_PAGES = 3000
MAX_TEXT = 8_000_000
CELL_GAP = 0.6
"""A gap of so many character heights, where the file has no space, is the border of a cell."""

_QUOTES = re.compile("[“”‘’]")
_PAGE_NUMBER = re.compile(r"^[\s—–\-－·第]*\d{1,4}[\s—–\-－·页]*(?:(?:共|/)\s*\d{1,4}\s*页?)?$")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BY_QUOTE = re.compile("(?<=[“‘]) +| +(?=[”’])")
CELL = "\x1f"


def text(raw: bytes) -> str:
    """Return the words of the pages in their order, a paragraph a line, page numbers left out.

    Raises Unreadable for a broken or locked file, NoText for a scan, TooLarge beyond 3000 pages or 8 million
    characters.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(str(error)) from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(f"{count} pages, expected at most {MAX_PAGES}")
        paragraphs = _paragraphs(document, count)
    finally:
        document.close()
    if not any(paragraphs):
        raise NoText(f"no text layer on {count} pages: a scan")
    return "\n".join(paragraphs)


def _paragraphs(document: pypdfium2.PdfDocument, count: int) -> list[str]:
    """Return all paragraphs, those that run over a page's end joined."""
    paragraphs: list[str] = []
    before: Paragraph | None = None
    size = 0
    for number in range(count):
        for paragraph in joined(_page_lines(document, number)):
            if before is not None and before.open and not paragraph.begins:
                paragraphs[-1] = glue(paragraphs[-1], paragraph.text)
            else:
                paragraphs.append(paragraph.text)
            before = paragraph
            size += len(paragraph.text)
        if size > MAX_TEXT:
            raise TooLarge(f"more than {MAX_TEXT} characters")
    return paragraphs


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> list[PrintedLine]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"page {number + 1}: {error}") from None
    layer = page.get_textpage()
    try:
        return list(_lines(layer))
    finally:
        layer.close()
        page.close()


def _lines(layer: pypdfium2.PdfTextPage) -> Iterator[PrintedLine]:
    """Give the lines of a page in the order of the file; a character's offset in the text is its index in the layer."""
    start = 0
    for piece in re.split(r"(\r\n|\r|\n)", layer.get_text_range()):
        printed = [start + offset for offset, character in enumerate(piece) if not character.isspace()]
        start += len(piece)
        if not printed or _PAGE_NUMBER.match(piece):
            continue
        first, last = layer.get_charbox(printed[0]), layer.get_charbox(printed[-1])
        boxes = [layer.get_charbox(index, loose=True) for index in (printed[0], printed[len(printed) // 2])]
        height = max(1.0, *(top - bottom for _, bottom, _, top in boxes))
        words = _words(layer, piece, start - len(piece), height)
        cells = tuple(cell for part in words.split(CELL) if (cell := _NO_TEXT.sub("", part).strip()))
        if cells:
            right = max(first[2], last[2])
            yield PrintedLine(cells=cells, left=first[0], right=right, bottom=first[1], height=height)


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
        _gap(layer, start + offset, height) if character == " " and 0 < offset < len(piece) - 1 else character
        for offset, character in enumerate(piece)
    ]
    return _BY_QUOTE.sub("", "".join(parts))


def _gap(layer: pypdfium2.PdfTextPage, index: int, height: float) -> str:
    """Return what a space stands for: itself when the file has it, else a gap that was made into one."""
    if not pdfium.FPDFText_IsGenerated(layer, index):
        return " "
    gap = layer.get_charbox(index + 1)[0] - layer.get_charbox(index - 1)[2]
    return CELL if gap > CELL_GAP * height else " "
