"""The text of a PPTX file: the slides in their order, a paragraph a line, a row of a table as `| a | b |`."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.attachments import parts
from crawler.attachments.limits import TooLarge, bounded, row

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARGINAL = frozenset({"sldNum", "dt", "ftr", "hdr"})
"""Placeholders that stand on every slide: its number, the date, footer and header."""
_NUMBER = re.compile(r"^ppt/slides/slide(\d+)\.xml$")
SHOW = "ppt/presentation.xml"
MAX_SLIDES = 2000


def text(raw: bytes) -> str:
    """Return the words of the slides; raises Unreadable, Locked or TooLarge."""
    with parts.opened(raw) as file:
        names = _order(file)
        if len(names) > MAX_SLIDES:
            raise TooLarge(f"{len(names)} slides, expected at most {MAX_SLIDES}")
        return bounded([line for name in names for line in _lines(file.root(name))])


def _order(file: parts.Parts) -> list[str]:
    """Return the slides in the order of the show, then those that it does not name by their numbers."""
    targets = file.targets(SHOW)
    shown = [targets.get(one.get(_ID, ""), "") for one in file.root(SHOW).iter(f"{P}sldId")]
    numbered = sorted((int(found[1]), name) for name in file.names if (found := _NUMBER.match(name)))
    return [name for name in dict.fromkeys([*shown, *(name for _, name in numbered)]) if name in file.names]


def _lines(slide: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(slide, events=("start",))
    for _, element in walker:
        if element.tag == _FALLBACK or (element.tag == f"{P}sp" and _is_marginal(element)):
            walker.skip_subtree()
        elif element.tag == f"{A}p":
            yield _paragraph(element)
            walker.skip_subtree()
        elif element.tag == f"{A}tr":
            yield row([_cell(cell) for cell in element.iterchildren(f"{A}tc")])
            walker.skip_subtree()


def _is_marginal(shape: etree._Element) -> bool:
    return any(place.get("type") in _MARGINAL for place in shape.iterfind(f"{P}nvSpPr/{P}nvPr/{P}ph"))


def _cell(cell: etree._Element) -> str:
    return " ".join(words for one in cell.iter(f"{A}p") if (words := _paragraph(one)))


def _paragraph(paragraph: etree._Element) -> str:
    words = [" " if one.tag == f"{A}br" else one.text or "" for one in paragraph.iter(f"{A}t", f"{A}br")]
    return "".join(words).strip()
