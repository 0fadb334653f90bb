"""Printed pages put together: running heads and page numbers left out, paragraphs joined over the ends of pages."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from crawler.attachments.limits import MAX_TEXT, TooLarge
from crawler.attachments.paragraphs import Paragraph, PrintedLine, glue, joined

REPEATED = 3
"""A line at the same edge of so many pages, and of half of them, is a running head."""
_PAGE_NUMBER = re.compile(r"^[\s—–\-－·第]*\d{1,4}[\s—–\-－·页]*(?:(?:共|/)\s*\d{1,4}\s*页?)?$")
_NUMBERED = re.compile(r"^[—–\-·\s]*\d{1,4}[—–\-·\s]+|[—–\-·\s]+\d{1,4}[—–\-·\s]*$")


def flowing(pages: Iterable[Sequence[PrintedLine]]) -> Iterator[str]:
    """Give the paragraphs of all pages; a running head stays where it first stands. Raises TooLarge."""
    before: Paragraph | None = None
    text = ""
    for page in _without_heads(list(_bounded(pages))):
        for paragraph in joined(page):
            if before is not None and before.open and not paragraph.begins:
                text = glue(text, paragraph.text)
            else:
                if before is not None:
                    yield text
                text = paragraph.text
            before = paragraph
    if before is not None:
        yield text


def _bounded(pages: Iterable[Sequence[PrintedLine]]) -> Iterator[list[PrintedLine]]:
    size = 0
    for page in pages:
        lines = [line for line in page if line.ruled or (line.cells and not _PAGE_NUMBER.match(line.text))]
        size += sum(len(line.text) for line in lines)
        if size > MAX_TEXT:
            raise TooLarge(f"more than {MAX_TEXT} characters")
        yield lines


def _without_heads(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[list[PrintedLine]]:
    counted = Counter(key for page in pages for key in dict.fromkeys(_edges(page).values()))
    heads = {key for key, times in counted.items() if times >= REPEATED and 2 * times >= len(pages)}
    told: set[tuple[str, str]] = set()
    for page in pages:
        edges = _edges(page)
        yield [line for at, line in enumerate(page) if edges.get(at) not in heads & told]
        told |= heads & set(edges.values())


def _edges(page: Sequence[PrintedLine]) -> dict[int, tuple[str, str]]:
    """Return the highest and the lowest line of a page by their index, as what is compared between pages.

    They are compared without a page's number but else to the letter: rows of a list differ by nothing but figures.
    """
    if not page:
        return {}
    places = [line.bottom for line in page]
    ends = {places.index(max(places)): "head", places.index(min(places)): "foot"}
    return {
        at: (edge, _NUMBERED.sub("", page[at].text) if len(page[at].cells) == 1 else page[at].text)
        for at, edge in ends.items()
    }
