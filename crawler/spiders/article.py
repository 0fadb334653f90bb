"""One announcement: its page asked for and read, put together with its attachments, and handed over to be kept."""

from dataclasses import dataclass, replace

from archive.clock import midnight
from archive.errors import PageChanged
from archive.records import Announcement, Found, Kept, Validators
from archive.text import fingerprint
from crawler.agreement import unlike
from crawler.items import Entry
from crawler.spiders import finding
from crawler.spiders.desk import Desk
from crawler.spiders.files import File, Files
from crawler.spiders.messages import Paper, Read, Writing
from crawler.spiders.reading import Reading
from crawler.spiders.writings import keep

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
            found = finding.of_row(entry, self.desk.source, reader=finding.ROW, now=self.desk.round.now())
            return await self._keep(found, await files.named(entry.attachments, held))
        known = (
            await self.desk.validators_of_kept(entry.url) if held is not None and held.withdrawn_at is None else None
        )
        self.desk.account.articles += 1
        await self.desk.round.recorder.room()
        answer = await self.desk.page(entry.url, known)
        if answer.unchanged and held is not None:
            self.desk.account.not_changed(held)
            return await self._unchanged(entry, held, await files.held(held))
        given = answer.validators(self.desk.round.now())
        source = self.desk.round.recorder.packed_source(self.desk.source)
        paper = Paper(answer.raw, answer.url, source, answer.declared, entry, given, held is None)
        del answer  # attachments may take their time, and many pages may wait for theirs
        read: Read = await self.desk.round.hand_over(Reading(id=entry.id, request=paper))
        del paper
        self._account(read, entry, held)
        if read.kept is not None:
            return self._counted(read.kept)
        links = finding.links(read.page, entry)
        return await self._keep(read.found, await files.named(links, held), given)

    def _account(self, read: Read, entry: Entry, held: Announcement | None) -> None:
        """Count what a page says; raises PageChanged when that may not take the place of what is held."""
        self.desk.account.page(read.page, entry, held)
        if held is not None and not self._looked_at(held) and (why := unlike(read.page, held)):
            raise PageChanged(f"{why}; what is kept of it stays, at {entry.url}")
        self.desk.account.taken(read.page, entry.url)
        self.desk.account.fill({name: getattr(read.found, name) for name in FILLS})

    def _looked_at(self, held: Announcement) -> bool:
        """Tell whether what is held is older than a change that somebody has looked at and found right."""
        day = self.desk.source.expect.learn_from
        return day is not None and held.revised_at < midnight(day)

    async def keep_record(self, entry: Entry) -> Kept:
        """Keep what a listing itself says of an announcement: facts, no words of the page, nothing of attachments."""
        return await self._keep(
            finding.of_row(entry, self.desk.source, reader=finding.RECORD, now=self.desk.round.now()), None
        )

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
        arguments = (replace(found, attachments=attachments), tuple(given))
        kept: Kept = await self.desk.round.hand_over(Reading(id=found.id, request=Writing(keep, arguments)))
        return self._counted(kept)

    def _counted(self, kept: Kept) -> Kept:
        self.desk.account.new += kept.outcome == "new"
        self.desk.account.changed += kept.outcome == "revised"
        self.desk.account.unchanged += kept.outcome == "unchanged"
        return kept
