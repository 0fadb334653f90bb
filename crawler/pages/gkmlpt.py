"""The catalogue of government information (政府信息公开平台): a script shell, a JSON API, pages with a table."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from archive.errors import PageChanged
from crawler.identity import Identity, asked_at, resolve
from crawler.items import Entry, Listing, Page
from crawler.pages import answer, article, header, links, metas, prose, record, titles
from crawler.pages.document import Document, parse
from crawler.sources.declaration import Source

CONTAINERS = ("div.article-content",)
"""Where the body is when the page has it outside of its JSON, too."""
API_PATH = "/gkmlpt/api/"
MAX_COLUMNS = 5000
SEVERAL = 3
"""What so many articles all lack is not left out by their authors."""
_SID = re.compile(r"""\bSID\s*:\s*['"](\d{1,12})['"]""")
_TREE = re.compile(r"\bTREE\s*:\s*")
_DETAIL = re.compile(r"\bDETAIL\s*:\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueColumn:
    """A column of the catalogue; `parent` is the id of the one it is under, None at the top.

    Only a `leaf` holds posts of its own. `post_count` is the catalogue's own count, None when it states none: it may
    be above what the API gives out, so that it is a hint at a gap and never a proof.
    """

    id: int
    name: str
    post_count: int | None
    parent: int | None
    leaf: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """What the catalogue's start page tells: the site's id and its columns, those that only jump elsewhere left out."""

    sid: int
    columns: tuple[CatalogueColumn, ...]


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read an answer of the API, or the shell, which holds no entries but leads to the first page of the API."""
    if API_PATH in urlsplit(url).path:
        return api(raw, url, source)
    found = shell(raw, url, declared=declared)
    return Listing(entries=(), next_url=api_url(source, 1, sid=found.sid))


def shell(raw: bytes, url: str, *, declared: str | None = None) -> Shell:
    """Read the catalogue's start page; raises PageChanged when it does not name its site."""
    document = parse(raw, url, declared=declared)
    sid = _SID.search(document.text)
    if sid is None:
        raise PageChanged(f"no SID in the shell of the catalogue, at {url}")
    tree = _value(document.text, _TREE)
    return Shell(sid=int(sid[1]), columns=_columns(tree if isinstance(tree, list) else []))


def tree(found: Shell) -> tuple[CatalogueColumn, ...]:
    """Return the columns that hold posts, with how many each says it has."""
    return tuple(column for column in found.columns if column.leaf)


def api_url(source: Source, page: int, *, sid: int | None = None) -> str:
    """Return the address of a page of the API, counted from 1 (page 0 would be the same as page 1)."""
    base = source.start_url.partition("/gkmlpt")[0]
    site = sid or source.sid
    if site is None:
        raise PageChanged(f"{source.key}: no site id is declared, and none was read from the shell")
    return f"{base}{API_PATH}all/{source.catalogue_column}?page={page}&sid={site}"


def api(raw: bytes, url: str, source: Source) -> Listing:
    """Read one page of the API as a listing with all facts that it states.

    `next_url` is the next page as long as this one has articles; the list ends where that answers 404, nothing, or
    nothing new. `total` is not to be relied on. Raises PageChanged when the answer is not of the known shape.
    """
    stated = answer.read(raw, url)
    articles = answer.part(stated, "articles")
    if not isinstance(articles, list):
        raise PageChanged(f"{source.key}: no list `articles` in the answer, at {url}")
    entries, foreign = [], []
    for one in articles:
        if not isinstance(one, dict):
            raise PageChanged(f"{source.key}: an article that is {type(one).__name__}, expected an object, at {url}")
        entry = _entry(one, url, source)
        if entry is not None:
            entries.append(entry)
        elif address := record.text(one, "url") or record.text(one, "post_url"):
            foreign.append(address)
    if fault := _renamed(articles, entries, foreign):
        raise PageChanged(f"{source.key}: {fault}, at {url}")
    return Listing(
        entries=tuple(entries),
        next_url=_following(url) if articles else None,
        foreign=tuple(dict.fromkeys(foreign)),
        total=record.number(stated, "total"),
    )


def _renamed(articles: list[Any], entries: list[Entry], foreign: list[str]) -> str:
    """Return which fields all articles of an answer lack, nothing when they are there: a field may have a new name."""
    if articles and not entries and not foreign:
        return f"{len(articles)} articles, none with an address in `url` or `post_url`"
    if len(entries) >= SEVERAL and not any(entry.title for entry in entries):
        return f"{len(entries)} articles, none with a `title`"
    if len(entries) >= SEVERAL and not any(entry.published for entry in entries):
        return f"{len(entries)} articles, none with a date in any of the known fields"
    return ""


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read a page of the catalogue: the table of facts, then the body from its container, else from the page's JSON."""
    document = parse(raw, url, declared=declared)
    detail = _value(document.text, _DETAIL)
    stated = detail if isinstance(detail, dict) else {}
    if not record.text(stated, "content"):
        return article.read_article(document, source, reader="gkmlpt")
    try:
        found = article.read_article(document, source, reader="gkmlpt", bodies=CONTAINERS)
    except PageChanged:
        found = None
    if found is not None and found.reader.startswith("gkmlpt") and found.body:
        return found
    return _from_detail(stated, document, source)


def hidden_text(document: Document) -> list[str]:
    """Return the lines of the body that a page has in its JSON only, none when there is no such."""
    content = record.text(detail, "content") if isinstance(detail := _value(document.text, _DETAIL), dict) else None
    return [line.text for line in prose.read(parse(content.encode(), document.url).root, ()).lines] if content else []


def _from_detail(stated: Mapping[str, Any], document: Document, source: Source) -> Page:
    """Read the body from the page's JSON, and the facts from its table, else from the JSON, too."""
    content = parse(f"<div>{record.text(stated, 'content')}</div>".encode(), document.url)
    lines = [line.text for line in prose.read(content.root, ()).lines]
    outside = links.attachments(document)[0]
    inside = links.attachments(replace(content, base=document.base), content.root)[0]
    printed = [line.text for line in prose.read(document.root, ()).lines]
    facts = header.read(printed[: article.HEADER_LINES])
    pictures = not lines and content.root.find(".//img") is not None
    return Page(
        title=record.text(stated, "title") or facts.title or titles.find(document, metas.read(document)),
        published=facts.published or record.published(stated),
        issuer=article.issuer(facts.publisher or record.text(stated, "publisher"), source, document.url),
        doc_number=facts.number or record.numbers(record.text(stated, "document_number")),
        index_number=facts.index or record.text(stated, "identifier"),
        written_on=facts.written,
        validity=facts.validity or record.validity(stated),
        body="\n".join(lines),
        attachments=tuple({link.url: link for link in (*outside, *inside)}.values()),
        reader="gkmlpt-json+images" if pictures else "gkmlpt-json",
    )


def _entry(stated: Mapping[str, Any], url: str, source: Source) -> Entry | None:
    """Return an article of the API as an entry, None when no address of it is on a host that may be visited."""
    addresses = [resolve(url, record.text(stated, name) or "") for name in ("url", "post_url")]
    allowed = [address for address in addresses if address and source.allows(address)]
    found = [source.identify(address) for address in allowed]
    known = [identity for identity in found if identity and source.allows(asked_at(identity.url))]
    if not known:
        return None
    identity = known[0]
    moment = record.published(stated)
    written = record.moment(stated, "date")
    return Entry(
        id=identity.id,
        url=identity.url,
        title=prose.tidy(record.text(stated, "title") or ""),
        published=moment,
        post_id=identity.post_id,
        alternatives=_others(identity, known),
        issuer=article.issuer(record.text(stated, "publisher"), source, identity.url),
        doc_number=record.numbers(record.text(stated, "document_number")),
        index_number=record.text(stated, "identifier"),
        written_on=written.date() if written else None,
        validity=record.validity(stated),
        attachments=record.attachments(stated, url),
    )


def _others(identity: Identity, known: list[Identity]) -> tuple[str, ...]:
    """Return the other addresses of the same post; a `post_url` may be dead, and then `url` is not."""
    return tuple(dict.fromkeys(one.url for one in known if one.id == identity.id and one.url != identity.url))


def _value(text: str, where: re.Pattern[str]) -> Any:
    """Return the JSON value after a key of the page's configuration, None when there is none that can be read.

    The configuration as a whole is no JSON (bare keys, single quotes); single values of it are.
    """
    found = where.search(text)
    if found is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0]
    except (ValueError, RecursionError):
        return None


