"""The pipeline: each announcement that the spider met is read and kept, with all that follows from it, at once."""

from typing import Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.spiders.messages import Paper, Writing
from crawler.spiders.reading import Reading


class Records(Protocol):
    """Whoever has requests carried out: a round, which ends when its archive fails."""

    async def record(self, request: Paper | Writing) -> object:
        """Carry a request out and return what came of it; raises what prevented it."""


class Keeping:
    """Has readings kept; a process that dies meanwhile leaves an announcement either as it was or wholly kept.

    Validators are remembered in the same transaction, so that no server is told "we have it" of what we have not.
    """

    def __init__(self, records: Records) -> None:
        self.records = records

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler whose spider carries the round."""
        return cls(crawler.spider.round)  # type: ignore[union-attr]

    async def process_item(self, item: Reading) -> Reading:
        """Have one reading kept and tell whoever waits for it what that did.

        Raises DropItem when it could not be: the error itself goes to whoever waits, who knows what to do.
        """
        try:
            item.done.set_result(await self.records.record(item.request))
        except Exception as error:
            item.done.set_exception(error)
            raise DropItem(f"{item.id} was not kept", log_level="DEBUG") from error
        return item
