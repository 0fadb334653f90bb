"""An article as both platforms print it: header line, body container, attachments, and what contradicts what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from lxml import html

from archive.errors import PageChanged
from crawler.items import Page
from crawler.pages import header, issuers, links, metas, titles
from crawler.pages.density import body_span
from crawler.pages.document import Document
from crawler.pages.prose import Prose, hidden_size, read
from crawler.sources.declaration import Source

BODIES = (
    "div.article-content",
    "#zoomcon",
    "ucapcontent",
    "div.TRS_Editor",
    "div.zw",
    "div.xxxq_text_cont",
    "div.artContent",
    "div.news_cont_d_wrap",
    "div.tyxxy_main",
    ".newsContainer_text",
    "#js_content",
    "div.article",
    "div.content",
)
"""Containers of the body, the particular before the general: the latter hold header and buttons as well."""

MAX_CANDIDATES = 50
HEADER_LINES = 40
HEAD_OF_BODY = 12
AFTER_BODY = 10

# Whole lines that are furniture of the page wherever they stand in the container.
_FURNITURE = re.compile(
    r"^\W*(?:分享到?|打印(?:本页)?|关闭(?:窗口|本页)?|收藏|返回顶部|字体\W*[大中小\s]*|扫一扫.{0,20}|"
    r"(?:浏览|点击|阅读)(?:次数|量)?\s*[:：]?\s*[-\d]*|(?:责任)?编辑\s*[:：].{0,20}|责编\s*[:：].{0,20}|"
    r"无障碍(?:浏览|版)|长者(?:助手|版)|繁体版|(?:上|下)一[篇条页]\s*[:：]?.{0,80}|"
    r"(?:点击|请点击)?(?:下载|查看|在线预览|预览)(?:附件)?)\W*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The lines of the body, its place in the page's lines, and the element that `css` found (None without one)."""

    lines: list[str]
    span: tuple[int, int]
    element: html.HtmlElement | None
    css: str = ""


def read_article(document: Document, source: Source, *, reader: str, bodies: Sequence[str] = BODIES) -> Page:
    """Read an article's page by its first body container that has words, else by the rescue reader.

    `doubts` of the page name what contradicts itself. Raises PageChanged when there is neither a body nor a title of
    its own.
    """
    candidates = {css: document.select(css)[:MAX_CANDIDATES] for css in (*source.selectors.body, *bodies)}
    heads = [element for css in source.selectors.header for element in document.select(css)[:MAX_CANDIDATES]]
    prose = read(document.root, [*heads, *(element for group in candidates.values() for element in group)])
    body = _container(prose, candidates)
    if body is None:
        span = body_span(prose.lines)
        body, reader = Body(lines=prose.text(span), span=span, element=None), "rescue"
    facts, lines = _header(prose, body)
    declared = header.read(
        line for element in heads if element in prose.spans for line in prose.text(prose.spans[element])
    )
    facts = declared.filled(facts)
    stated = metas.read(document)
    title = titles.find(document, stated, source.selectors.title)
    zones = [body.element] if body.element is not None else []
    files, lost = links.attachments(document, *zones, *_following(body.element))
    pictures = body.element is not None and any(True for _ in body.element.iter("img"))
    if not lines and not (title and (files or pictures or stated.title)):
        raise PageChanged(f"{source.key}: no body and no title of an article, at {document.url}")
    published, doubt = decide(facts.published, stated.published)
    return Page(
        title=title or facts.title or (lines[0] if lines else ""),
        published=published,
        issuer=issuer(facts.publisher or stated.source, source, document.url),
        doc_number=facts.number,
        index_number=facts.index,
        written_on=facts.written,
        validity=facts.validity,
        body="\n".join(lines),
        attachments=files,
        reader=f"{reader}+images" if pictures and not lines else reader,
        doubts=(*doubt, *(f"the attachment {name} has no address" for name in lost)),
        container=body.css,
        hidden=hidden_size(body.element) if body.element is not None else 0,
    )


def decide(printed: datetime | None, meta: datetime | None) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when a page was published, from the printed date and the meta tag, and what is doubtful about it.

    The printed day wins, since it is what the public sees and the tag is a day off where a site writes its hours
    wrongly; on the same day the one with a time of day does.
    """
    if printed is None or meta is None:
        return printed or meta, ()
    if printed.date() != meta.date():
        return printed, (f"printed {printed:%Y-%m-%d}, but the meta tag says {meta:%Y-%m-%d %H:%M}",)
    return (meta if printed.time() == time.min else printed), ()


def issuer(printed: str | None, source: Source, url: str) -> str | None:
    """Return the issuers, several joined by 、; 本网 becomes the owner of the page's part of the site."""
    return issuers.named(printed, source.owner_of(url))


def _container(prose: Prose, candidates: Mapping[str, list[html.HtmlElement]]) -> Body | None:
    """Return the first candidate that has words (else the first with a picture), the largest of its selector."""
    pictured: Body | None = None
    for css, group in candidates.items():
        best: Body | None = None
        for element in group:
            span = prose.spans.get(element)
            if span is None:  # inside something hidden
                continue
            body = Body(lines=prose.text(span), span=span, element=element, css=css)
            if best is None or sum(map(len, body.lines)) > sum(map(len, best.lines)):
                best = body
        if best is not None and any(not _FURNITURE.match(line) for line in best.lines):
            return best
        if (
            best is not None
            and best.element is not None
            and pictured is None
            and best.element.find(".//img") is not None
        ):
            pictured = best
    return pictured


def _header(prose: Prose, body: Body) -> tuple[header.Facts, list[str]]:
    """Return what the header states and the body's lines without it.

    The header stands before the container, or inside it on top; only in the latter case are lines cut off there.
    """
    start, end = body.span
    facts = header.read(prose.text((max(0, start - HEADER_LINES), start)))
    lines = body.lines
    if facts.published is None and facts.publisher is None:
        inside = header.read(lines[:HEAD_OF_BODY])
        if inside.published is not None or inside.publisher is not None:
            lines = lines[max(inside.lines) + 1 :]
            facts.filled(inside)
    if facts.published is None:
        facts.filled(header.read(prose.text((end, end + AFTER_BODY))))
    return facts, [line for line in lines if not _FURNITURE.match(line)]


def _following(element: html.HtmlElement | None) -> list[html.HtmlElement]:
    """Return the elements right after the container, where some sites print their attachments."""
    return list(element.itersiblings())[:5] if element is not None else []
