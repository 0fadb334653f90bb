"""The rows of a list: found by the addresses that they link to, whatever the markup around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.agreement import are_two
from crawler.identity import Identity, asked_at, identify_file, is_file, normal_url, resolve
from crawler.items import Entry, Link
from crawler.pages.document import Document
from crawler.pages.prose import is_hidden, tidy
from crawler.sources.declaration import Source

CLIMB = 8
MAX_ANCHORS = 4
"""Links to one announcement that are looked around: picture, title, 详情."""
ROW_TEXTS = 60
MAX_TITLE = 300
MAX_FOREIGN = 200
DATE_AT_MOST = 60
MAX_LINKS = 10_000
"""A page with more links than this is no page of a list."""
# Article addresses of this platform on whatever host, and WeChat: shown as foreign when the host is not allowed.
_ARTICLE = re.compile(r"/content/(?:\d+/\d+/)?m?post_\d+\.s?html?$|^https?://mp\.weixin\.qq\.com/s\b")
_DATE_ONLY = re.compile(
    r"^[\s\[(（【]*(?:发布|更新|公布)?(?:时间|日期)?\s*[:：]?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\s\])）】]*$"
)
_DAY, _MONTH = re.compile(r"^\d{1,2}$"), re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_STUCK = re.compile(r"^\W*(?:置顶|顶)\W*$")
_STUCK_PREFIX = re.compile(r"^\s*[\[【(（]\s*(?:置顶|顶)\s*[\])）】]\s*")
_NAMELESS = re.compile(
    r"^\W*(?:详情|详细|查看(?:详情|全文|更多)?|更多|阅读全文|全文|more|点击(?:查看|进入)?)\W*$", re.IGNORECASE
)


@dataclass(slots=True)
class Row:
    """The links that lead to one announcement, on the way to being an entry."""

    identity: Identity
    anchors: list[html.HtmlElement] = field(default_factory=list)
    is_file: bool = False
    box: html.HtmlElement | None = None
    """The smallest element that holds this row and another one: the list itself."""
    around: list[html.HtmlElement] = field(default_factory=list)
    """The elements that hold this row only, from each of its links outwards."""


def read(document: Document, source: Source) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return the entries of a list page in their order, and article-like addresses on hosts that are not allowed.

    A link is a row when its address is an article's (or a file's of one) on an allowed host. The title is the link's
    `title`, else its text; the date stands in the smallest element that holds only this row. Boxes of links that
    have nothing of the list's own folder (most read, recommended) are left out when another box has.
    """
    rows, foreign = _collect(document, source)
    _surround(rows)
    rows = _own_boxes(rows, document.url, source.start_url)
    entries = [entry for row in rows.values() for entry in _entries(row)]
    return tuple(_with_sticky(entries)), foreign


def links(document: Document) -> Iterator[str]:
    """Give the absolute addresses of a page's links."""
    for anchor in document.root.iter("a"):
        if url := resolve(document.base, anchor.get("href") or ""):
            yield url


def dated(document: Document) -> int:
    """Return how many texts of a page are a date and nothing else: as many rows as a list without links may have."""
    texts = islice(document.root.itertext(), MAX_LINKS)
    return sum(bool(_DATE_ONLY.match(tidy(text))) for text in texts if len(text) < DATE_AT_MOST)


def _collect(document: Document, source: Source) -> tuple[dict[str, Row], tuple[str, ...]]:
    rows: dict[str, Row] = {}
    foreign: dict[str, None] = {}
    anchors = list(document.root.iter("a"))
    if len(anchors) > MAX_LINKS:
        raise PageChanged(f"{source.key}: {len(anchors)} links, expected at most {MAX_LINKS}, at {document.url}")
    for anchor in anchors:
        url = resolve(document.base, anchor.get("href") or "")
        if url is None or is_hidden(anchor):
            continue
        identity = source.identify(url)
        as_file = identity is None and is_file(url)
        identity = identify_file(url) if as_file else identity
        if identity is not None and source.allows(url) and source.allows(asked_at(identity.url)):
            row = rows.setdefault(identity.id, Row(identity=identity, is_file=as_file))
            if row.is_file and not as_file:  # the page goes before the file of the same post
                row.identity, row.is_file = identity, False
            row.anchors.append(anchor)
        elif (identity is not None or _ARTICLE.search(normal_url(url) or "")) and len(foreign) < MAX_FOREIGN:
            foreign[url] = None
    return rows, tuple(foreign)


