"""One announcement: its page asked for and read, put together with its attachments, and handed over to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from archive.records import Announcement, Found, Kept, Validators
from archive.text import fingerprint
from crawler.items import Entry, Link, Page
from crawler.pages.version import READER_VERSION
from crawler.spiders.desk import Desk
from crawler.spiders.fetch import Answer
from crawler.spiders.files import File, Files
from crawler.spiders.reading import Reading

RECORD = "record"
"""The reader of an announcement of which only the listing's own record was read."""
ROW = "row"
"""The reader of a row that links straight to a file."""
FILLS = ("published", "issuer", "doc_number", "index_number", "body")
"""What the fill rates of a source may be about."""
WORDS = (
    *("id", "post_id", "title", "published", "issuer", "doc_number", "index_number", "written_on", "validity"),
    *("body", "raw_sha256", "reader", "reader_version"),
)
"""What a page says, in the names that Found and Announcement share."""


@dataclass(kw_only=True, slots=True)
class Articles:
    """Reads announcements for one source."""

    desk: Desk

    async def read(self, entry: Entry, held: Announcement | None) -> Kept | None:
        """Read an announcement's page and attachments and keep them; None when nothing has changed.

        `held` is what the archive has of it. Raises Fault, Gone, Challenged or PageChanged when the page can not be
        read; an attachment that can not be is noted and does not stop the rest.
        """
        files = Files(desk=self.desk)
        if entry.is_file:
            return await self._keep(self._stated(entry, reader=ROW), await files.named(entry.attachments, held))
        known = self.desk.validators(entry.url) if held is not None and held.withdrawn_at is None else None
        self.desk.account.articles += 1
        answer = await self.desk.page(entry.url, known)
        if answer.unchanged and held is not None:
            return await self._unchanged(entry, held, await files.held(held))
        page = await self.desk.round.read_page(answer, self.desk.source)
        found = self._found(entry, page, answer)
        self.desk.account.fill({name: getattr(found, name) for name in FILLS})
        given = answer.validators(self.desk.round.now())
        del answer  # attachments may take their time, and many pages may wait for theirs
        links = _together(page.attachments, entry.attachments)
        return await self._keep(found, await files.named(links, held), given)

    async def keep_record(self, entry: Entry) -> Kept:
        """Keep what a listing itself says of an announcement: facts, no words of the page, nothing of attachments."""
        return await self._keep(self._stated(entry, reader=RECORD), None)

    def _stated(self, entry: Entry, *, reader: str) -> Found:
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
        return self._found(entry, page, None)

    def _found(self, entry: Entry, page: Page, answer: Answer | None) -> Found:
        """Put together what the page prints and what the listing's record states; the record is the exacter one."""
        title, doc_number = page.title or entry.title, entry.doc_number or page.doc_number
        return Found(
            id=entry.id,
            post_id=entry.post_id,
            source=self.desk.source.key,
            url=entry.url,
            title=title,
            published=self._moment(page, entry),
            issuer=entry.issuer or page.issuer,
            doc_number=doc_number,
            index_number=entry.index_number or page.index_number,
            written_on=entry.written_on or page.written_on,
            validity=entry.validity or page.validity,
            body=page.body,
            raw_sha256=answer.sha256 if answer is not None else "",
            reader=page.reader,
            reader_version=READER_VERSION,
            fingerprint=fingerprint(title, doc_number, page.body),
            attachments=None,
        )

    def _moment(self, page: Page, entry: Entry) -> datetime | None:
        """Return the time of publication: a page states it closer than a list, a catalogue's record closest."""
        if self.desk.source.platform == "gkmlpt":
            return entry.published or page.published
        return page.published or entry.published

    async def _unchanged(self, entry: Entry, held: Announcement, files: list[File]) -> Kept | None:
        """Keep the attachments of a page that has not changed, when one of them was exchanged quietly."""
        if all(file.held for file in files):
            return None
        found = Found(
            source=self.desk.source.key,
            url=entry.url,
            fingerprint=fingerprint(held.title, held.doc_number, held.body),
            **{name: getattr(held, name) for name in WORDS},
        )
        return await self._keep(found, files)

    async def _keep(self, found: Found, files: list[File] | None, page: Validators | None = None) -> Kept:
        attachments = None if files is None else tuple(file.attachment for file in files)
        given = [file.validators for file in files or () if file.validators is not None]
        given += [page] if page is not None else []
        reading = Reading(found=replace(found, attachments=attachments), validators=tuple(given))
        kept = await self.desk.round.keep(reading)
        self.desk.account.new += kept.outcome == "new"
        self.desk.account.changed += kept.outcome == "revised"
        self.desk.account.unchanged += kept.outcome == "unchanged"
        return kept


def _together(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    links: dict[str, Link] = {}
    for link in (*first, *second):
        links.setdefault(link.url, link)
    return tuple(links.values())
