"""Archives whose pages and files are kept as bytes, as an earlier version of the readers had read them."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx

from archive.records import Attachment, Found, Validators
from archive.store import Archive, announcements
from archive.text import fingerprint
from crawler import pages
from crawler.sources import load
from tests.found import NOON

PAGE = (Path(__file__).parent / "fixtures" / "pages" / "portal_policy.html").read_bytes()
SOURCE = "portal-szfwj"
WORDS = "附件一：申报指南\n企业应当在中山市登记。"


def file() -> bytes:
    """Return a Word file with the words."""
    paper, raw = docx.Document(), BytesIO()
    for line in WORDS.splitlines():
        paper.add_paragraph(line)
    paper.save(raw)
    return raw.getvalue()


def url_of(number: int) -> str:
    return f"http://www.zs.gov.cn/zwgk/fggw/szfwj/content/post_{number}.html"


def page_of(number: int) -> bytes:
    """Return the page of one announcement; no two are the same bytes."""
    return PAGE.replace(b"</title>", f" {number}</title>".encode())


def as_read(number: int, raw: bytes) -> Found:
    """Return what the present readers read in a page, as a crawl puts it."""
    page = pages.page(raw, url_of(number), load()[SOURCE])
    return Found(
        id=f"zs-{number}",
        post_id=number,
        source=SOURCE,
        url=url_of(number),
        title=page.title,
        published=page.published,
        issuer=page.issuer,
        doc_number=page.doc_number,
        index_number=page.index_number,
        written_on=page.written_on,
        validity=page.validity,
        body=page.body,
        raw_sha256="",
        reader=page.reader,
        fingerprint=fingerprint(page.title, page.doc_number, page.body),
        attachments=tuple(Attachment(url=link.url, name=link.name) for link in page.attachments),
    )


def keep(archive: Archive, number: int, *, version: int = 0, cut: int = 40) -> Found:
    """Keep an announcement as readers of that version read it: they took only so many characters of its body.

    Its first attachment is kept too, and they could not read it. Returns what the present readers make of the page.
    """
    raw = page_of(number)
    now = as_read(number, raw)
    assert now.attachments is not None
    first = replace(now.attachments[0], sha256=archive.blobs.put(file()), status="unsupported")
    sha256 = archive.blobs.put(raw)
    before = replace(now, raw_sha256=sha256, body=now.body[:cut], attachments=(first, *now.attachments[1:]))
    given = Validators(url=now.url, etag=None, last_modified=None, sha256=sha256, fetched_at=NOON)
    with archive.begin() as tx:
        announcements.keep(tx, replace(before, reader_version=version, doc_number="中府〔2020〕1号"), NOON)
        announcements.remember(tx, given)
    return replace(now, raw_sha256=sha256)