def _surround(rows: dict[str, Row]) -> None:
    """Give each row the elements that hold only it, and the box around them."""
    inside: dict[html.HtmlElement, str | None] = {}
    for key, row in rows.items():
        for anchor in row.anchors:
            for element in islice(anchor.iterancestors(), CLIMB):
                inside[element] = key if inside.get(element, key) == key else None
    for key, row in rows.items():
        for anchor in row.anchors[:MAX_ANCHORS]:
            row.around.append(anchor)
            for element in islice(anchor.iterancestors(), CLIMB):
                if inside[element] != key or element.tag in {"body", "html"}:
                    row.box = element if row.box is None else row.box
                    break
                row.around.append(element)


def _own_boxes(rows: dict[str, Row], url: str, start_url: str) -> dict[str, Row]:
    folders = {_folder(url), _folder(start_url)}
    of_list = {
        row.box for row in rows.values() if any(_folder(row.identity.url).startswith(folder) for folder in folders)
    }
    if not of_list:
        return rows
    return {key: row for key, row in rows.items() if row.box in of_list}


def _folder(url: str) -> str:
    parts = urlsplit(normal_url(url) or url)
    return parts.netloc + parts.path.rpartition("/")[0] + "/"


def _entries(row: Row) -> list[Entry]:
    """Return the row as an entry, and again under each title that is another announcement's."""
    entry = _entry(row)
    if entry is None or len(row.anchors) == 1:
        return [entry] if entry is not None else []
    pages = [anchor for anchor in row.anchors[:MAX_ANCHORS] if not is_file(anchor.get("href") or "")]
    titles = (tidy(anchor.get("title") or "") or _link_text(anchor) for anchor in pages)
    others = dict.fromkeys(title for title in titles if are_two(title, entry.title))
    return [entry, *(replace(entry, title=title) for title in others)]


def _entry(row: Row) -> Entry | None:
    title = _title(row)
    if not title:
        return None
    url = row.identity.url
    published, texts = _moment(row, title)
    stuck = any(_STUCK.match(text) for text in texts) or bool(_STUCK_PREFIX.match(title))
    title = _STUCK_PREFIX.sub("", title)
    return Entry(
        id=row.identity.id,
        url=url,
        title=title,
        published=published,
        post_id=row.identity.post_id,
        sticky=stuck,
        is_file=row.is_file,
        attachments=(Link(url=url, name=title),) if row.is_file else (),
    )


def _title(row: Row) -> str:
    """Return the best title: `title` of a link, else the longest text of one that says something."""
    stated = [tidy(anchor.get("title") or "") for anchor in row.anchors]
    texts = [_link_text(anchor) for anchor in row.anchors]
    named = [text for text in stated if text and not _NAMELESS.match(text)]
    said = [text for text in texts if text and not _NAMELESS.match(text)]
    return next(iter(named), max(said, key=len, default=""))[:MAX_TITLE]


def _link_text(anchor: html.HtmlElement) -> str:
    """Return a link's text without dates and marks that stand in it as parts of their own."""
    parts = [tidy(part) for part in islice(anchor.itertext(), ROW_TEXTS)]
    kept = [part for part in parts if part and not _DATE_ONLY.match(part) and not _STUCK.match(part)]
    return tidy("".join(kept)) if kept else tidy("".join(parts))


def _moment(row: Row, title: str) -> tuple[datetime | None, list[str]]:
    """Return the row's date from the smallest element around the link that has one, and the texts of that element."""
    texts: list[str] = []
    for element in row.around:
        texts = [text for part in islice(element.itertext(), ROW_TEXTS) if (text := tidy(part))]
        if moment := _printed_moment(texts, title):
            return moment, texts
    return None, texts


def _printed_moment(texts: Sequence[str], title: str) -> datetime | None:
    """Return a text that is a date and nothing else, else one beside the title, else a day beside year and month."""
    for text in texts:
        if _DATE_ONLY.match(text) and (moment := find_moment(text)):
            return moment
    for text in texts:
        if text not in title and title not in text and (moment := find_moment(text)):
            return moment
    day = next((text for text in texts if _DAY.match(text)), None)
    month = next((match for text in texts if (match := _MONTH.match(text))), None)
    return find_moment(f"{month[1]}-{month[2]}-{day}") if day and month else None


def _with_sticky(entries: list[Entry]) -> list[Entry]:
    """Mark the rows on top that are older than rows below them: they are kept there, and are not where news ends."""
    newest_below: list[datetime | None] = [None] * (len(entries) + 1)
    for number in range(len(entries) - 1, -1, -1):
        here, below = entries[number].published, newest_below[number + 1]
        newest_below[number] = max(moment for moment in (here, below) if moment) if here or below else None
    marked, on_top = [], True
    for entry, below in zip(entries, newest_below[1:], strict=True):
        older = entry.published is not None and below is not None and entry.published.date() < below.date()
        on_top = on_top and (older or entry.sticky)
        marked.append(replace(entry, sticky=True) if on_top else entry)
    return marked
