"""The desk at which one source is worked on: what the run shares, the source's declaration, and the account of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.errors import Challenged, Gone, PageChanged
from archive.records import Validators
from archive.store import announcements
from crawler.account import Account, Where
from crawler.sources import Source
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import Answer
from crawler.spiders.round import Round

UNREAD = (Fault, Gone, Challenged, PageChanged)
Unread = Fault | Gone | Challenged | PageChanged
"""Why a page could not be read."""


@dataclass(kw_only=True, slots=True)
class Desk:
    """Asks for a source's pages and counts what came of it."""

    round: Round
    source: Source
    account: Account

    async def page(self, url: str, known: Validators | None) -> Answer:
        """Ask for an announcement's page; raises Fault, or Gone when another page came in its place."""
        answer = await self.round.fetcher.get(url, self.source, limit=self.page_limit, known=known)
        self.counted()
        asked, came = self.source.identify(url), self.source.identify(answer.url)
        if answer.url != url and asked is not None and (came is None or came.id != asked.id):
            raise Gone(f"redirects to {answer.url} in place of the announcement, at {url}")
        return answer

    @property
    def page_limit(self) -> int:
        """The most bytes that a page may have."""
        return self.round.settings.crawler.max_page_bytes

    def counted(self) -> None:
        """Count an answered page and show how far we are."""
        self.account.pages += 1
        if self.round.progress is not None:
            self.round.progress(self.source.key, self.account.pages)

    def note(self, where: Where, error: Unread, url: str, *, held: bool = False, told: bool = False) -> str:
        """Note why something was not read, and return the reason.

        What is gone and `held`, and what was `told` by an earlier visit, is no fault of the site.
        """
        reason, detail = said(error)
        self.account.fault("copy" if told or (held and reason == "gone") else where, url, reason, detail)
        return reason

    async def same(self, announcement_ids: Iterable[str]) -> None:
        """Note that announcements are still there and as they were."""
        ids = list(announcement_ids)
        if ids:
            await self.round.write(announcements.seen, ids, self.source.key, self.round.now())
        self.account.unchanged += len(ids)

    def validators(self, url: str) -> Validators | None:
        """Return what the server gave for an address when we last kept what was there."""
        with self.round.read() as tx:
            return announcements.validators(tx, url)

    async def validators_of_kept(self, url: str) -> Validators | None:
        """Return the same for an address whose bytes are kept.

        On a full crawl it counts only as long as they are intact: what a disk has lost is fetched again.
        """
        found = self.validators(url)
        if found is not None and self.round.full and await self.round.kept_bytes(found.sha256) is None:
            return None
        return found


def said(error: Unread) -> tuple[str, str]:
    """Return the reason and the sentence of what could not be read."""
    if isinstance(error, Fault):
        return error.reason, error.detail
    reason = "gone" if isinstance(error, Gone) else "challenge" if isinstance(error, Challenged) else "page_changed"
    return reason, str(error)
