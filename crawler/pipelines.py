"""The pipeline: each announcement that the spider read is kept, bytes first, then all that follows at once."""

import asyncio
from typing import Self

from scrapy.crawler import Crawler

from archive.clock import now
from archive.records import Kept
from archive.store import Archive, announcements
from crawler.spiders.reading import Reading


class Keeping:
    """Keeps readings; a process that dies here leaves an announcement either as it was or wholly kept.

    Validators are remembered in the same transaction, so that no server is told "we have it" of what we have not.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler whose spider carries the archive."""
        return cls(crawler.spider.round.archive)  # type: ignore[union-attr]

    async def process_item(self, item: Reading) -> Reading:
        """Keep one reading and tell whoever waits for it what that did; an error is theirs, not Scrapy's."""
        try:
            if item.raw is not None:
                self.archive.blobs.put(item.raw)
            kept = self._keep(item)
        except BaseException as error:
            if not item.kept.done():
                item.kept.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            item.kept.set_result(kept)
        return item

    def _keep(self, item: Reading) -> Kept:
        moment = now()
        with self.archive.begin() as tx:
            kept = announcements.keep(tx, item.found, moment)
            for validators in item.validators:
                announcements.remember(tx, validators)
        return kept
