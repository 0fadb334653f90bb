"""The pages of one source's listing, in order: asked for only if changed, else read again from kept bytes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from archive.errors import Challenged, Gone, PageChanged
from archive.records import Validators
from archive.store import announcements
from crawler import pages
from crawler.items import Entry, Listing
from crawler.pages import gkmlpt, pager
from crawler.spiders.desk import Desk
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import Answer
from crawler.spiders.round import log


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingPage:
    """One page of a listing, `number` from 1. `before` is what the last whole walk remembered of it.

    `validators` are to be remembered once every entry has been kept. `unchanged`: it is byte for byte as it was then.
    """

    number: int
    entries: tuple[Entry, ...]
    unchanged: bool
    before: Validators | None
    validators: Validators


@dataclass(kw_only=True, slots=True)
class ListingReader:
    """Reads listing pages until the list ends, a page brings no new row, or the limit of pages is reached.

    `url` is the page asked for last, `next_url` the one that would be asked for next. `at_end` tells that the list was
    read to its end. Whoever walks says with `curious` whether a list without a trace of a pager is to be tried for a
    second page: scripts may draw the pager. `total` is what the list says it holds, `shown` how many rows its pages
    had. `anew` asks for every page without a condition, so that a server that is wrong about what has changed can hide
    nothing for long.
    """

    desk: Desk
    total: int | None = None
    shown: int = 0
    url: str = ""
    next_url: str | None = None
    at_end: bool = False
    curious: bool = False
    anew: bool = False

    async def pages(self) -> AsyncIterator[ListingPage]:
        """Give page after page. Raises Fault, Gone, Challenged or PageChanged when one can not be read."""
        number, met, visited, trying = 0, set[str](), set[str](), False
        self.next_url = await self._first()
        while self.next_url is not None and number < self.desk.round.settings.crawler.max_listing_pages:
            number += 1
            self.url = self.next_url
            visited.add(self.url)
            page, listing = await (self._tried(self.url, number) if trying else self._page(self.url, number))
            if page is None or (number > 1 and not {entry.id for entry in page.entries} - met):
                self._refuse_loop(page, listing, met)
                self.at_end = True
                if page is not None:  # asked for in every walk
                    await self.desk.round.write(announcements.remember, page.validators)
                return
            met |= {entry.id for entry in page.entries}
            self.next_url = listing.next_url if listing.next_url not in visited else None
            yield page
            trying = self.curious and number == 1 and self.next_url is None and not listing.paged
            if trying:
                self.next_url = pager.second(self.url)
        self.at_end = self.next_url is None

    async def _tried(self, url: str, number: int) -> tuple[ListingPage | None, Listing]:
        """Return a page of which nothing says that it is there; None when it is not, for whatever reason."""
        try:
            return await self._page(url, number)
        except (Fault, Gone, Challenged, PageChanged) as error:
            source = self.desk.source.key
            log.info("%s: tried in vain for a page %s: %s", source, number, error, extra={"source": source})
            return None, Listing(entries=(), next_url=None)

    def _refuse_loop(self, page: ListingPage | None, listing: Listing, met: set[str]) -> None:
        """Raise Fault when a page repeats rows though the list says that it holds others there."""
        if page is None or self.desk.source.platform != "columns":
            return
        total = listing.total or 0
        if page.number < listing.pages or len(met) < total:
            holds = f"{listing.pages} pages" if page.number < listing.pages else f"{total} rows"
            raise Fault(
                "gap", self.url, f"page {page.number} repeats rows of pages before it; the list says it has {holds}"
            )

    async def _first(self) -> str:
        """Return the address of the first page; a catalogue's shell is asked for its site id, which must be ours."""
        source = self.desk.source
        self.url = source.start_url
        if source.platform != "gkmlpt":
            return source.start_url
        answer, raw, before = await self._ask(source.start_url)
        shell = gkmlpt.shell(raw, answer.url, declared=answer.declared)
        if source.sid is not None and shell.sid != source.sid:
            raise PageChanged(f"{source.key}: site id {shell.sid}, expected {source.sid}, at {source.start_url}")
        await self.desk.round.write(announcements.remember, self._validators(answer, before))  # vouches for no article
        return gkmlpt.api_url(source, 1, sid=shell.sid)

    async def _page(self, url: str, number: int) -> tuple[ListingPage | None, Listing]:
        """Return a page; None when the address past the last page answers that there is none: pagers lead there."""
        try:
            answer, raw, before = await self._ask(url)
        except Fault as fault:
            if number > 1 and fault.reason == "gone":
                return None, Listing(entries=(), next_url=None)
            raise
        listing = pages.listing(raw, answer.url, self.desk.source, declared=answer.declared)
        self.desk.account.listed(listing, answer.url)
        self.total = listing.total if self.desk.source.platform == "gkmlpt" else None
        self.shown += len(listing.entries) + len(listing.foreign)
        validators = self._validators(answer, before)
        page = ListingPage(
            number=number,
            entries=listing.entries,
            unchanged=before is not None and before.sha256 == validators.sha256,
            before=before,
            validators=validators,
        )
        return page, listing

    def _validators(self, answer: Answer, before: Validators | None) -> Validators:
        moment = self.desk.round.now()
        if answer.unchanged and before is not None:
            return replace(before, fetched_at=moment)
        given = answer.validators(moment)
        if given.etag is None and given.last_modified is None:
            # interfaces seldom give anything to ask with; the hour of the answer will do (RFC 9110, section 13.1.3)
            return replace(given, last_modified=answer.date)
        return given

    async def _ask(self, url: str) -> tuple[Answer, bytes, Validators | None]:
        """Ask whether a page changed; its kept bytes stand in for what a server need not send again."""
        round_, source = self.desk.round, self.desk.source
        with round_.read() as tx:
            before = announcements.validators(tx, url)
        kept = await round_.kept_bytes(before.sha256) if before is not None else None
        known = before if kept is not None and not self.anew else None
        answer = await round_.fetcher.get(url, source, limit=self.desk.page_limit, known=known)
        self.desk.counted()
        if answer.unchanged and kept is not None:
            return answer, kept, before
        if _elsewhere(url, answer.url):
            raise Gone(f"redirects to {answer.url} in place of the listing, at {url}")
        await round_.keep_bytes(answer.raw)
        return answer, answer.raw, before


def _elsewhere(asked: str, came: str) -> bool:
    """Tell whether a redirect led from a listing to the home page."""

    def path(url: str) -> str:
        return url.partition("://")[2].partition("/")[2].removesuffix("index.html").strip("/")

    return bool(path(asked)) and not path(came)
