"""A sample of a source: what came of robots.txt, the first page of its list and two articles, and what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.items import Entry, Listing, Page
from crawler.sources import Source

_DOCUMENT = re.compile("印发|办法|措施|方案|细则|指南|名单|清单|征集|申报")
"""Words in the titles of what tends to have a document number or attachments."""
ARTICLES = 2
"""Articles of a sample, when the list has as many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """What came of one request: bytes and where from, else `reason` (a word of crawler.spiders.faults) and `detail`.

    `hops` are the status and target of each redirect, `charset` and `media_type` what the server named.
    """

    asked: str
    url: str
    raw: bytes = b""
    charset: str | None = None
    media_type: str | None = None
    hops: tuple[tuple[int, str], ...] = ()
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampledArticle:
    """An article of a sample: its row, what came, and what it says; `error` tells why it could not be read."""

    entry: Entry
    came: Came
    page: Page | None = None
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What was seen of a source at one time.

    `shell` is a catalogue's start page, None on other platforms, and `sid` the number that it names. `list_page` is
    None when the shell gave no address for it; `error` tells why shell or list could not be read.
    """

    source: Source
    taken_at: datetime
    robots: Came
    shell: Came | None = None
    sid: int | None = None
    list_page: Came | None = None
    listing: Listing | None = None
    error: str = ""
    articles: tuple[SampledArticle, ...] = ()

    @property
    def first(self) -> Came:
        """The answer at the source's declared address."""
        found = self.shell or self.list_page
        assert found is not None  # noqa: S101 - one of them is always asked for
        return found

    def all_came(self) -> Iterator[Came]:
        """Give every answer of the sample but that of robots.txt."""
        yield from (one for one in (self.shell, self.list_page) if one is not None)
        yield from (article.came for article in self.articles)


def chosen(listing: Listing) -> list[Entry]:
    """Return the rows to sample: the first that leads to a page, and of the others the one that promises most.

    A page with attachments and a document number shows more of how a site prints them than one without.
    """
    pages = [entry for entry in listing.entries if not entry.is_file]
    pages.sort(key=lambda entry: entry.sticky)
    return pages[:1] + sorted(pages[1:], key=_promise, reverse=True)[: ARTICLES - 1]


def _promise(entry: Entry) -> int:
    return 4 * bool(entry.attachments) + 2 * bool(entry.doc_number) + bool(_DOCUMENT.search(entry.title))
