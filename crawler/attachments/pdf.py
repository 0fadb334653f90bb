"""The text of a PDF file: its text layer, and what can be recognised on pages that are pictures."""

import pypdfium2

from crawler.attachments import layers, strokes
from crawler.attachments.flow import flowing
from crawler.attachments.limits import Locked, TooLarge, Unreadable, Words
from crawler.attachments.paragraphs import PrintedLine
from crawler.attachments.sight import Sight

MAX_PAGES = 3000
DEEP = 4
"""How deep in forms pictures are looked for."""


def words(raw: bytes, sight: Sight | None) -> Words:
    """Return the words of the pages in their order, a paragraph a line, page numbers and running heads left out.

    Pages without a text layer are recognised by `sight`, as many as there is time for (`too_large` when some are left);
    without it the status is `no_text_layer`. Raises Unreadable for a broken file, Locked for one with a password,
    TooLarge beyond 3000 pages or 8 million characters.
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
        lines = layers.lines(layer, strokes.tables(page))
        return lines, not lines and next(page.get_objects(max_depth=DEEP), None) is not None
    finally:
        layer.close()
        page.close()
