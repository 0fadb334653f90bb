"""A page as a tree: bytes decoded and parsed within bounds, with the pages that are no content told apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree, html
from lxml.cssselect import CSSSelector

from archive.errors import Challenged, Gone, PageChanged
from archive.text import Decoded, decode
from crawler.identity import resolve

MAX_BYTES = 16_000_000
MAX_DEPTH = 2048
"""How deep the parser goes; below it would drop what is there."""
MAX_ELEMENTS = 150_000
"""A table of three thousand rows pasted from a word processor stays below that."""
SNIFFED = 2048
_COUNT = etree.XPath("string(count(//*))")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]+")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_NOT_A_PAGE = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
)

# Firewalls that answer with a script to be run by a browser: 瑞数 sets $_ts, 加速乐 sets a cookie __jsl_clearance.
_CHALLENGE_SCRIPT = re.compile(
    r"""\$_ts\s*=\s*window|window\[['"]\$_ts['"]\]|\$_ts\.(?:cd|nsd)\b|__jsl_clearance|\('_'\)\+\('_'\)\+\('j'\)|"""
    r"""/cdn-cgi/challenge-platform|aliyun_waf_|acw_sc__v2"""
)
_CHALLENGE_TITLE = re.compile(
    r"^\W*(?:网站|系统|请(?:进行|完成|输入))?(?:安全验证|访问验证|人机验证|滑动验证|身份验证|验证码|访问被拦截|访问受限|拦截提示|"
    r"网站防火墙|请求被拒绝)(?:中|页面|提示)?\W*$|just a moment|attention required|access denied|\bwaf\b|captcha",
    re.IGNORECASE,
)
_CHALLENGE_WORDS = re.compile(
    r"请(?:输入|完成|拖动|点击)[^。]{0,12}验证|向右滑动完成验证|您的访问(?:请求)?(?:可能)?(?:对网站造成安全威胁|被拦截|过于频繁)"
)
_GONE_TITLE = re.compile(
    r"^\W*(?:HTTP\s*)?404\b|\b404\W*$|404\s*(?:错误|页面|not found|-|_)|not found$|"
    r"(?:页面|网页)(?:不存在|未找到|找不到了?|已(?:被)?删除|已下线)|找不到(?:页面|网页)",
    re.IGNORECASE,
)
SHORT_PAGE = 1500
"""A page with more characters of text than this is content, whatever its title says."""
BARE_PAGE = 200
"""A page with fewer characters than this, and no title of an article, may be a challenge by its words alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A parsed page. `base` is what relative links are relative to, `text` the decoded source."""

    root: html.HtmlElement
    url: str
    base: str
    text: str
    encoding: str

    def select(self, css: str) -> list[html.HtmlElement]:
        """Return the elements that a CSS selector finds, in document order."""
        found = _selector(css)(self.root)
        return [element for element in found if isinstance(element, etree._Element)] if isinstance(found, list) else []

    def title_tag(self) -> str:
        """Return the text of <title>, on one line."""
        return " ".join((self.root.findtext(".//title") or "").split())


def parse(raw: bytes, url: str, *, declared: str | None = None) -> Document:
    """Parse a page; raises Challenged, Gone or PageChanged for what is no page of content.

    Bounded in size and depth: a page beyond 16 MB, 150,000 elements or 2048 of them nested is refused, never read in
    part.
    """
    for mark, name in _NOT_A_PAGE:
        if raw.startswith(mark):
            raise PageChanged(f"{name} where a page was expected, at {url}")
    if len(raw) > MAX_BYTES:
        raise PageChanged(f"{len(raw)} bytes, expected at most {MAX_BYTES}, at {url}")
    decoded = read_text(raw, declared)
    text = _CONTROL.sub("", decoded.text)
    document = Document(root=_tree(text, url), url=url, base=url, text=text, encoding=decoded.encoding)
    _refuse_stand_ins(document)
    found = document.root.find(".//base[@href]")
    base = resolve(url, found.get("href") or "") if found is not None else None
    return Document(root=document.root, url=url, base=base or url, text=text, encoding=decoded.encoding)


def read_text(raw: bytes, declared: str | None = None) -> Decoded:
    """Decode a page; its own meta tag stands in for a charset that the server did not name."""
    return decode(raw, declared or declared_inside(raw))


def _tree(text: str, url: str) -> html.HtmlElement:
    # The parser gets bytes: given a str it refuses pages that begin with an XML declaration.
    # Plain elements: those of lxml.html are each made by a call into Python.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise PageChanged(f"nothing that could be read as a page, {len(text)} characters, at {url}") from None
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in parser.error_log):
        raise PageChanged(f"elements nested deeper than {MAX_DEPTH}, at {url}")
    if (count := int(str(_COUNT(root)))) > MAX_ELEMENTS:
        raise PageChanged(f"{count} elements, expected at most {MAX_ELEMENTS}, at {url}")
    return root


def declared_inside(raw: bytes) -> str | None:
    """Return the charset that a page names in its own meta tag."""
    found = _META_CHARSET.search(raw[:SNIFFED])
    return found[1].decode("ascii") if found else None


def _refuse_stand_ins(document: Document) -> None:
    """Raise Challenged or Gone when something else stands where the page should be."""
    title = document.title_tag()
    gone, script = _GONE_TITLE.search(title), _CHALLENGE_SCRIPT.search(document.text)
    named, words = _CHALLENGE_TITLE.search(title), _CHALLENGE_WORDS.search(document.text)
    if not (gone or script or named or words):
        return
    size = _visible_size(document.root)
    if gone and size < SHORT_PAGE:
        raise Gone(f"the page says {title[:60]!r}, at {document.url}")
    bare = size < BARE_PAGE and "articletitle" not in document.text.lower()
    mark = script or named or (words if bare else None)
    if mark and size < SHORT_PAGE:
        raise Challenged(f"a challenge page ({mark[0][:40]!r}) stands where the page should be, at {document.url}")


def _visible_size(root: html.HtmlElement) -> int:
    size = 0
    for element in root.iter():
        if element.tag not in {"script", "style", "noscript", "title"}:
            size += len((element.text or "").strip())
        size += len((element.tail or "").strip())
        if size >= SHORT_PAGE:
            break
    return size


@lru_cache(maxsize=256)
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")
