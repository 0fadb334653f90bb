"""The saved pages of each source: the first page of its list and every article on it, as the twin serves them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from archive.clock import SHANGHAI
from archive.records import Announcement, Attachment
from crawler import pages
from crawler.items import Entry, Listing, Page
from crawler.pages import gkmlpt
from crawler.sources import Source, load
from tests.twin.announcements import load as written
from tests.twin.background import posts as everyday
from tests.twin.columns import CATALOGUE, COLUMNS
from tests.twin.replies import Asked
from tests.twin.site import Site

BEGAN = datetime(2026, 11, 18, 20, tzinfo=SHANGHAI)
LONG = 7
"""Announcements that a list has at least; real ones show ten and more. As the twin has them most show three."""
MOST = 20
"""Articles of one source; the catalogue has a hundred."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """One source's pages on a day: what its list says, and its articles by id."""

    source: Source
    url: str
    raw: bytes
    listing: Listing
    articles: Mapping[str, tuple[Entry, bytes]]
    truth: Mapping[str, Page] = field(default_factory=dict)


@cache
def site(fewest: int = LONG) -> Site:
    """Return the twin's web, with so many announcements in each list at least."""
    posts = written()
    return Site([*posts, *everyday(posts, at_least=fewest)], COLUMNS)


def get(url: str, day: int, fewest: int = LONG) -> bytes:
    """Return the bytes at an address."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    answer = site(fewest).answer(Asked(method="GET", scheme=parts.scheme, host=parts.netloc, path=path), day)
    assert answer.status == 200, url
    return answer.body


@cache
def saved(key: str, day: int = 1, fewest: int = LONG) -> Saved:
    """Return the pages of a source of the twin."""
    source = load()[key]
    url = gkmlpt.api_url(source, 1) if key == CATALOGUE else source.start_url
    raw = get(url, day, fewest)
    listing = pages.listing(raw, url, source)
    rows = [entry for entry in listing.entries if not entry.is_file][:MOST]
    articles = {entry.id: (entry, get(entry.url, day, fewest)) for entry in rows}
    truth = {one: pages.page(page, entry.url, source) for one, (entry, page) in articles.items()}
    return Saved(source=source, url=url, raw=raw, listing=listing, articles=articles, truth=truth)


def keys() -> list[str]:
    """Return the sources that have saved pages."""
    return [*COLUMNS, CATALOGUE]


def kept(entry: Entry, page: Page, source: str) -> Announcement:
    """Return what the archive holds of an article that was read."""
    return Announcement(
        id=entry.id,
        url=entry.url,
        source=source,
        post_id=entry.post_id,
        title=page.title or entry.title,
        published=page.published or entry.published,
        issuer=entry.issuer or page.issuer,
        doc_number=entry.doc_number or page.doc_number,
        index_number=entry.index_number or page.index_number,
        written_on=page.written_on,
        validity=page.validity,
        body=page.body,
        raw_sha256="",
        reader=page.reader,
        first_seen=BEGAN,
        last_seen=BEGAN,
        withdrawn_at=None,
        revision=1,
        revised_at=BEGAN,
        canonical_id=entry.id,
        attachments=tuple(Attachment(url=link.url, name=link.name) for link in page.attachments),
    )
