"""The pipeline: each announcement that the spider read is kept, with all that follows from it, at once."""

from contextlib import AbstractContextManager
from typing import Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from archive.clock import now
from archive.records import Kept
from archive.store import Tx, announcements
from crawler.spiders.reading import Reading


class Begins(Protocol):
    """Whatever gives transactions: an archive, or a round that ends when its archive fails."""

    def begin(self) -> AbstractContextManager[Tx]:
        """Give a transaction that may write."""


class Keeping:
    """Keeps readings; a process that dies here leaves an announcement either as it was or wholly kept.

    Validators are remembered in the same transaction, so that no server is told "we have it" of what we have not.
    """

    def __init__(self, archive: Begins) -> None:
        self.archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler whose spider carries the round, which gives the transactions."""
        return cls(crawler.spider.round)  # type: ignore[union-attr]

    def process_item(self, item: Reading) -> Reading:
        """Keep one reading and tell whoever waits for it what that did.

        Raises DropItem when it could not be kept: the error itself goes to whoever waits, who knows what to do.
        """
        try:
            kept = self._keep(item)
        except Exception as error:
            item.kept.set_exception(error)
            raise DropItem(f"{item.found.id} was not kept", log_level="DEBUG") from error
        item.kept.set_result(kept)
        return item

    def _keep(self, item: Reading) -> Kept:
        moment = now()
        with self.archive.begin() as tx:
            kept = announcements.keep(tx, item.found, moment)
            for validators in item.validators:
                announcements.remember(tx, validators)
        return kept
