"""The attachments of an announcement: asked for if changed, kept, and read; one that fails does not stop the rest."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from archive.records import READ, Announcement, Attachment, AttachmentStatus, Validators
from crawler import attachments
from crawler.account import Where
from crawler.attachments import names
from crawler.items import Link
from crawler.spiders.desk import Desk
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import Answer, Stopped

LIGHT_BYTES = 2_000_000
"""Attachments up to this size may be in memory many at once, larger ones one at a time over all sources."""
PATIENCE = 4.0
"""Attachments are larger than pages: they may take so many times as long."""
BROKEN = frozenset({"unreadable", "timed_out"})
SPOILT = BROKEN | {"too_large"}
"""What a file that was read before may turn into without its words being lost."""
_MISSING: dict[str, AttachmentStatus] = {
    "too_large": "too_large",
    "foreign": "refused",
    "blocked": "refused",
    "gone": "refused",
    "robots": "refused",
}
"""The status of an attachment that was not had, by the reason; any other is `not_fetched`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """An attachment as asked for now; `held` means that nothing new was learnt of it."""

    attachment: Attachment
    validators: Validators | None
    held: bool


@dataclass(kw_only=True, slots=True)
class Files:
    """Reads attachments for one source."""

    desk: Desk

    async def named(self, links: Iterable[Link], held: Announcement | None) -> list[File]:
        """Read the attachments that a page names, one after the other: fifty of them are no reason to hold fifty."""
        before = {one.url: one for one in held.attachments} if held is not None else {}
        return [await self._read(link, before.get(link.url)) for link in links]

    async def held(self, announcement: Announcement) -> list[File]:
        """Ask again for the attachments that are held of an announcement; what was too large is left as it is."""
        return [await self._again(one) for one in announcement.attachments]

    async def _again(self, one: Attachment) -> File:
        if one.status == "too_large" or not self.desk.source.allows(one.url):
            return File(attachment=one, validators=None, held=True)
        return await self._read(Link(url=one.url, name=one.name), one)

    async def _read(self, link: Link, held: Attachment | None) -> File:
        """Read one attachment: a light one at once, a heavy one when it is its turn to be in memory."""
        limit = self.desk.round.settings.crawler.max_attachment_bytes
        try:
            try:
                return await self._ask(link, held, limit=min(limit, LIGHT_BYTES))
            except Fault as fault:
                if fault.reason != "too_large" or limit <= LIGHT_BYTES:
                    raise
            async with self.desk.round.heavy:
                return await self._ask(link, held, limit=limit)
        except Fault as fault:
            # A link that was dead before is told again, but it is no news and no doubt about the rest of the source.
            known_dead = held is not None and held.status == _MISSING.get(fault.reason) and held.sha256 is None
            where: Where = "copy" if known_dead else "attachment"
            self.desk.account.fault(where, link.url, fault.reason, fault.detail)
            missing = Attachment(url=link.url, name=link.name, status=_MISSING.get(fault.reason, "not_fetched"))
            return File(attachment=held or missing, validators=None, held=held is not None)

    async def _ask(self, link: Link, held: Attachment | None, *, limit: int) -> File:
        read_before = held is not None and held.sha256 is not None and not self._worth_again(held)
        known = await self.desk.validators_of_kept(link.url) if read_before else None
        fetcher = self.desk.round.fetcher
        answer = await fetcher.get(link.url, self.desk.source, limit=limit, known=known, patience=PATIENCE)
        if held is not None and read_before and (answer.unchanged or answer.sha256 == held.sha256):
            if self.desk.round.full and not answer.unchanged:
                await self.desk.round.keep_bytes(answer.raw)  # where they were damaged
            name = names.best(link.name, names.from_header(answer.disposition) or held.name)
            return File(attachment=replace(held, name=name), validators=None, held=True)
        file = await self._new(link, answer, held)
        if held is not None and held.status in READ and file.attachment.status in SPOILT:
            if file.attachment.status not in BROKEN:
                detail = f"{link.name}: {file.attachment.status} now; its words are kept as they were"
                self.desk.account.fault("attachment", link.url, file.attachment.status, detail)
            return File(attachment=held, validators=None, held=True)
        return file

    async def _new(self, link: Link, answer: Answer, held: Attachment | None) -> File:
        """Keep a file's bytes and read its words, in a thread: the reader is a child process that may take long.

        Of a file that somebody else is to read nothing is read now, unless it takes the place of one that was read:
        whether that is a change of the publisher's, its words tell.
        """
        round_ = self.desk.round
        if len(answer.raw) > LIGHT_BYTES:
            round_.fetcher.sweep()
        sha256 = await round_.keep_bytes(answer.raw)
        stated = names.from_header(answer.disposition)
        name = names.best(link.name, stated)
        called = names.ending_in(name, stated, names.of_url(answer.url))
        if round_.leave_files and (held is None or held.text is None):
            reading = attachments.left(answer.raw, called, media_type=answer.media_type)
        else:
            reading = await self._reading(answer, called)
        if reading.status in BROKEN:
            self.desk.account.fault("attachment", link.url, reading.status, f"{name}: {reading.note or reading.status}")
        attachment = Attachment(
            url=link.url,
            name=name,
            media_type=reading.media_type or answer.media_type,
            sha256=sha256,
            status=reading.status,
            text=reading.text,
        )
        return File(attachment=attachment, validators=answer.validators(round_.now()), held=False)

    def _worth_again(self, held: Attachment) -> bool:
        """Tell whether the bytes that are held may give more words now: time was up, or nobody could recognise them."""
        recognise = self.desk.round.settings.crawler.recognise
        return held.status == "timed_out" or (recognise and attachments.worth_again(held.status))

    async def _reading(self, answer: Answer, name: str) -> attachments.Reading:
        """Read in a thread, for the process that does it may take long; when the run is told to end, so is that."""
        round_ = self.desk.round
        stopping = asyncio.create_task(round_.fetcher.stopping.wait())
        settings = round_.settings.crawler
        read = partial(attachments.read, seconds=settings.attachment_seconds, recognise=settings.recognise)
        reading = asyncio.create_task(asyncio.to_thread(read, answer.raw, name, media_type=answer.media_type))
        await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.done() and not reading.done():
            attachments.interrupt()
        stopping.cancel()
        got = await reading
        if got.status not in READ and round_.fetcher.stopping.is_set():
            raise Stopped  # the reader may have been told to end as we were: that says nothing about the file
        return got
