"""The readers: bytes of a list or an article in, records out, by the platform that the source is on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from crawler.items import Listing, Page
from crawler.pages import columns, epaper, feed, gkmlpt, zcjd, zsnews, zsplus
from crawler.sources.declaration import Source


class ReadListing(Protocol):
    """Reads one page of a list."""

    def __call__(self, raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
        """Return its rows; raises PageChanged, Challenged or Gone."""


class ReadPage(Protocol):
    """Reads an article's page."""

    def __call__(self, raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
        """Return the announcement; raises PageChanged, Challenged or Gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """How the pages of one kind of site are read."""

    listing: ReadListing
    page: ReadPage


PLATFORMS: Mapping[str, Platform] = {
    "columns": Platform(listing=columns.listing, page=columns.page),
    "gkmlpt": Platform(listing=gkmlpt.listing, page=gkmlpt.page),
    "zsnews": Platform(listing=zsnews.listing, page=zsnews.page),
    "zsplus": Platform(listing=zsplus.listing, page=zsplus.page),
    "epaper": Platform(listing=epaper.listing, page=epaper.page),
    "feed": Platform(listing=feed.listing, page=columns.page),
}
PLACES: tuple[tuple[re.Pattern[str], ReadPage], ...] = (
    (re.compile(r"/gkmlpt/content/"), gkmlpt.page),
    (re.compile(r"^https?://zcjd\.cloud\.gd\.gov\.cn/api/"), zcjd.page),
    (re.compile(r"^https?://(?:www\.)?zsnews\.cn/[a-z]+/index/view/"), zsnews.page),
    (re.compile(r"^https?://zsrbapp\.zsnews\.cn/home/content/"), zsplus.page),
    (re.compile(r"^https?://epaper\.zsnews\.cn/epaper/"), epaper.page),
)
"""Addresses that tell the platform of a page, whatever list it was met on."""
_BEGIN = re.compile(rb"<html\b", re.IGNORECASE)
_ENDS = (b"</html", b"</HTML", b"</Html")
SNIFFED = 4096


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a source's list; `declared` is the charset that the server named.

    Raises PageChanged when it is not as declared, Challenged or Gone when something else stands in its place.
    """
    return PLATFORMS[source.platform].listing(raw, url, source, declared=declared)


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an announcement's page, which may be on the other platform than the source's list.

    Raises PageChanged when it is not as declared, Challenged or Gone when something else stands in its place.
    """
    read = next((read for place, read in PLACES if place.search(url)), PLATFORMS[source.platform].page)
    found = read(raw, url, source, declared=declared)
    return found if _whole(raw) else replace(found, whole=False)


def _whole(raw: bytes) -> bool:
    """Tell whether a page ends as it says that it will; an interface's answer that is no page always does."""
    return any(end in raw for end in _ENDS) or not _BEGIN.search(raw[:SNIFFED])
