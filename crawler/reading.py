"""Saved pages read as a crawl would read them: bytes in, the document of `zswatch read --json` out."""

from typing import Any

from crawler import pages
from crawler.items import Page
from crawler.pages import rescue
from crawler.pages.document import read_text
from crawler.sources import Source


def read_file(raw: bytes, name: str, *, url: str | None = None, source: Source | None = None) -> dict[str, Any]:
    """Return what a page says, in the shape of docs/schemas/read.schema.json (one element of its list).

    With a source its platform and selectors are used, else the rescue reader. `url` is what relative links are
    relative to; without it the source's first page stands in, and without that relative links are left out.
    Raises PageChanged, Challenged or Gone, as in a crawl.
    """
    page = pages.page(raw, url or source.start_url, source) if source is not None else rescue.page(raw, url or name)
    return _document(page, name, read_text(raw).encoding)


def _document(page: Page, name: str, encoding: str) -> dict[str, Any]:
    return {
        "file": name,
        "encoding": encoding,
        "reader": page.reader,
        "title": page.title,
        "published": page.published.isoformat() if page.published else None,
        "issuer": page.issuer,
        "doc_number": page.doc_number,
        "body": page.body,
        "attachments": [{"url": link.url, "name": link.name} for link in page.attachments],
    }
