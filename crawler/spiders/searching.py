"""A second opinion: what the government's own search over its sites finds on our subjects, whatever list it stands in.

It is asked while the lists are walked. When it does not answer nothing follows from that: it is no source.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.items import Entry
from crawler.pages import site_search
from crawler.sources import Source
from crawler.spiders.desk import UNREAD
from crawler.spiders.round import Round, log

SITES = "zs.gov.cn"
WORDS = ("人工智能", "机器人", "大模型")
MOST_PAGES = 2
PATIENCE = 0.5
"""It may take this share of the time that a site may."""


@dataclass(frozen=True, slots=True)
class SearchHost:
    """The allow-list of the search: the host of its interface."""

    key: str = "search"

    def allows(self, url: str) -> bool:
        """Say whether the address is on the search's host."""
        return urlsplit(url).hostname == urlsplit(site_search.ADDRESS).hostname


async def hits(round_: Round, sources: Iterable[Source]) -> list[Entry]:
    """Return what the search finds as rows, each once; nothing when no source is of the city, or it does not answer."""
    if not round_.search or not any(_of_city(source) for source in sources):
        return []
    found: dict[str, Entry] = {}
    try:
        for word in WORDS:
            for page in range(1, MOST_PAGES + 1):
                some = await _asked(round_, word, page)
                found |= {hit.id: _entry(hit) for hit in some.hits if hit.id is not None}
                if page * site_search.PAGE_SIZE >= some.total:
                    break
    except UNREAD as error:
        log.info("the search over the sites did not answer: %s", error)
    return list(found.values())


def home(entry: Entry, sources: Sequence[Source]) -> Source | None:
    """Return the source in whose part of the site a page stands: of those on its host the one nearest to its path."""
    parts = urlsplit(entry.url)
    near = [source for source in sources if urlsplit(source.start_url).hostname == parts.hostname]
    return max(near, key=lambda source: _shared(parts.path, urlsplit(source.start_url).path), default=None)


async def _asked(round_: Round, word: str, page: int) -> site_search.Hits:
    limit, form = round_.settings.crawler.max_page_bytes, site_search.form(word, page)
    answer = await round_.fetcher.get(site_search.ADDRESS, SearchHost(), limit=limit, patience=PATIENCE, form=form)
    return site_search.read(answer.raw, answer.url)


def _of_city(source: Source) -> bool:
    return (urlsplit(source.start_url).hostname or "").endswith(SITES)


def _entry(hit: site_search.Hit) -> Entry:
    number = (hit.id or "").rpartition("-")[2]
    post_id = int(number) if number.isdecimal() else None
    return Entry(id=hit.id or "", url=hit.url, title=hit.title, published=hit.published, post_id=post_id)


def _shared(one: str, other: str) -> int:
    """Return how many folders two paths have in common from the top."""
    count = 0
    for left, right in zip(one.split("/")[1:], other.split("/")[1:], strict=False):
        if left != right:
            break
        count += 1
    return count
