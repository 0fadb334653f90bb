"""The readers: bytes of a list or an article in, records out, by the platform that the source is on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from crawler.items import Listing, Page
from crawler.pages import columns, gkmlpt
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
}


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a source's list; `declared` is the charset that the server named.

    Raises PageChanged when it is not as declared, Challenged or Gone when something else stands in its place.
    """
    return PLATFORMS[source.platform].listing(raw, url, source, declared=declared)


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an announcement's page, which may be on the other platform than the source's list.

    Raises PageChanged when it is not as declared, Challenged or Gone when something else stands in its place.
    """
    platform = "gkmlpt" if "/gkmlpt/content/" in url else source.platform
    return PLATFORMS[platform].page(raw, url, source, declared=declared)
