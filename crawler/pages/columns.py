"""The portal's columns: a list of links, and the article behind each."""

import re

from archive.errors import PageChanged
from crawler.items import Listing, Page
from crawler.pages import pager, rows
from crawler.pages.article import read_article
from crawler.pages.document import Document, parse
from crawler.sources.declaration import Source

EMPTY = ("暂无数据", "暂无内容", "暂无信息", "暂无相关", "没有相关", "暂时没有", "没有数据")
DATED_ROWS = 2
"""So many rows with a date and without an article are no accident."""
_SCRIPTED = re.compile(r"\.(?:ajax|getJSON)\(|\bfetch\(|\baxios\b|\bv-for=|\bcreateApp\(|\bnew Vue\b")


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a list; raises Challenged, Gone or PageChanged.

    A list without entries comes back only when nothing says that there are rows which we can not read: whoever asked
    still has to doubt it.
    """
    return read_list(parse(raw, url, declared=declared), source)


def read_list(document: Document, source: Source) -> Listing:
    """Read one page of a list that is parsed already, as `listing` does."""
    entries, foreign = rows.read(document, source)
    if not entries and not foreign and (sign := _sign_of_rows(document, source)):
        raise PageChanged(f"{source.key}: no link to an article, expected at least 1, and {sign}, at {document.url}")
    return Listing(
        entries=entries,
        next_url=pager.next_url(document) if entries or foreign else None,
        foreign=foreign,
        total=pager.total(document),
        pages=pager.pages(document),
        paged=pager.traced(document),
    )


def _sign_of_rows(document: Document, source: Source) -> str:
    """Return what speaks against an empty list, nothing when nothing does."""
    if any(words in document.text for words in EMPTY):
        return ""
    if (total := pager.total(document)) or pager.pages(document) > 1:
        return f"the page counts {total or 'more'} of them"
    if (dated := rows.dated(document)) >= DATED_ROWS:
        return f"there are {dated} rows with a date"
    if _SCRIPTED.search(document.text):
        return "a script may draw the list"
    if not any(source.allows(link) for link in rows.links(document)):
        return "nothing of the site is around"
    return ""


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an article's page; raises Challenged, Gone or PageChanged."""
    return read_article(parse(raw, url, declared=declared), source, reader="columns")
