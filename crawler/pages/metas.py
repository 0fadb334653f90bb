"""The standard meta tags of government pages (网页标签, 国办发〔2017〕47号), with the deviations of real pages."""

import re
from dataclasses import dataclass
from datetime import datetime

from lxml import etree, html

from archive.dates import epoch_moment, find_moment
from crawler.pages.document import Document
from crawler.pages.prose import tidy

_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
"""Where pages of search-engine friendly systems (JSON-LD) say when they first were published."""
_SENT = re.compile(r'\bvar ct\s*=\s*"(\d{10})"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Metas:
    """What a page says of itself in its head; None where it does not.

    `first_published` is what its linked data says: of some pages it is the day of the very first version.
    """

    title: str | None = None
    published: datetime | None = None
    first_published: datetime | None = None
    source: str | None = None
    site: str | None = None


def read(document: Document) -> Metas:
    """Read the meta tags by name, in whatever case.

    The first that is not empty counts, since some sites print them twice. `ArticleTitle` may hold markup,
    `PubDate` may have seconds, other separators or no time.
    """
    stated: dict[str, str] = {}
    for meta in document.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            stated.setdefault(name, content)
    date = stated.get("pubdate") or stated.get("article:published_time") or stated.get("publishdate")
    return Metas(
        title=_plain(stated.get("articletitle")),
        published=find_moment(date) if date else _sent(document),
        first_published=find_moment(linked[1]) if (linked := _LINKED_DATA.search(document.text)) else None,
        source=_plain(stated.get("contentsource")) or _account(document),
        site=_plain(stated.get("sitename")),
    )


def _account(document: Document) -> str | None:
    """Return the account that an article of WeChat is from; such pages have no other tag that says so."""
    named = document.select("#js_name") if document.select("#js_content") else []
    return tidy("".join(named[0].itertext())) or None if named else None


def _sent(document: Document) -> datetime | None:
    """Return when an article of WeChat was sent: its page shows the day by a script, from Unix seconds."""
    sent = _SENT.search(document.text) if document.select("#js_content") else None
    return epoch_moment(int(sent[1])) if sent else None


def _plain(stated: str | None) -> str | None:
    """Return a value without markup, on one line."""
    if stated is None:
        return None
    if "<" in stated and re.search(r"<[a-zA-Z/][^<>]*>", stated):
        try:
            stated = html.fragment_fromstring(stated, create_parent="div").text_content()
        except etree.ParserError:  # nothing but a comment
            return None
    return tidy(stated) or None
