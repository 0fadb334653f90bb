"""A strict look at a page: is it valid HTML, and does it keep to what mail programs show?

Validity is that of the parser's own specification (html5lib, strict) and of the content models below. Attributes that
HTML 5 calls obsolete and mail programs still need (cellpadding, align…) are allowed by name, others are not.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

_PHRASING = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
}
_FLOW = _PHRASING | {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "dl",
    "table",
    "hr",
    "blockquote",
    "section",
    "main",
    "header",
    "footer",
    "nav",
    "article",
}
_INSIDE: dict[str, set[str]] = {
    "html": {"head", "body"},
    "head": {"meta", "title", "style"},
    "table": {"caption", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    **dict.fromkeys(
        ("body", "td", "div", "li", "dd", "blockquote", "section", "main", "header", "footer", "nav", "article"), _FLOW
    ),
    **dict.fromkeys(
        ("p", "h1", "h2", "h3", "h4", "th", "caption", "dt", *(_PHRASING - {"br", "img", "wbr"})), _PHRASING
    ),
    **{name: set() for name in ("br", "img", "wbr", "hr", "meta", "title", "style")},
}
_EVERYWHERE = {"class", "style", "lang", "dir", "id", "title", "role", "hidden"}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "meta": {"charset", "name", "content", "http-equiv"},
    "style": {"media"},
    "table": {"width", "cellpadding", "cellspacing", "border", "align"},
    "td": {"width", "align", "valign", "colspan", "rowspan"},
    "th": {"width", "align", "valign", "colspan", "rowspan", "scope"},
    "tr": {"align", "valign"},
}
_SCHEMES = ("http://", "https://", "mailto:", "#")
_REMOTE = re.compile(r"url\s*\(|@import|@font-face|expression\s*\(", re.IGNORECASE)
_SPACE = "{http://www.w3.org/1999/xhtml}"


def faults(page: str) -> list[str]:
    """Return what is wrong with a page, nothing when it is well. What does not parse strictly is one fault."""
    parser = html5lib.HTMLParser(strict=True)
    try:
        root = parser.parse(page)
    except html5lib.html5parser.ParseError as error:
        return [f"does not parse: {error}"]
    return [*_document(root, page), *(fault for one in root.iter() for fault in _element(one))]


def _document(root: Element, page: str) -> Iterator[str]:
    if not page.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if b'<meta charset="utf-8">' not in page.encode()[:1024]:
        yield "no encoding where it is looked for"
    if not root.get("lang"):
        yield "no language"
    names = Counter(one.get("id") for one in root.iter() if one.get("id"))
    yield from (f"id twice: {name}" for name, count in names.items() if count > 1)
    titles = [one for one in root.iter() if _name(one) == "title"]
    if len(titles) != 1 or not (titles[0].text or "").strip():
        yield "no title"
    levels = [int(name[1]) for one in root.iter() if re.fullmatch(r"h[1-6]", name := _name(one))]
    yield from (f"a heading of level {two} after {one}" for one, two in pairwise(levels) if two > one + 1)


def _element(one: Element) -> Iterator[str]:
    if not isinstance(one.tag, str):
        yield f"a comment: {(one.text or '')[:40]}"
        return
    name = _name(one)
    if name not in _INSIDE:
        yield f"<{name}> is not for mail"
        return
    yield from (
        f"<{_name(child)}> in <{name}>"
        for child in one
        if isinstance(child.tag, str) and _name(child) not in _INSIDE[name]
    )
    allowed = _ATTRIBUTES.get(name, set()) | _EVERYWHERE
    yield from (f"{key} at <{name}>" for key in one.attrib if key not in allowed and not key.startswith("aria-"))
    if _REMOTE.search(one.get("style", "")) or (name == "style" and _REMOTE.search(one.text or "")):
        yield f"styles of <{name}> load something"
    if name == "a" and not (one.get("href") or "").startswith(_SCHEMES):
        yield f"a link to {one.get('href')}"
    if name == "a" and not "".join(one.itertext()).strip():
        yield "a link without words"
    if name == "img":
        yield from _picture(one)


def _picture(one: Element) -> Iterator[str]:
    if not (one.get("src") or "").startswith(("data:image/png;base64,", "cid:")):
        yield f"a picture from {(one.get('src') or '')[:40]}"
    if not (one.get("alt") or "").strip():
        yield "a picture without words"
    if not ((one.get("width") or "").isdigit() and (one.get("height") or "").isdigit()):
        yield "a picture without a size"


def _name(one: Element) -> str:
    return str(one.tag).removeprefix(_SPACE)
