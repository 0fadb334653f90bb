"""The title of an article: what the page declares, else its heading, else what stands in <title>."""

import re

from lxml import html

from crawler.pages.document import Document
from crawler.pages.metas import Metas
from crawler.pages.prose import is_hidden, tidy

MAX_TITLE = 300
SHORTEST = 4
HEADINGS = ("h1", "h2", "h3")
_NAMED = re.compile(r"(?:^|[\s_-])(?:title|tit|bt|biaoti|headline|subject)(?:$|[\s_\d-])|title$", re.IGNORECASE)
_SITE_PART = re.compile(r"\s*[-_|–—－·»>]+\s*")
_CUT = re.compile(r"(?:\.{2,}|…+)$")


def find(document: Document, metas: Metas, candidates: tuple[str, ...] = ()) -> str:
    """Return the title on one line, empty when the page has none.

    First the meta tag `ArticleTitle`, unless it was cut off; then declared selectors; then the heading that <title>
    begins with; then <title> without the name of the site; then the first heading.
    """
    stated = metas.title
    if stated and not _CUT.search(stated):
        return stated[:MAX_TITLE]
    for css in candidates:
        for element in document.select(css):
            if words := _words(element):
                return words
    tag = tidy(document.title_tag())
    headings = _headings(document)
    fitting = [words for words in headings if len(words) >= SHORTEST and _squeezed(words) in _squeezed(tag)]
    return max(fitting, key=len, default="") or stated or _without_site(tag, metas.site) or next(iter(headings), "")


def _headings(document: Document) -> list[str]:
    found = []
    for element in document.root.iter(*HEADINGS, "div", "p", "span", "td", "strong", "b", "font"):
        if element.tag in HEADINGS or _NAMED.search(f"{element.get('class', '')} {element.get('id', '')}".strip()):
            words = "" if is_hidden(element) else _words(element)
            if words:
                found.append(words)
    return found


def _words(element: html.HtmlElement) -> str:
    text = tidy("".join(element.itertext()))
    return text if len(text) <= MAX_TITLE else ""


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_site(tag: str, site: str | None) -> str:
    """Return <title> without the site's name after (or before) it."""
    if site and tag.endswith(site):
        tag = _SITE_PART.sub("", tag[: -len(site)][::-1], count=1)[::-1] if tag != site else tag
    parts = [part for part in _SITE_PART.split(tag) if part]
    return max(parts, key=len, default="") if len(parts) > 1 else tag
