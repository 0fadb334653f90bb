"""The one spider of a run: it visits all chosen sources, so that each host is asked by one pair of hands."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from scrapy import Spider

from archive.errors import DatabaseAway, TryLater, WatchError
from archive.store import runs
from crawler.account import Account
from crawler.health import record
from crawler.sources import Source
from crawler.spiders.crosscheck import cross_check
from crawler.spiders.desk import Desk
from crawler.spiders.experience import Experience
from crawler.spiders.fetch import Stopped
from crawler.spiders.reading import Reading
from crawler.spiders.round import Round, log
from crawler.spiders.searching import hits
from crawler.spiders.visit import Visit

LOOK_SECONDS = 0.5
STOPPED = "the run was stopped before the visit ended"


class Watch(Spider):
    """Visits sources and yields what it reads, as it reads it."""

    name = "watch"

    def __init__(
        self,
        *,
        round: Round,  # noqa: A002
        sources: Sequence[Source],
        known: Sequence[Source] = (),
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.round = round
        self.sources = tuple(sources)
        self.experience = Experience(round=round, known=known or self.sources)

    async def start(self) -> AsyncIterator[Reading]:
        """Yield readings until the last visit has ended."""
        visits = asyncio.ensure_future(self._visit_all())
        visits.add_done_callback(lambda _: self.round.items.put_nowait(None))
        watching = asyncio.ensure_future(self._watch_over())
        while (item := await self.round.items.get()) is not None:
            yield item
        self.round.visited.set()
        watching.cancel()
        visits.result()

    async def _watch_over(self) -> None:
        """End the run, and keep nothing more, when its hosts are not its own any longer."""
        while not self.round.ended():  # noqa: ASYNC110 - what it looks at lives in a thread, or in the database
            await asyncio.sleep(LOOK_SECONDS)
        self.round.stop(TryLater("another process may ask these hosts now: the crawl has lost its hold on them"))

    async def _visit_all(self) -> None:
        """Visit the portals' columns first, then the catalogues, which list the same posts again with more facts."""
        columns = [source for source in self.sources if source.platform != "gkmlpt"]
        catalogues = [source for source in self.sources if source.platform == "gkmlpt"]
        searching = asyncio.ensure_future(hits(self.round, self.sources))
        visits: list[Visit] = []
        for some in (columns, catalogues):
            visits += await asyncio.gather(*(self._visit(source) for source in some))
        if self.round.fetcher.stopping.is_set():
            searching.cancel()
            await asyncio.wait({searching})
            return
        for visit in await cross_check(visits, await searching, self._watched()):
            await self._keep(visit.desk.source, visit.desk.account)

    def _watched(self) -> list[Source]:
        """Return the sources that other runs visit: what stands in their lists is theirs to find."""
        ours = {source.key for source in self.sources}
        others = [one for one in self.experience.known if one.enabled and one.key not in ours]
        disabled = self.round.settings.crawler.disabled
        return [one for one in others if one.key not in disabled and one.stem not in disabled]

    async def _visit(self, source: Source) -> Visit:
        """Visit one source to its end, good or bad, and keep the record of it at once."""
        account = Account(source=source.key, began=self.round.now(), envelope=self.experience.of(source))
        visit = Visit(desk=Desk(round=self.round, source=source, account=account))
        going = asyncio.ensure_future(visit.go())
        await asyncio.wait({going})
        error = going.exception()
        visit.whole = visit.whole and error is None
        if isinstance(error, Stopped):
            account.stopped = STOPPED
        elif isinstance(error, WatchError):
            account.stopped = f"{STOPPED}: {error}"
            if not self.round.fatal:
                self.round.stop(error)
        elif error is not None:
            log.error("%s: the visit failed", source.key, exc_info=error, extra={"source": source.key})
            detail = f"the visit failed: {type(error).__name__}: {error}"
            account.fault("listing", source.start_url, "reader_failed", detail)
        else:
            self.experience.look_at_lines(account)
        await self._keep(source, account)
        return visit

    async def _keep(self, source: Source, account: Account) -> None:
        """Keep the record of a visit, in place of the one that was kept before something more was found out."""
        run = record(account, source.expect, run_id=self.round.run_id, finished_at=self.round.now())
        self.round.runs[:] = [one for one in self.round.runs if one.source != source.key] + [run]
        if not self.round.fatal:
            with suppress(DatabaseAway):  # the round knows of it, and raises it in the end
                await self.round.write(runs.put, run)
