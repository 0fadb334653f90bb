"""What a page that was not understood probably means: the shapes of its links, and the element that holds its text."""

import re
from collections import Counter
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from archive.errors import Challenged, Gone, PageChanged
from crawler.pages import density, prose, rows
from crawler.pages.document import parse
from crawler.sources import Source

SHAPES = 3
MARKED = frozenset({"div", "td", "section", "article", "main", "table", "ucapcontent"})
MOST_MARKED = 5_000
FALSE_NAME = re.compile(r"^\d|\d{3,}|[^\w-]")
"""Names that are no good as a selector: made of numbers, or not of letters."""


def article_shapes(raw: bytes, url: str, source: Source) -> str:
    """Return the shapes that most links of a list page have which may lead to articles, such as `/a/N.html (12 times)`.

    Numbers stand as N. Returns nothing for a page that can not be read or has no such link.
    """
    try:
        document = parse(raw, url)
    except (PageChanged, Challenged, Gone):
        return ""
    found: Counter[str] = Counter()
    for link in islice(rows.links(document), rows.MAX_LINKS):
        path = urlsplit(link).path
        if source.allows(link) and re.search(r"\d{3,}|[0-9a-f]{8,}", path):
            found[re.sub(r"\d+", "N", path)] += 1
    return ", ".join(f"{shape} ({times} times)" for shape, times in found.most_common(SHAPES))


def text_container(raw: bytes, url: str, *, declared: str | None = None) -> str:
    """Return the CSS of the smallest element with a name that holds the body as the rescue reader finds it."""
    try:
        document = parse(raw, url, declared=declared)
    except (PageChanged, Challenged, Gone):
        return ""
    named = [element for element in document.root.iter(*MARKED) if css_of(element)]
    lines = prose.read(document.root, named[:MOST_MARKED])
    start, end = density.body_span(lines.lines)
    holding = [
        (lines.spans[element][1] - lines.spans[element][0], -place, element)
        for place, element in enumerate(named[:MOST_MARKED])
        if element in lines.spans and lines.spans[element][0] <= start < end <= lines.spans[element][1]
    ]
    return css_of(min(holding, key=lambda one: one[:2])[2]) if holding else ""


def css_of(element: html.HtmlElement) -> str:
    """Return `div.name` or `div#name`, nothing for an element without a name that other pages will have too."""
    names = [f".{name}" for name in (element.get("class") or "").split() if not FALSE_NAME.search(name)]
    identity = element.get("id") or ""
    if identity and not FALSE_NAME.search(identity):
        names.append(f"#{identity}")
    return f"{element.tag}{names[0]}" if names else ""
