"""中山网 (www.zsnews.cn): lists by category, as a page or from the interface for phones, and articles of two templates.

The old template marks each part with a pair of comments (文章标题 begin … end); the new one prints 发布时间 and 来源
over the text, and the editors (编辑, 二审, 三审) and 版权与免责声明 under it.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.identity import resolve
from crawler.items import Entry, Listing, Page
from crawler.pages import answer, article, columns, links, metas, newsroom, pager, prose, record, titles
from crawler.pages.document import Document, parse
from crawler.sources.declaration import Source

LIST_API = "/api/mobile/getlist.html"
"""A list of objects with `id`, `title` and `url`, as programs for phones ask for it."""
_CATEGORY = re.compile(r"/?cateid[/=](\d{1,6})\b")


def listing(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Listing:
    """Read one page of a category; raises Challenged, Gone or PageChanged."""
    if urlsplit(url).path == LIST_API:
        return _api(raw, url, source)
    document = parse(raw, url, declared=declared)
    found = columns.read_list(document, source)
    entries = _of_category(found.entries, url)
    return replace(found, entries=entries, next_url=found.next_url or (_next_url(document) if entries else None))


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an article's page of either template; raises Challenged, Gone or PageChanged."""
    document = parse(raw, url, declared=declared)
    marked = _marked(document.text, "文章正文")
    found = _from_marks(marked, document, source) if marked is not None else None
    return found or newsroom.read(document, source, reader="zsnews")


def _api(raw: bytes, url: str, source: Source) -> Listing:
    rows = answer.read(raw, url)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PageChanged(f"{source.key}: no list of objects in the answer, at {url}")
    entries: list[Entry] = []
    foreign: list[str] = []
    for row in rows:
        address, title = resolve(url, record.text(row, "url") or ""), record.text(row, "title")
        if address is None or title is None:
            raise PageChanged(f"{source.key}: an article without `url` or `title`, at {url}")
        identity = source.identify(address)
        if identity is None or not source.allows(identity.url):
            foreign.append(address)
            continue
        title = prose.tidy(title)
        entries.append(Entry(id=identity.id, url=identity.url, title=title, published=None, post_id=identity.post_id))
    return Listing(entries=tuple(entries), next_url=None, foreign=tuple(dict.fromkeys(foreign)))


def _of_category(entries: tuple[Entry, ...], url: str) -> tuple[Entry, ...]:
    """Return the entries of the list's own category; what is most read elsewhere stands beside them."""
    wanted = _CATEGORY.search(url)
    own = [entry for entry in entries if wanted and (its := _CATEGORY.search(entry.url)) and its[1] == wanted[1]]
    return tuple(own) or entries


def _next_url(document: Document) -> str | None:
    """Return where a link 下一页 leads when that is below the list's own path: pages are /cateid/35/p/2.html."""
    here = urlsplit(document.url)
    for link in document.root.iter("a"):
        target = resolve(document.base, link.get("href") or "") if pager.says_next(link) else None
        there = urlsplit(target or "")
        if target and target != document.url and there.netloc == here.netloc:
            own = _CATEGORY.search(here.path)
            its = _CATEGORY.search(there.path)
            if own and its and own[1] == its[1]:
                return target.partition("#")[0]
    return None


def _marked(text: str, name: str) -> str | None:
    """Return what stands between a pair of the old template's comments, None when there is no such pair."""
    begin = re.search(rf"<!--\s{{0,9}}{name}\s{{1,9}}begin\s{{0,9}}-->", text)
    end = re.compile(rf"<!--\s{{0,9}}{name}\s{{1,9}}end\b").search(text, begin.end()) if begin else None
    return text[begin.end() : end.start()] if begin and end else None


def _from_marks(marked: str, document: Document, source: Source) -> Page | None:
    """Read the old template; None when the marked body is empty."""
    content = replace(parse(f"<div>{marked}</div>".encode(), document.url), base=document.base)
    lines = [line.text for line in prose.read(content.root, ()).lines]
    pictures = content.root.find(".//img") is not None
    if not lines and not pictures:
        return None
    files, lost = links.attachments(content, content.root)
    more = "href" in (_marked(document.text, "文章分页") or "")
    return Page(
        title=_words(document, "文章标题") or titles.find(document, metas.read(document)),
        published=find_moment(_words(document, "发布日期")),
        issuer=article.issuer(_words(document, "文章来源") or None, source, document.url),
        doc_number=None,
        index_number=None,
        written_on=None,
        validity=None,
        body="\n".join(lines),
        attachments=files,
        reader="zsnews" if lines else "zsnews+images",
        doubts=(
            *(f"the attachment {name} has no address" for name in lost),
            *(("the article goes on on other pages, which were not read",) if more else ()),
        ),
    )


def _words(document: Document, name: str) -> str:
    """Return a marked part as text on one line, empty when it is missing."""
    marked = _marked(document.text, name)
    if not marked or not marked.strip():
        return ""
    content = parse(f"<div>{marked}</div>".encode(), document.url)
    return " ".join(line.text for line in prose.read(content.root, ()).lines)
