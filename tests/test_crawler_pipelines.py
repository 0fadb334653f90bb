"""Keeping: whoever waits for a reading hears what came of it, or the error that prevented it."""

import asyncio

import pytest
from scrapy.exceptions import DropItem

from archive.errors import DatabaseAway
from archive.records import Kept
from crawler.pipelines import Keeping
from crawler.spiders.messages import Paper, Writing
from crawler.spiders.reading import Reading

KEPT = Kept(id="zs-2655001", revision=1, outcome="new")


class Records:
    """Carries out writings by calling them without a transaction."""

    async def record(self, request: Paper | Writing) -> object:
        assert isinstance(request, Writing)
        return request.function(*request.arguments)


def away() -> Kept:
    raise DatabaseAway("the disk is gone")


def test_whoever_waits_hears_what_came_of_it() -> None:
    async def work() -> None:
        item = Reading(id="zs-2655001", request=Writing(lambda: KEPT, ()))
        assert await Keeping(Records()).process_item(item) is item
        assert await item.done == KEPT

    asyncio.run(work())


def test_what_could_not_be_kept_is_dropped_and_the_one_who_waits_hears_why() -> None:
    async def work() -> None:
        item = Reading(id="zs-2655001", request=Writing(away, ()))
        with pytest.raises(DropItem, match="zs-2655001"):
            await Keeping(Records()).process_item(item)
        with pytest.raises(DatabaseAway, match="the disk is gone"):
            await item.done

    asyncio.run(work())
