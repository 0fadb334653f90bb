"""The search over a government's sites (search.gd.gov.cn): what to ask, and the hits of an answer.

It serves as a second opinion on completeness: what it finds and a listing does not is a gap.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree, html

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.identity import identify, resolve
from crawler.pages import answer, record
from crawler.pages.prose import tidy

ADDRESS = "http://search.gd.gov.cn/api/search/all"
"""Asked by POST with the fields of `form`."""
PAGE_SIZE = 20
ZHONGSHAN: Mapping[str, str] = {"service_area": "760", "site_id": "760001", "gdbsDivision": "442000"}
"""Whose sites are searched: the city's area, its site and its division."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One hit. `id` is that of the announcement, None when the address is not an announcement's."""

    id: str | None
    url: str
    title: str
    published: datetime | None
    publisher: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hits:
    """One page of hits, and how many there are on all pages by the search's own count."""

    hits: tuple[Hit, ...]
    total: int


def form(keywords: str, page: int = 1, *, where: Mapping[str, str] = ZHONGSHAN) -> dict[str, str]:
    """Return the form fields that ask for a page (from 1) of what has the words in its title."""
    return {
        "keywords": keywords,
        "page": str(page),
        "position": "title",
        "range": "site",
        "recommand": "1",
        "sort": "smart",
        **where,
    }


def read(raw: bytes, url: str = ADDRESS) -> Hits:
    """Read an answer: `data.news` with `total` and `list` of objects with `title`, `url`, `pub_time` and `source`.

    Raises PageChanged when it is not of this shape: an answer that can not be read is not one without hits.
    """
    news = answer.part(answer.read(raw, url), "data", "news")
    rows, total = answer.part(news, "list"), record.number(news, "total") if isinstance(news, dict) else None
    if not isinstance(rows, list) or total is None:
        raise PageChanged(f"no `data.news.list` with its `total` in the answer, at {url}")
    return Hits(hits=tuple(_hit(row, url) for row in rows), total=total)


def _hit(row: Any, url: str) -> Hit:
    address = resolve(url, record.text(row, "url") or "") if isinstance(row, dict) else None
    title = _plain(record.text(row, "title") or "") if isinstance(row, dict) else ""
    if address is None or not title:
        raise PageChanged(f"a hit without `url` or `title`, at {url}")
    identity = identify(address)
    moment = record.text(row, "pub_time")
    return Hit(
        id=identity.id if identity else None,
        url=identity.url if identity else address,
        title=title,
        published=find_moment(moment) if moment else record.moment(row, "pub_time"),
        publisher=record.text(row, "source"),
    )


def _plain(title: str) -> str:
    """Return a title without the tags that light up the words searched for."""
    if re.search(r"<[a-zA-Z/!]|&[#\w]{2,8};", title):
        try:
            title = html.fragment_fromstring(title, create_parent="div").text_content()
        except etree.ParserError:  # nothing but a comment
            return ""
    return tidy(title)
