"""Feeds of any query: Atom (RFC 4287) and JSON Feed 1.1, the newest publications first, each with its evidence.

The name of an entry follows from the announcement's id alone, so that it is the same in every feed and wherever the
pages of the archive move to.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Query as Stated
from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from archive.asked import pairs_of
from archive.config import Settings
from archive.export import moment
from archive.printable import linkable, printable
from archive.records import Announcement, Query
from archive.search import every
from archive.store import Archive
from archive.web import served
from archive.web.api.filters import Filters, query
from archive.web.papers import hosts_of

MOST = 100
ENTRIES = 50
"""Entries of a feed that does not say how many."""
LINE = 400
"""Characters of a title, or of the beginning of a text that has no summary."""
QUOTATIONS = 10
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAME = "中山观察 Zhongshan Watch"
SCHEME = "tag:zhongshan-watch"
EPOCH = "1970-01-01T00:00:00Z"
MEDIA = {"atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An announcement as a feed tells it; `html` has its summary and evidence, `page` is empty where none is known."""

    id: str
    title: str
    summary: str
    html: str
    page: str
    original: str
    issuer: str
    updated: str
    published: str
    themes: tuple[str, ...]


class Feeds:
    """The feeds over one archive."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings

    def atom(self, request: Request, filters: Annotated[Filters, Stated()]) -> Response:
        """Give the newest announcements that fit, at most 100, as an Atom feed; `sort` and `after` do nothing."""
        asked = _newest(request, filters)
        return served.content(request, _atom(self._entries(asked), asked, self.settings), MEDIA["atom"])

    def json(self, request: Request, filters: Annotated[Filters, Stated()]) -> Response:
        """Give the newest announcements that fit, at most 100, as a JSON Feed; `sort` and `after` do nothing."""
        asked = _newest(request, filters)
        raw = json.dumps(_json(self._entries(asked), asked, self.settings), ensure_ascii=False).encode()
        return served.content(request, raw, MEDIA["json"])

    def _entries(self, asked: Query) -> list[Entry]:
        with self.archive.read() as tx:
            return [entry(one, self.settings) for one in every(tx, asked)]


def entry(one: Announcement, settings: Settings) -> Entry:
    """Return what a feed tells of an announcement."""
    changed = max(one.revised_at, one.withdrawn_at or one.revised_at)
    original = one.url if linkable(one.url, hosts_of(one)) else ""
    base = settings.web.url.rstrip("/")
    analysis = one.analysis
    title = _line(("【撤下 withdrawn】" if one.withdrawn_at else "") + (one.title or one.id))
    return Entry(
        id=urn("announcement", one.id),
        title=title,
        summary=_line(analysis.summary if analysis and analysis.summary else one.body) or title,
        html=_html(one),
        page=f"{base}/announcements/{quote(one.id, safe='')}" if base else original,
        original=original,
        issuer=_line(one.issuer or ""),
        updated=changed.isoformat(timespec="seconds"),
        published=_moment(one.published or one.first_seen),
        themes=tuple(dict.fromkeys(each.theme for each in analysis.alignments)) if analysis else (),
    )


def urn(*parts: str) -> str:
    """Return a name that stays the same."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([SCHEME, *parts])).urn


def _newest(request: Request, filters: Filters) -> Query:
    most = ENTRIES if filters.limit is None else min(filters.limit, MOST)
    return replace(query(request), sort="newest", after=None, limit=most)


def _html(one: Announcement) -> str:
    analysis = one.analysis
    summary = analysis.summary if analysis and analysis.summary else one.body[:LINE]
    lines = [f"<p>{_escaped(summary)}</p>"]
    facts = [one.issuer, one.doc_number, moment(one.published) and str(moment(one.published))[:10]]
    if analysis and analysis.deadline:
        facts.append(f"截止 deadline {analysis.deadline.isoformat()}")
    lines.append(f"<p>{_escaped(' · '.join(fact for fact in facts if fact))}</p>")
    for each in analysis.alignments[:QUOTATIONS] if analysis else ():
        ours = _escaped(each.announcement_quote.text)
        mark = "（OCR 文字识别）" if each.announcement_quote.part in one.recognised else ""
        lines.append(
            f"<p>要求 directive {_escaped(f'{each.meeting} · {each.directive}')}</p>"
            f"<blockquote>{_escaped(each.directive_quote.text)}</blockquote><p>回应 answer{mark}</p>"
            f"<blockquote>{ours}</blockquote>"
        )
    return "".join(lines)


