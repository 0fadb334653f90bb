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
_HARD, _SOFT = re.compile(r"\s*[_|»>]+\s*"), re.compile(r"\s*[-–—－]+\s*")
"""What sites put between a title and their name: the first kind is in no title, the second may be (2026—2028年)."""
_SITE_NAME = re.compile(
    r"(?:网|网站|门户|频道|局|委|委员会|政府|厅|办|办公室|中心|日报|晚报|新闻|要闻|动态|公告|公示|公开|专栏|首页)$"
)
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
    squeezed = _squeezed(tag)
    fitting = [words for words in headings if len(words) >= SHORTEST and squeezed.startswith(_squeezed(words))]
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
    """Return <title> without the name of the site or the column after it."""
    if site and tag.endswith(site) and tag != site:
        return tag[: -len(site)].rstrip("-_|–—－·»> ")
    words = max(_HARD.split(tag), key=len)
    cuts = list(_SOFT.finditer(words))
    while cuts and cuts[-1].start() >= SHORTEST and _SITE_NAME.search(words):
        words = words[: cuts.pop().start()]
    return words
