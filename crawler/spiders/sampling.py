"""The spider of a first contact: a sample of each source, taken as politely as a crawl would, and nothing kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider

from archive.clock import now
from archive.errors import Challenged, Gone, PageChanged
from crawler import pages
from crawler.items import Entry, Listing
from crawler.pages import gkmlpt
from crawler.samples import Came, Sample, SampledArticle, chosen
from crawler.sources import Source
from crawler.spiders.desk import said
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import Fetcher, Stopped
from crawler.spiders.recorder import Recorder, RecorderBroke

UNREAD = (PageChanged, Challenged, Gone)


@dataclass(kw_only=True, slots=True)
class Sampler:
    """Takes samples, one source after the other at each host, and hands each to `met` as soon as it is taken."""

    fetcher: Fetcher
    recorder: Recorder
    limit: int
    met: Callable[[Sample], None]
    now: Callable[[], datetime] = now
    visited: asyncio.Event = field(default_factory=asyncio.Event)
    failed: list[BaseException] = field(default_factory=list)
    _robots: dict[str, asyncio.Task[Came]] = field(default_factory=dict)

    async def take(self, source: Source) -> None:
        """Take the sample of a source, and hand it over unless the run was stopped before it was whole."""
        with suppress(Stopped):
            robots = await self._robots_of(source)
            shell, sid, list_page, listing, error = await self._listing(source)
            articles = [await self._article(source, entry) for entry in (chosen(listing) if listing else ())]
            sample = Sample(
                source=source,
                taken_at=self.now(),
                robots=robots,
                shell=shell,
                sid=sid,
                list_page=list_page,
                listing=listing,
                error=error,
                articles=tuple(articles),
            )
            self.met(sample)

    def stop(self) -> None:
        """End the run after what is in hand."""
        self.fetcher.stopping.set()

    async def _robots_of(self, source: Source) -> Came:
        parts = urlsplit(source.start_url)
        url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if url not in self._robots:
            self._robots[url] = asyncio.create_task(self._ask(url, source))
        return await asyncio.shield(self._robots[url])

    async def _listing(self, source: Source) -> tuple[Came | None, int | None, Came | None, Listing | None, str]:
        shell, sid, url = None, None, source.start_url
        if source.platform == "gkmlpt":
            shell = await self._ask(url, source)
            try:
                sid = gkmlpt.shell(shell.raw, shell.url, declared=shell.charset).sid if not shell.reason else None
            except UNREAD as error:
                shell, _, why = _instead(shell, error)
                return shell, None, None, None, why
            if sid is None:
                return shell, None, None, None, ""
            url = gkmlpt.api_url(source, 1, sid=sid)
        came = await self._ask(url, source)
        if came.reason:
            return shell, sid, came, None, ""
        try:
            return shell, sid, came, pages.listing(came.raw, came.url, source, declared=came.charset), ""
        except UNREAD as error:
            return shell, sid, *_instead(came, error)

    async def _article(self, source: Source, entry: Entry) -> SampledArticle:
        came = await self._ask(entry.url, source)
        for url in entry.alternatives if came.reason else ():
            other = await self._ask(url, source)
            came = came if other.reason else other
        if came.reason:
            return SampledArticle(entry=entry, came=came)
        try:
            page = await self.recorder.look(came.raw, came.url, source, declared=came.charset)
        except RecorderBroke as broke:
            return SampledArticle(entry=entry, came=came, error=str(broke))
        except UNREAD as error:
            came, _, why = _instead(came, error)
            return SampledArticle(entry=entry, came=came, error=why)
        return SampledArticle(entry=entry, came=came, page=page)

    async def _ask(self, url: str, source: Source) -> Came:
        try:
            answer = await self.fetcher.get(url, source, limit=self.limit)
        except Fault as fault:
            return Came(asked=url, url=fault.url, reason=fault.reason, detail=fault.detail)
        return Came(
            asked=url,
            url=answer.url,
            raw=answer.raw,
            charset=answer.declared,
            media_type=answer.media_type,
            hops=answer.hops,
        )


def _instead(came: Came, error: PageChanged | Challenged | Gone) -> tuple[Came, None, str]:
    """Return what came as what it is: a challenge or a "not found" page is no answer, and no page to learn from."""
    reason, detail = said(error)
    if reason in {"challenge", "gone"}:
        return replace(came, raw=b"", reason=reason, detail=detail), None, ""
    return came, None, detail


class Sampling(Spider):
    """Takes a sample of each source; yields nothing."""

    name = "sampling"

    def __init__(self, *, round: Sampler, sources: Sequence[Source], **more: Any) -> None:  # noqa: A002
        super().__init__(**more)
        self.round = round
        self.sources = tuple(sources)

    async def start(self) -> AsyncIterator[Any]:
        """Take all samples; what went wrong with us, not with a site, is left in `failed`."""
        ended = await asyncio.gather(*(self.round.take(source) for source in self.sources), return_exceptions=True)
        self.round.failed += [error for error in ended if isinstance(error, BaseException)]
        self.round.visited.set()
        for item in list[Any]():
            yield item  # a spider's start must give items, and this one has none
