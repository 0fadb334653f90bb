"""A finding: what an announcement's page and its row in a listing say together, as the archive keeps it."""

from datetime import datetime

from archive.records import Found
from archive.text import fingerprint, fold
from crawler.account import AHEAD
from crawler.items import Entry, Link, Page
from crawler.pages.version import READER_VERSION
from crawler.sources import Source

RECORD = "record"
"""The reader of an announcement of which only the listing's own record was read."""
ROW = "row"
"""The reader of a row that links straight to a file."""


def of_page(entry: Entry, page: Page, source: Source, *, raw_sha256: str, now: datetime) -> Found:
    """Put together what the page prints and what the listing's record states; the record is the exacter one.

    Attachments are left unknown (None).
    """
    title, doc_number = page.title or entry.title, entry.doc_number or page.doc_number
    return Found(
        id=entry.id,
        post_id=entry.post_id,
        source=source.key,
        url=entry.url,
        title=title,
        published=_moment(page, entry, source, now),
        issuer=entry.issuer or page.issuer,
        doc_number=doc_number,
        index_number=entry.index_number or page.index_number,
        written_on=entry.written_on or page.written_on,
        validity=entry.validity or page.validity,
        body=page.body,
        raw_sha256=raw_sha256,
        reader=page.reader,
        reader_version=READER_VERSION,
        fingerprint=fingerprint(title, doc_number, page.body),
        attachments=None,
    )


def of_row(entry: Entry, source: Source, *, reader: str, now: datetime) -> Found:
    """Return the announcement as a row of a listing states it."""
    page = Page(
        title=entry.title,
        published=entry.published,
        issuer=entry.issuer,
        doc_number=None,
        index_number=None,
        written_on=None,
        validity=None,
        body="",
        attachments=(),
        reader=reader,
    )
    return of_page(entry, page, source, raw_sha256="", now=now)


def links(page: Page, entry: Entry) -> tuple[Link, ...]:
    """Return the attachments that the page and the row name, each address once."""
    found: dict[str, Link] = {}
    for link in (*page.attachments, *entry.attachments):
        found.setdefault(link.url, link)
    return tuple(found.values())


def _moment(page: Page, entry: Entry, source: Source, now: datetime) -> datetime | None:
    """Return the time of publication: a page states it closer than a list, a catalogue's record closest.

    One that is still to come is believed only when there is no other.
    """
    stated = [page.published, entry.published]
    if source.platform == "gkmlpt":
        stated.reverse()
    known = [moment for moment in stated if moment is not None]
    past = [moment for moment in known if moment <= now + AHEAD]
    return next(iter([*past, *known]), None)


def retitled(listed: str, held: str) -> bool:
    """Tell whether a listing prints another title than the one we hold; a title cut short is the same one."""
    there, here = _bare(listed), _bare(held)
    return not (there == here or here.startswith(there) or there.startswith(here))


def _bare(title: str) -> str:
    return "".join(fold(title).split()).rstrip(".…·")
