"""The issues of the e-paper as a listing: every page names its part's articles and leads to the parts beside it.

A walk goes through the parts of a day (下版) and then to the day before (昨天). The paper's own search lists articles,
too.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from lxml import html

from archive.clock import SHANGHAI
from archive.errors import PageChanged
from crawler.identity import Identity, resolve
from crawler.items import Entry, Listing
from crawler.pages import prose
from crawler.pages.document import Document, parse
from crawler.sources.declaration import Source

FIRST = "https://epaper.zsnews.cn/epaper/zsrb/paperdate/{day:%Y%m%d}/part/1/articleid/1.html"
"""The first article of a day's first part."""
SEARCH = "/search/index"
MAX_PAGE = 99_999
_PLACE = re.compile(r"/paperdate/(\d{8})(?:/part/(\d{1,3}))?\b")
_MARKS = re.compile(r"^[~～—\-·\s]+|[~～]+")
_TURNING = re.compile(r"^\W*(?:昨天|明天|[上下]一?版|[前后]一[天期]|版面(?:概览|导航)?)\W*$")
Place = tuple[str, int]
"""Day and part, 0 for a day as a whole."""


def addresses(now: datetime, days: int) -> tuple[str, ...]:
    """Return where the issues of the last days begin, today's first."""
    today = now.astimezone(SHANGHAI).date()
    return tuple(FIRST.format(day=today - timedelta(days=back)) for back in range(days))


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read a page of an issue, or of search results, as a list of articles.

    Of an issue only the articles of the page's own day are entries. Raises PageChanged when there is none, Challenged
    or Gone when something else stands there.
    """
    document = parse(raw, url, declared=declared)
    ours = [
        (anchor, one)
        for anchor, address in _anchors(document)
        if not _TURNING.match(prose.tidy("".join(anchor.itertext())))
        and (one := source.identify(address))
        and _place(one.url)
        and source.allows(address)
    ]
    if urlsplit(url).path.rstrip("/") == SEARCH:
        return _results(_entries(ours), url, source)
    day = _day(document, [one for _, one in ours])
    entries = _entries([(anchor, one) for anchor, one in ours if f"/paperdate/{day}/" in one.url])
    if not entries:
        raise PageChanged(f"{source.key}: no link to an article of the paper, expected at least 1, at {url}")
    return Listing(entries=entries, next_url=_next_url(document, entries))


def _results(entries: tuple[Entry, ...], url: str, source: Source) -> Listing:
    if not entries and _page(url) == 1:
        raise PageChanged(f"{source.key}: no link to an article of the paper, expected at least 1, at {url}")
    return Listing(entries=entries, next_url=_turned(url) if entries else None)


def _anchors(document: Document) -> Iterable[tuple[html.HtmlElement, str]]:
    for anchor in document.root.iter("a", "area"):
        if address := resolve(document.base, anchor.get("href") or ""):
            yield anchor, address


def _place(url: str) -> Place | None:
    found = _PLACE.search(url)
    return (found[1], int(found[2] or 0)) if found else None


def _day(document: Document, found: list[Identity]) -> str | None:
    """Return the day of an issue's page: its address's, else the latest day that it links to."""
    here = _place(document.url)
    return here[0] if here else max((place[0] for one in found if (place := _place(one.url))), default=None)


def _entries(rows: list[tuple[html.HtmlElement, Identity]]) -> tuple[Entry, ...]:
    """Return the entries in their order; of several links to one article the longest text is its title."""
    names: dict[str, str] = {}
    found: dict[str, Identity] = {}
    for anchor, one in rows:
        name = prose.tidy(_MARKS.sub("", prose.tidy(anchor.get("title") or "".join(anchor.itertext()))))
        names[one.id] = max(names.get(one.id, ""), name, key=len)
        found.setdefault(one.id, one)
    return tuple(
        Entry(id=key, url=one.url, title=names[key], published=day_of(one.url), post_id=None)
        for key, one in found.items()
    )


def day_of(url: str) -> datetime | None:
    """Return the day of an address of the paper, None when it has none or one that no calendar has."""
    place = _place(url)
    try:
        return datetime.strptime(place[0], "%Y%m%d").replace(tzinfo=SHANGHAI) if place else None
    except ValueError:
        return None


def _next_url(document: Document, entries: tuple[Entry, ...]) -> str | None:
    """Return the part after the last one that is shown, after the last of the day the day before.

    The walk never turns back: a page leads to later parts or earlier days only.
    """
    shown = [_place(entry.url) for entry in entries] + [_place(document.url)]
    at = max(place for place in shown if place is not None and place[0] == shown[0][0]) if shown[0] else ("", 0)
    following: dict[Place, str] = {}
    before: dict[Place, str] = {}
    for _, address in _anchors(document):
        place = _place(address)
        if place is None or urlsplit(address).netloc != urlsplit(document.url).netloc:
            continue
        if place[0] == at[0] and place[1] > at[1]:
            following.setdefault(place, address.partition("#")[0])
        elif place[0] < at[0]:
            before.setdefault((place[0], -place[1]), address.partition("#")[0])
    if following:
        return following[min(following)]
    return before[max(before)] if before else None


def _page(url: str) -> int:
    stated = parse_qs(urlsplit(url).query).get("p", ["1"])[0]
    return min(int(stated), MAX_PAGE) if re.fullmatch(r"[0-9]{1,9}", stated) else 1


def _turned(url: str) -> str | None:
    """Return the address of the next page of results."""
    found = re.search(r"([?&]p=)\d{1,5}\b", url)
    return f"{url[: found.start()]}{found[1]}{_page(url) + 1}{url[found.end() :]}" if found else None
