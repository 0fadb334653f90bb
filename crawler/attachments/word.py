"""The text of a DOCX file: a paragraph a line, a row of a table as `| a | b |`; automatic numbering is left out.

Headers and footers stand in parts of their own, which are not read.
"""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.attachments import parts
from crawler.attachments.limits import bounded, row

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{_COMPATIBILITY}Fallback"})
"""What the reader of the document does not see: deletions, field codes, the second rendering of drawings."""
_BREAKS = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"})
_MAIN = re.compile(r"^word/document\d*\.xml$")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
BLOCKS = 3
"""The depth of blocks: children of the body in the document, of one note among the notes."""


def text(raw: bytes) -> str:
    """Return the words of the document, footnotes at its end; raises Unreadable, Locked or TooLarge."""
    with parts.opened(raw) as file:
        main = next((name for name in sorted(file.names) if _MAIN.match(name)), "word/document.xml")
        lines = [line for block in file.blocks(main, BLOCKS) for line in _lines(block)]
        for notes in _NOTES:
            if notes in file.names:
                lines += [line for note in file.blocks(notes, BLOCKS) for line in _lines(note)]
        return bounded(lines)


def _lines(block: etree._Element) -> Iterator[str]:
    """Walk a block; a row of a table is read as a whole, its paragraphs not a second time."""
    if next(block.iter(f"{W}t"), None) is None:
        return
    walker = etree.iterwalk(block, events=("start",))
    for _, element in walker:
        if element.tag == f"{W}p":
            yield _paragraph(element)
            walker.skip_subtree()
        elif element.tag == f"{W}tr":
            yield _row(element)
            walker.skip_subtree()
        elif element.tag in _UNSEEN:
            walker.skip_subtree()


def _row(element: etree._Element) -> str:
    cells = []
    for cell in element.iterchildren(f"{W}tc", f"{W}sdt"):
        texts = [_paragraph(paragraph) for paragraph in cell.iter(f"{W}p")]
        cells.append(" ".join(words for words in texts if words))
    return row(cells)


def _paragraph(paragraph: etree._Element) -> str:
    words: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _UNSEEN:
            walker.skip_subtree()
        elif element.tag == f"{W}t":
            words.append(element.text or "")
        elif element.tag in _BREAKS:
            words.append(" ")
        elif element.tag == f"{W}noBreakHyphen":
            words.append("-")
    return " ".join("".join(words).split(" ")).strip()
