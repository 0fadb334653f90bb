"""The portal's columns: a list of links, and the article behind each."""

from archive.errors import PageChanged
from crawler.items import Listing, Page
from crawler.pages import pager, rows
from crawler.pages.article import read_article
from crawler.pages.document import parse
from crawler.sources.declaration import Source

EMPTY = ("暂无数据", "暂无内容", "暂无信息", "暂无相关", "没有相关", "暂时没有", "没有数据")


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a list; raises Challenged, Gone or PageChanged instead of returning nothing.

    Only a list that says that it is empty (暂无数据) comes back without entries.
    """
    document = parse(raw, url, declared=declared)
    entries, foreign = rows.read(document, source)
    if not entries and not foreign and not any(words in document.text for words in EMPTY):
        raise PageChanged(f"{source.key}: no link to an article, expected at least 1, at {url}")
    return Listing(
        entries=entries,
        next_url=pager.next_url(document),
        foreign=foreign,
        total=pager.total(document),
    )


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an article's page; raises Challenged, Gone or PageChanged."""
    return read_article(parse(raw, url, declared=declared), source, reader="columns")
