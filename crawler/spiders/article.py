"""One announcement: its page and its attachments asked for, read, and handed over to be kept."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archive.errors import Challenged, Gone, PageChanged
from archive.records import Announcement, Attachment, Found, Kept, Validators
from archive.store import announcements
from archive.text import fingerprint
from crawler import pages
from crawler.attachments import read as read_file
from crawler.health import Account, Where
from crawler.identity import identify
from crawler.items import Entry, Link, Page
from crawler.sources import Source
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import Answer, Stopped
from crawler.spiders.reading import Reading
from crawler.spiders.round import Round

FILE_PATIENCE = 4.0
"""Attachments are larger than pages: they may take so many times as long."""
RECORD = "gkmlpt-api"
"""The reader of an announcement of which only the catalogue's record could be read."""
ROW = "row"
"""The reader of a row that links straight to a file."""
FILLS = ("published", "issuer", "doc_number", "index_number", "body")
"""What the fill rates of a source may be about."""


UNREAD = (Fault, Gone, Challenged, PageChanged)
Unread = Fault | Gone | Challenged | PageChanged
"""Why a page could not be read."""


@dataclass(kw_only=True, slots=True)
class Desk:
    """Reads announcements for one source and counts what came of it."""

    round: Round
    source: Source
    account: Account

    async def read(self, entry: Entry, held: Announcement | None) -> Kept | None:
        """Read an announcement's page and attachments and keep them; None when the page has not changed.

        `held` is what the archive has of it. Raises Fault, Gone, Challenged or PageChanged when the page can not be
        read; an attachment that can not be is noted and does not stop the rest.
        """
        if entry.is_file:
            return await self._keep(self.row(entry), await self._files(entry.attachments, held))
        known = self._validators(entry.url) if held is not None and held.withdrawn_at is None else None
        self.account.articles += 1
        answer = await self.page(entry.url, known)
        if answer.unchanged and held is not None:
            return await self._unchanged(entry, held)
        page = pages.page(answer.raw, answer.url, self.source, declared=answer.declared)
        links = _together(page.attachments, entry.attachments)
        found = self._found(entry, page, answer)
        self.account.fill({name: getattr(found, name) for name in FILLS})
        return await self._keep(found, await self._files(links, held), answer)

    async def page(self, url: str, known: Validators | None) -> Answer:
        """Ask for a page and count it; raises Fault, also `gone` when another announcement's page came instead."""
        limit = self.round.settings.crawler.max_page_bytes
        answer = await self.round.fetcher.get(url, self.source, limit=limit, known=known)
        self.counted()
        asked, came = identify(url), identify(answer.url)
        if answer.url != url and asked is not None and (came is None or came.id != asked.id):
            raise Gone(f"redirects to {answer.url} in place of the announcement, at {url}")
        return answer

    def note(self, where: Where, error: Unread, url: str, *, held: bool = False) -> str:
        """Note why something was not read, and return the reason; what is gone and `held` is no fault of the site."""
        reason, detail = said(error)
        self.account.fault("copy" if held and reason == "gone" else where, url, reason, detail)
        return reason

    def same(self, announcement_ids: Iterable[str]) -> None:
        """Note that announcements are still there and as they were."""
        ids = list(announcement_ids)
        if ids:
            with self.round.archive.begin() as tx:
                announcements.seen(tx, ids, self.source.key, self.round.now())
        self.account.unchanged += len(ids)

    def counted(self) -> None:
        """Count an answered page and show how far we are."""
        self.account.pages += 1
        if self.round.progress is not None:
            self.round.progress(self.source.key, self.account.pages)

    async def keep_record(self, entry: Entry) -> Kept:
        """Keep what a listing itself says of an announcement: facts, no words of the page, nothing of attachments."""
        return await self._keep(self.row(entry, reader=RECORD), None)

    def row(self, entry: Entry, *, reader: str = ROW) -> Found:
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
        return Found(
            id=entry.id,
            post_id=entry.post_id,
            source=self.source.key,
            url=entry.url,
            title=page.title or entry.title,
            published=self._moment(page, entry),
            issuer=entry.issuer or page.issuer,
            doc_number=entry.doc_number or page.doc_number,
            index_number=entry.index_number or page.index_number,
            written_on=entry.written_on or page.written_on,
            validity=entry.validity or page.validity,
            body=page.body,
            raw_sha256=answer.sha256 if answer is not None else "",
            reader=page.reader,
            fingerprint=fingerprint(page.title or entry.title, entry.doc_number or page.doc_number, page.body),
            attachments=None,
        )

    def _moment(self, page: Page, entry: Entry) -> datetime | None:
        """Return the time of publication: a page states it closer than a list, a catalogue closest."""
        if self.source.platform == "gkmlpt":
            return entry.published or page.published
        return page.published or entry.published

    async def _unchanged(self, entry: Entry, held: Announcement) -> Kept | None:
        """Look at the attachments of a page that has not changed: they may have been exchanged quietly."""
        files = [await self._again(one) for one in held.attachments]
        if all(file.held for file in files):
            return None
        found = Found(
            source=self.source.key,
            url=entry.url,
            attachments=tuple(file.attachment for file in files),
            fingerprint=fingerprint(held.title, held.doc_number, held.body),
            **{name: getattr(held, name) for name in _WORDS},
        )
        return await self._keep(found, files)

    async def _keep(self, found: Found, files: "list[File] | None", answer: Answer | None = None) -> Kept:
        if files is not None:
            found = replace(found, attachments=tuple(file.attachment for file in files))
        given = [file.validators for file in files or () if file.validators is not None]
        if answer is not None:
            given.append(answer.validators(self.round.now()))
        raw = answer.raw if answer is not None else None
        kept = await self.round.keep(Reading(found=found, raw=raw, validators=tuple(given)))
        self.account.new += kept.outcome == "new"
        self.account.changed += kept.outcome == "revised"
        self.account.unchanged += kept.outcome == "unchanged"
        return kept

    async def _files(self, links: Iterable[Link], held: Announcement | None) -> "list[File]":
        """Read attachments one after the other: an announcement with fifty of them is no reason to hold fifty."""
        before = {one.url: one for one in held.attachments} if held is not None else {}
        return [await self._file(link, before) for link in links]

    async def _again(self, one: Attachment) -> "File":
        """Ask again for a file that is held; one that was too large, or is another publisher's, is left as it is."""
        if one.status == "too_large" or not self.source.allows(one.url):
            return File(attachment=one, validators=None, held=True)
        return await self._file(Link(url=one.url, name=one.name), {one.url: one})

    async def _file(self, link: Link, before: Mapping[str, Attachment]) -> "File":
        held = before.get(link.url)
        limit = self.round.settings.crawler.max_attachment_bytes
        read_before = held is not None and held.sha256 is not None and held.status != "timed_out"
        known = self._validators(link.url) if read_before else None
        async with self.round.heavy:
            try:
                answer = await self.round.fetcher.get(
                    link.url, self.source, limit=limit, known=known, patience=FILE_PATIENCE
                )
            except Fault as fault:
                return self._missing(link, held, fault)
            if held is not None and read_before and (answer.unchanged or answer.sha256 == held.sha256):
                return File(attachment=replace(held, name=link.name), validators=None, held=True)
            return await self._new_file(link, answer)

    def _missing(self, link: Link, held: Attachment | None, fault: Fault) -> "File":
        self.account.fault("attachment", link.url, fault.reason, fault.detail)
        status = _STATUS.get(fault.reason, "not_fetched")
        stated = Attachment(url=link.url, name=link.name, status=status)
        return File(attachment=held or stated, validators=None, held=held is not None)

    async def _new_file(self, link: Link, answer: Answer) -> "File":
        """Keep a file's bytes and read its words, in a thread: the reader is a child process that may take long."""
        sha256 = await self.round.keep_bytes(answer.raw)
        seconds = self.round.settings.crawler.attachment_seconds
        reading = await asyncio.to_thread(
            read_file, answer.raw, link.name, media_type=answer.media_type, seconds=seconds
        )
        if reading.status != "ok" and self.round.fetcher.stopping.is_set():
            raise Stopped  # the reader may have been told to end as we were: that says nothing about the file
        if reading.status in {"unreadable", "timed_out"}:
            self.account.fault("attachment", link.url, reading.status, f"{link.name}: {reading.status}")
        attachment = Attachment(
            url=link.url,
            name=link.name,
            media_type=reading.media_type or answer.media_type,
            sha256=sha256,
            status=reading.status,
            text=reading.text,
        )
        return File(attachment=attachment, validators=answer.validators(self.round.now()), held=False)

    def _validators(self, url: str) -> Validators | None:
        with self.round.archive.read() as tx:
            return announcements.validators(tx, url)


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """An attachment as asked for now; `held` means that nothing new was learnt of it."""

    attachment: Attachment
    validators: Validators | None
    held: bool


_STATUS = {"too_large": "too_large", "foreign": "refused", "blocked": "refused", "gone": "refused", "robots": "refused"}
_WORDS = (
    "id", "post_id", "title", "published", "issuer", "doc_number", "index_number", "written_on", "validity", "body",
    "raw_sha256", "reader",
)  # fmt: skip


def said(error: Unread) -> tuple[str, str]:
    """Return the reason and the sentence of what could not be read."""
    if isinstance(error, Fault):
        return error.reason, error.detail
    reason = "gone" if isinstance(error, Gone) else "challenge" if isinstance(error, Challenged) else "page_changed"
    return reason, str(error)


def _together(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    links: dict[str, Link] = {}
    for link in (*first, *second):
        links.setdefault(link.url, link)
    return tuple(links.values())
