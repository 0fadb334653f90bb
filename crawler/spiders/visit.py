"""One visit of one source: its listing from the top until known ground, then what is young and was not listed.

Where a walk ends. A row is settled when this source has met its announcement before and the archive held it at the
end of the last whole walk: one of which every listing page was read and every announcement kept, or found gone.
KNOWN_GROUND pages in a row with none but settled rows end the walk. New posts stand above old ones; sticky rows prove
nothing and are left out of the question; the second page catches posts that were back-dated into the list, those
deeper down are found by a walk to the end every `whole_walk_days`, or by a full crawl. A page that was the last one
then and is still the same ends a walk too. After a walk that was not whole the next one goes as deep as it must: the
end of the last whole walk is the moment remembered with the validators of the first page, and no other walk moves it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive.clock import midnight
from archive.records import Announcement, Validators
from archive.store import announcements
from archive.store import reading as stored
from crawler.items import Entry
from crawler.spiders.article import Articles
from crawler.spiders.desk import UNREAD, Desk, Unread, said
from crawler.spiders.faults import PASSING
from crawler.spiders.finding import ROW, retitled
from crawler.spiders.listing import ListingPage, ListingReader
from crawler.spiders.recheck import Recheck, Window, young_since
from crawler.spiders.round import log, settle
from crawler.spiders.writings import dead_before

AT_ONCE = 24
"""Announcements of one source in work together: while one is read the next is asked for."""
KNOWN_GROUND = 2
LASTING = frozenset({"gone", "robots"})
"""Why an article that we never had may never be had: told as a fault of the source in one visit, not in every one."""


@dataclass(kw_only=True, slots=True)
class Visit:
    """Visits one source. `whole` turns False when something was not kept that the next visit must ask for again.

    `lowest` is the lowest number of a row walked (sticky ones aside), `at_end` tells that the list was walked to its
    end, `exhausted` that it was walked as far as is allowed; `claims` are a catalogue's rows that name a page of
    another list.
    """

    desk: Desk
    whole: bool = True
    listed: set[str] = field(default_factory=set)
    met_before: set[str] = field(default_factory=set)
    last_whole: datetime | None = None
    files: dict[str, Entry] = field(default_factory=dict)
    lowest: int | None = None
    at_end: bool = False
    exhausted: bool = False
    claims: list[Entry] = field(default_factory=list)
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def go(self) -> None:
        """Walk the listing, then ask again for what is young and was not on it."""
        with self.desk.round.read() as tx:
            self.met_before = announcements.ids_of_source(tx, self.desk.source.key)
        listing = ListingReader(desk=self.desk)
        pages = await self._walk(listing)
        self.at_end = listing.at_end
        if self.at_end and listing.total and listing.shown < listing.total:
            detail = f"the catalogue says it holds {listing.total}; its pages, read to the end, show {listing.shown}"
            self.desk.account.fault("doubt", listing.url, "doubt", detail)  # its counts are of other rules at times
        if not pages:
            self.whole = False
            return
        await self._take_files()
        days = [entry.published for page in pages for entry in page.entries if entry.published and not entry.sticky]
        sound = self.whole and not self.desk.account.shrunk  # a list that lost most of its rows speaks for none
        window = Window(sound=sound, at_end=listing.at_end, oldest=min(days, default=None))
        failed = await Recheck(desk=self.desk, window=window).go(self.met_before - self.listed)
        for announcement_id, error in failed:
            self._broke(announcement_id, error)
        if self.whole:
            await self._remember(pages[0].validators)
            if self.exhausted and listing.anew:
                await self._remember(replace(pages[-1].validators, url=self._end))

    async def _walk(self, listing: ListingReader) -> list[ListingPage]:
        """Walk the pages; while the rows of one that has news are dealt with, the next one is asked for already."""
        pages: list[ListingPage] = []
        work: list[asyncio.Task[None]] = []
        quiet, deep = 0, self.desk.round.full or self._overdue()
        listing.anew = deep  # in other walks a server may say that a page has not changed
        try:
            async for page in listing.pages():
                pages.append(page)
                changed, entries = self.desk.account.changed, self._meet(page)
                settled = self._settled(page)
                work.append(asyncio.create_task(self._deal(page, entries)))
                await _done(work if settled else work[:-1])
                quiet = quiet + 1 if settled and self.desk.account.changed == changed else 0
                listing.curious = not quiet
                if quiet >= KNOWN_GROUND and not deep:
                    return pages
                if not deep and self._was_last(page):
                    listing.at_end = True
                    break
                if self._older_than_wanted(page):
                    self.whole = False
                    return pages
        except UNREAD as error:
            self.desk.note("listing", error, listing.url)
            self.whole = False
        finally:
            await _done(work)
        self.exhausted = True
        return pages

    def _was_last(self, page: ListingPage) -> bool:
        """Tell whether the last walk to the end found that a page was the last one, and it is still as it was."""
        end = self.desk.validators(self._end)
        return page.unchanged and end is not None and end.sha256 == page.validators.sha256

    def _overdue(self) -> bool:
        """Tell whether the last walk beyond known ground was so long ago that the pages there may hide a new post."""
        days = self.desk.round.settings.crawler.whole_walk_days
        last = self.desk.validators(self._end)
        return days > 0 and (last is None or self.desk.round.now() - last.fetched_at > timedelta(days=days))

    @property
    def _end(self) -> str:
        """The address under which the moment of the last walk to the end is remembered: that of no page."""
        return f"{self.desk.source.start_url}#end"

    def _older_than_wanted(self, page: ListingPage) -> bool:
        since = self.desk.round.since
        rows = [entry for entry in page.entries if not entry.sticky]
        if since is None or not rows:
            return False
        first = midnight(since)
        return all(entry.published is not None and entry.published < first for entry in rows)

    def _meet(self, page: ListingPage) -> list[Entry]:
        """Note what is on a page, and return the rows that lead to announcements not met on it or before."""
        if page.number == 1:
            self.last_whole = page.before.fetched_at if page.before is not None else None
            self.desk.account.entries = len(page.entries)
        self.files |= {entry.id: entry for entry in page.entries if entry.is_file}
        rows = {entry.id: entry for entry in reversed(page.entries) if not entry.is_file}  # of two, the first
        entries = [entry for entry in reversed(rows.values()) if entry.id not in self.listed]
        self.listed |= rows.keys()
        self._note_ground(page.entries)
        return entries

    def _settled(self, page: ListingPage) -> bool:
        """Tell whether all rows of a page that tell anything were settled before this visit."""
        telling = {entry.id for entry in page.entries if not entry.is_file and not entry.sticky}
        with self.desk.round.read() as tx:
            known = announcements.known(tx, telling & self.met_before)
        settled = {one.id for one in known.values() if self.last_whole and one.first_seen <= self.last_whole}
        return bool(telling) and telling <= settled

    async def _deal(self, page: ListingPage, entries: list[Entry]) -> None:
        """Deal with the rows of a page, and remember the page when nothing of it must be asked for again."""
        if await self._take_all(entries, page_changed=not page.unchanged):
            self.whole = False
        elif page.number > 1:
            await self._remember(page.validators)

    def _note_ground(self, entries: Iterable[Entry]) -> None:
        """Note what a page says of other lists, and how far down in the city's sequence of numbers it reaches."""
        for entry in entries:
            if self.desk.source.platform == "gkmlpt":
                if entry.alternatives:
                    self.claims.append(entry)
            elif entry.post_id is not None and not entry.sticky:
                self.lowest = min(entry.post_id, self.lowest or entry.post_id)

    async def fill(self, entries: Sequence[Entry]) -> None:
        """Take posts that the list lacks."""
        held = self._held(entry.id for entry in entries)
        await settle((self._take(entry, held.get(entry.id)) for entry in entries), turn=self.turn)

    def unheld(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return those of the entries that the archive does not have."""
        wanted = list(entries)
        held = self._held(entry.id for entry in wanted)
        return [entry for entry in wanted if entry.id not in held]

    def tell(self, gaps: Iterable[Entry], why: str) -> None:
        """Tell of each post that the list lacks that it does."""
        for entry in gaps:
            self.desk.account.fault("listing", entry.url, "gap", f"{entry.id} {entry.title}: {why}")

    async def _take_files(self) -> None:
        """Deal with rows that lead straight to a file, unless the file's announcement has a page on the list too."""
        entries = [entry for entry in self.files.values() if entry.id not in self.listed]
        self.listed |= self.files.keys()
        if await self._take_all(entries, page_changed=False):
            self.whole = False

    async def _take_all(self, entries: list[Entry], *, page_changed: bool) -> int:
        """Deal with rows, each to its own end; returns how many must be asked for again by the next visit."""
        held = self._held(entry.id for entry in entries)
        due = [entry for entry in entries if self._due(entry, held.get(entry.id), page_changed=page_changed)]
        self.desk.account.rows(entries, held)
        asked = {entry.id for entry in due}
        await self.desk.same(entry.id for entry in entries if entry.id not in asked)
        ended = await settle((self._take(entry, held.get(entry.id)) for entry in due), turn=self.turn)
        for entry, outcome in zip(due, ended, strict=True):
            if isinstance(outcome, BaseException):
                self._broke(entry.url, outcome)
        return sum(outcome is not True for outcome in ended)

    def _due(self, entry: Entry, held: Announcement | None, *, page_changed: bool) -> bool:
        """Tell whether a row is to be asked for: unknown, never met here, young, withdrawn, or under another title."""
        if held is None or entry.id not in self.met_before or held.withdrawn_at is not None:
            return True
        if self.desk.round.full and not entry.is_file:
            return True
        if held.source != self.desk.source.key or (entry.is_file and held.reader != ROW):
            return False
        since = young_since(self.desk)
        if held.first_seen >= since or held.revised_at >= since or (held.published and held.published >= since):
            return True
        return page_changed and retitled(entry.title, held.title)

    async def _take(self, entry: Entry, held: Announcement | None) -> bool:
        """Read one announcement unless another source of this run has it in hand; returns whether that is done with."""
        first = self.desk.round.claim(entry.id)
        if first is None:
            try:
                return await self._read(entry, held)
            finally:
                self.desk.round.release(entry.id)
        await first
        held = self._held([entry.id]).get(entry.id)
        if held is None:
            return False  # the other source could not read it, and has said so
        return await self._read_elsewhere(entry, held)

    async def _read(self, entry: Entry, held: Announcement | None) -> bool:
        if held is not None and held.source != self.desk.source.key:
            return await self._read_elsewhere(entry, held)
        if entry.is_file and held is not None and held.reader != ROW:
            await self.desk.same([entry.id])
            return True
        addresses = [entry.url] if held is not None else [entry.url, *entry.alternatives]
        errors: list[Unread] = []
        for url in addresses:
            try:
                if await Articles(desk=self.desk).read(replace(entry, url=url), held) is None:
                    await self.desk.same([entry.id])
            except UNREAD as error:
                errors.append(error)
            else:
                return True
        return await self._unread(entry, held, errors[0])

    async def _read_elsewhere(self, entry: Entry, held: Announcement) -> bool:
        """Note that this source lists what another one met first: the words are that one's, the record's facts help."""
        if entry.id in self.met_before and held.withdrawn_at is None and not self.desk.round.full:
            await self.desk.same([entry.id])
        else:
            await Articles(desk=self.desk).keep_record(entry)
        return True

    async def _unread(self, entry: Entry, held: Announcement | None, error: Unread) -> bool:
        """Note a page that could not be read; a catalogue's record is kept in its place when there is nothing else."""
        moments = (self.desk.account.began, self.desk.round.now())
        lasting = held is None and said(error)[0] in LASTING
        lasting = lasting and await self.desk.round.write(dead_before, entry.url, *moments)
        reason = self.desk.note("article", error, entry.url, held=held is not None, told=lasting)
        if held is None and self.desk.source.platform == "gkmlpt":
            await Articles(desk=self.desk).keep_record(entry)
        return reason not in PASSING

    def _broke(self, url: str, error: BaseException) -> None:
        """Note a mistake of ours, which costs this page only."""
        log.error("%s: reading failed", url, exc_info=error, extra={"source": self.desk.source.key})
        self.whole = False
        self.desk.account.fault("article", url, "reader_failed", f"the reader failed: {type(error).__name__}: {error}")

    def _held(self, ids: Iterable[str]) -> dict[str, Announcement]:
        with self.desk.round.read() as tx:
            return {one.id: one for one in stored.announcements(tx, list(ids))}

    async def _remember(self, given: Validators) -> None:
        await self.desk.round.write(announcements.remember, replace(given, fetched_at=self.desk.round.now()))


async def _done(work: Iterable[asyncio.Task[None]]) -> None:
    """Wait for pieces of work to end; when one raises, the others end too before it is raised on."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome
