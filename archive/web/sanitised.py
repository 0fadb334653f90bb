"""A kept page as it looked, without anything that runs, asks for something, or leads astray.

The markup is cleaned by a maintained library to an allow-list, and the browser is told besides to run and load nothing.
"""

import re

import nh3
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.errors import NotFound
from archive.store import Archive
from archive.store.origins import origin
from archive.text import decode
from archive.web import answering, asked
from archive.web.words import say

MOST_BYTES = 4_000_000
"""Larger pages are to be downloaded."""
SANDBOX = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
TAGS = frozenset(
    {
        *("a", "abbr", "b", "br", "center", "code", "em", "i", "ins", "mark", "q", "rp", "rt", "ruby", "s", "small"),
        *("span", "strike", "strong", "sub", "sup", "tt", "u", "del", "hr", "p", "pre", "div", "blockquote"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dd", "dl", "dt", "li", "ol", "ul", "figure", "figcaption"),
        *("table", "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"),
    }
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "col": {"span"},
    "colgroup": {"span"},
}
CONTENT_GONE = {"script", "style", "title", "textarea", "noscript", "noembed", "noframes", "template", "xmp", "iframe"}
SCHEMES = {"http", "https"}
_SHA256 = re.compile("[0-9a-f]{64}")
_NOT_MARKUP = re.compile(r"\s*[\[{]")


def sanitised(markup: str) -> str:
    """Return markup of which only words, tables, lists and links to pages are left."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        clean_content_tags=set(CONTENT_GONE),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        url_relative="deny",
    )


def routes(app: FastAPI, archive: Archive, settings: Settings) -> None:
    """Add the pages that were kept."""

    def page(request: Request, sha256: str) -> Response:
        """Return a kept page of an announcement, cleaned."""
        language = asked.language(request, settings)
        owner, raw = _kept(archive, sha256)
        text = decode(raw).text
        values = {
            "title": say(language, "kept_title"),
            "owner": owner,
            "sha256": sha256,
            "markup": "" if _NOT_MARKUP.match(text) else sanitised(text),
            "plain": text if _NOT_MARKUP.match(text) else "",
        }
        shown = answering.page(request, settings, "kept_page.html.j2", values)
        shown.headers.update({"Content-Security-Policy": SANDBOX, "Cross-Origin-Opener-Policy": "unsafe-none"})
        return shown

    app.add_api_route(
        "/kept/{sha256}/page", page, methods=["GET", "HEAD"], include_in_schema=False, response_model=None
    )


def _kept(archive: Archive, sha256: str) -> tuple[str, bytes]:
    """Return whose page it is and its bytes; raises 404 for bytes that are no announcement's page, 413 for too many."""
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with archive.read() as tx:
        found = origin(tx, sha256)
    if found is None or found.name:
        raise HTTPException(404)
    try:
        raw = archive.blobs.get(sha256)
    except NotFound:
        raise HTTPException(404) from None
    if len(raw) > MOST_BYTES:
        raise HTTPException(413)
    return found.announcement_id, raw
