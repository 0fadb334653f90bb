"""Links to files: the attachments of an article, by the names that people see."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import html

from crawler.identity import FILE_TYPES, resolve
from crawler.items import Link
from crawler.pages.document import Document
from crawler.pages.prose import is_hidden, tidy

MAX_NAME = 200
MAX_LINKS = 2000
"""Links to files that are looked at; an article has a few."""
CMS = "nfw-cms-attachment"
_BLOCK = re.compile(
    r"(?:^|[\s_-])(?:m-)?(?:attach(?:ment)?s?|annex|fujian|fj|accessory|downloads?)(?:$|[\s_-])", re.IGNORECASE
)
# What a link says when it does not say what it links to.
_NAMELESS = re.compile(
    r"^\W*(?:点击|请点击)?(?:此处|这里)?(?:下载|查看|下载查看|查看下载|在线预览|预览|附件|附件下载|下载附件|查看附件|download)\W*$",
    re.IGNORECASE,
)
_FILE = re.compile(rf"\.(?:{'|'.join(FILE_TYPES)})\s*(?:[?#]|$)", re.IGNORECASE)


def attachments(document: Document, *zones: html.HtmlElement) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Return the files that an article links to, each address once, and the names of those without an address.

    Looked for are the CMS's own attachment links and blocks of attachments anywhere, and in the zones every link to a
    file. Links that lead nowhere (empty, about:blank, javascript:) are traps that editors leave.
    """
    found: dict[str, Link] = {}
    lost: list[str] = []
    for element in islice(_candidates(document, zones), MAX_LINKS):
        url = resolve(document.base, element.get("href") or element.get("src") or element.get("data") or "")
        name = _name(element, url)
        if url is None:
            if CMS in (element.get("class") or "").split() and name:
                lost.append(name)
            continue
        if url not in found or _NAMELESS.match(found[url].name):
            found[url] = Link(url=url, name=name)
    return tuple(found.values()), tuple(dict.fromkeys(lost))


def _candidates(document: Document, zones: tuple[html.HtmlElement, ...]) -> Iterator[html.HtmlElement]:
    inside = {element for zone in zones for element in zone.iter("a", "embed", "iframe", "object")}
    for element in document.root.iter("a", "embed", "iframe", "object"):
        if CMS in (element.get("class") or "").split():
            yield element
            continue
        if not _FILE.search(element.get("href") or element.get("src") or element.get("data") or ""):
            continue
        if (element in inside or _in_block(element)) and not is_hidden(element):
            yield element


def _in_block(element: html.HtmlElement) -> bool:
    for step, ancestor in enumerate(element.iterancestors()):
        if _BLOCK.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}"):
            return True
        if step >= 3:  # noqa: PLR2004 - a block of attachments is small; further out everything is inside something
            return False
    return False


def _name(element: html.HtmlElement, url: str | None) -> str:
    """Return the best name: `alt` of the CMS (the real file name), else a text that says something, else the file's."""
    text = tidy("".join(element.itertext()))
    stated = [element.get("alt"), element.get("title"), element.get("download")]
    if CMS not in (element.get("class") or "").split() and not _NAMELESS.match(text):
        stated = [text, *stated]
    own = unquote(urlsplit(url).path.rpartition("/")[2]) if url else ""
    names = [tidy(name) for name in [*stated, own, text] if name]
    return next((name for name in names if name and not _NAMELESS.match(name)), own or text)[:MAX_NAME]