def _columns(tree: list[Any]) -> tuple[CatalogueColumn, ...]:
    found: list[CatalogueColumn] = []
    waiting: list[tuple[Any, int | None]] = [(node, None) for node in reversed(tree)]
    while waiting and len(found) < MAX_COLUMNS:
        node, parent = waiting.pop()
        if not isinstance(node, dict) or record.text(node, "jump_url"):
            continue
        number = record.number(node, "id")
        if number is not None:
            name, count = record.text(node, "name") or "", record.number(node, "post_count")
            found.append(
                CatalogueColumn(id=number, name=name, post_count=count, parent=parent, leaf=not node.get("children"))
            )
        children = node.get("children")
        waiting += [(child, number) for child in reversed(children)] if isinstance(children, list) else []
    return tuple(found)


def _following(url: str) -> str:
    """Return the address of the page after this one."""
    number = int(found[1]) if (found := re.search(r"[?&]page=(\d{1,6})", url)) else 1
    following = max(number, 1) + 1
    if found is None:
        return f"{url}{'&' if '?' in url else '?'}page={following}"
    return f"{url[: found.start(1)]}{following}{url[found.end(1) :]}"


__all__ = ["CatalogueColumn", "Shell", "api", "api_url", "hidden_text", "listing", "page", "shell", "tree"]
