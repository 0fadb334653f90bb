"""中山+ (zsrbapp.zsnews.cn), the newspaper's application: lists by category are JSON, articles are pages to share."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from archive.errors import PageChanged
from crawler.items import Entry, Listing, Page
from crawler.pages import answer, newsroom, prose, record
from crawler.pages.document import parse
from crawler.sources.declaration import Source

ARTICLE = "/home/content/newsContent/{category}/{number}"


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a category, an object with `data.list` of objects with `id` and `title`.

    The next page is asked for as long as this one has articles. Raises PageChanged when the shape is another.
    """
    rows = answer.part(answer.read(raw, url), "data", "list")
    category = parse_qs(urlsplit(url).query).get("categoryId", ["0"])[0]
    if not isinstance(rows, list):
        raise PageChanged(f"{source.key}: no list `data.list` in the answer, at {url}")
    entries = tuple(_entry(row, url, source, category) for row in rows)
    return Listing(entries=entries, next_url=_following(url) if entries else None)


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an article's page; raises Challenged, Gone or PageChanged."""
    return newsroom.read(parse(raw, url, declared=declared), source, reader="zsplus")


def _entry(row: object, url: str, source: Source, category: str) -> Entry:
    number = record.number(row, "id") if isinstance(row, dict) else None
    title = record.text(row, "title") if isinstance(row, dict) else None
    identity = source.identify(urljoin(url, ARTICLE.format(category=category, number=number)))
    if number is None or title is None or identity is None:
        raise PageChanged(f"{source.key}: an article without `id` or `title`, at {url}")
    return Entry(id=identity.id, url=identity.url, title=prose.tidy(title), published=None, post_id=identity.post_id)


def _following(url: str) -> str | None:
    """Return the address of the page after this one, None when it is not numbered."""
    found = re.search(r"[?&]page=(\d{1,6})", url)
    return f"{url[: found.start(1)]}{int(found[1]) + 1}{url[found.end(1) :]}" if found else None
