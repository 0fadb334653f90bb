"""Feeds as listings: RSS 2.0 and its elders, RDF (RSS 1.0) and Atom."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree, html

from archive.clock import SHANGHAI
from archive.dates import find_moment
from archive.errors import PageChanged
from archive.text import decode
from crawler.identity import asked_at, resolve
from crawler.items import Entry, Listing
from crawler.pages.document import MAX_BYTES, parse
from crawler.pages.prose import tidy
from crawler.sources.declaration import Source

MAX_ENTRIES = 2000
ROOTS = frozenset({"rss", "RDF", "feed"})
DATES = ("pubDate", "published", "date", "updated")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read a feed: each item that links to an article by the source's pattern on an allowed host is an entry.

    Bounded in size and number; entities of a document's own are refused, since no feed needs them and each may stand
    for a gigabyte. Raises PageChanged for what is no feed, Challenged or Gone for a page that says so.
    """
    root = _root(raw, url, declared)
    items = [element for element in root.iter() if _name(element) in {"item", "entry"}]
    if len(items) > MAX_ENTRIES:
        raise PageChanged(f"{source.key}: {len(items)} items, expected at most {MAX_ENTRIES}, at {url}")
    entries: dict[str, Entry] = {}
    foreign: dict[str, None] = {}
    for item in items:
        address = _link(item, url)
        identity = source.identify(address) if address else None
        if identity is not None and source.allows(asked_at(identity.url)):
            title, published = _title(item), _published(item)
            entry = Entry(id=identity.id, url=identity.url, title=title, published=published, post_id=identity.post_id)
            entries.setdefault(identity.id, entry)
        elif address:
            foreign[address] = None
    if items and not entries and not foreign:
        raise PageChanged(f"{source.key}: {len(items)} items and no link in any, at {url}")
    return Listing(entries=tuple(entries.values()), next_url=_next_url(root, url, source), foreign=tuple(foreign))


def _root(raw: bytes, url: str, declared: str | None) -> etree._Element:
    if len(raw) > MAX_BYTES:
        raise PageChanged(f"{len(raw)} bytes, expected at most {MAX_BYTES}, at {url}")
    text = _DECLARATION.sub("", decode(raw, declared).text)
    if "<!ENTITY" in text:
        raise PageChanged(f"a feed that declares entities, at {url}")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except etree.XMLSyntaxError as error:
        parse(raw, url, declared=declared)  # says when a challenge or a 404 stands in its place
        raise PageChanged(f"no feed: {error.msg}, at {url}") from None
    if _name(root) not in ROOTS:
        parse(raw, url, declared=declared)
        raise PageChanged(f"no feed: its root is <{_name(root)}>, expected rss, RDF or feed, at {url}")
    return root


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _texts(item: etree._Element, *names: str) -> list[str]:
    """Return the texts of the children of these names, in the order of the names."""
    children = {name: [child for child in item if _name(child) == name] for name in names}
    return ["".join(str(text) for text in child.itertext()).strip() for name in names for child in children[name]]


def _link(item: etree._Element, url: str) -> str | None:
    """Return where an item leads: the text of <link>, the `href` of Atom's, else a <guid> that is an address."""
    hrefs = [
        child.get("href") or ""
        for child in item
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate"
    ]
    for stated in (*hrefs, *_texts(item, "link"), *_texts(item, "guid")):
        if stated.startswith(("http://", "https://", "/")) and (address := resolve(url, stated)):
            return address
    return None


def _title(item: etree._Element) -> str:
    stated = next(iter(_texts(item, "title")), "")
    if re.search(r"<[a-zA-Z/!]|&[#\w]{2,8};", stated):  # markup, written as text
        try:
            stated = html.fragment_fromstring(stated, create_parent="div").text_content()
        except etree.ParserError:
            return ""
    return tidy(stated)


def _published(item: etree._Element) -> datetime | None:
    for stated in _texts(item, *DATES):
        if moment := _moment(stated):
            return moment
    return None


def _moment(stated: str) -> datetime | None:
    """Return a moment as mails (RFC 822) or ISO write it; without a zone it is Shanghai's."""
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, IndexError, TypeError):
        return find_moment(stated)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)


def _next_url(root: etree._Element, url: str, source: Source) -> str | None:
    """Return the address of the older part of a feed that is paged (RFC 5005)."""
    for element in root.iter():
        if _name(element) in {"item", "entry"}:
            continue
        if _name(element) == "link" and element.get("rel") == "next":
            target = resolve(url, element.get("href") or "")
            return target if target and source.allows(target) and target != url else None
    return None