def _atom(entries: Sequence[Entry], asked: Query, settings: Settings) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "zh-CN"}, nsmap={None: ATOM})  # type: ignore[dict-item]
    _add(root, "id", _feed_id(asked, settings))
    _add(root, "title", _title(asked))
    _add(root, "updated", max((one.updated for one in entries), default=EPOCH))
    _add(_add(root, "author"), "name", NAME)
    _add(root, "link", rel="self", type=MEDIA["atom"], href=_address(asked, settings, "atom"))
    _add(root, "link", rel="alternate", type="text/html", href=_search(asked, settings))
    for one in entries:
        made = _add(root, "entry")
        _add(made, "id", one.id)
        _add(made, "title", one.title)
        _add(made, "updated", one.updated)
        _add(made, "published", one.published)
        if one.issuer:
            _add(_add(made, "author"), "name", one.issuer)
        if one.page:
            _add(made, "link", rel="alternate", type="text/html", href=one.page)
        if one.original and one.original != one.page:
            _add(made, "link", rel="via", type="text/html", href=one.original)
        for theme in one.themes:
            _add(made, "category", term=theme)
        _add(made, "summary", one.summary)
        _add(made, "content", one.html, type="html")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _json(entries: Sequence[Entry], asked: Query, settings: Settings) -> dict[str, Any]:
    told: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": _title(asked), "language": "zh-CN"}
    if settings.web.url:  # These have to be whole addresses.
        told |= {"home_page_url": _search(asked, settings), "feed_url": _address(asked, settings, "json")}
    return told | {"authors": [{"name": NAME}], "items": [_item(one) for one in entries]}


def _item(one: Entry) -> dict[str, Any]:
    links = {"url": one.page, "external_url": one.original if one.original != one.page else ""}
    return {
        "id": one.id,
        **{name: value for name, value in links.items() if value},
        "title": one.title,
        "summary": one.summary,
        "content_html": one.html,
        "date_published": one.published,
        "date_modified": one.updated,
        "tags": list(one.themes),
        "authors": [{"name": one.issuer or NAME}],
    }


def _title(asked: Query) -> str:
    stated = " ".join(value if name == "q" else f"{name}={value}" for name, value in _pairs(asked))
    return _line(f"{NAME} · {stated}" if stated else NAME)


def _feed_id(asked: Query, settings: Settings) -> str:
    return urn("feed", settings.web.url, urlencode(sorted(_pairs(asked))))


def _address(asked: Query, settings: Settings, form: str) -> str:
    """Return the feed's own address: whole where the settings say how we are reached, else relative to itself."""
    base = f"{settings.web.url.rstrip('/')}/feeds/" if settings.web.url else ""
    more = [("limit", str(asked.limit))] if asked.limit != ENTRIES else []
    return _with(f"{base}announcements.{form}", [*_pairs(asked), *more])


def _search(asked: Query, settings: Settings) -> str:
    return _with(f"{settings.web.url.rstrip('/') or '..'}/search", _pairs(asked))


def _with(address: str, pairs: Iterable[tuple[str, str]]) -> str:
    stated = urlencode(list(pairs))
    return f"{address}?{stated}" if stated else address


def _pairs(asked: Query) -> list[tuple[str, str]]:
    return [pair for pair in pairs_of(asked) if pair[0] not in {"limit", "sort", "after"}]


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: printable(value) for key, value in attributes.items()})
    made.text = printable(text) or None
    return made


def _escaped(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")


def _line(text: str) -> str:
    whole = " ".join(printable(text[: LINE * 2]).split())
    return whole if len(whole) <= LINE else f"{whole[:LINE]}…"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
