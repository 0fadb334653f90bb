"""What is young and not on the walked pages, asked again: for quiet edits, and for what the publisher took away.

Withdrawal. An announcement is withdrawn when in two visits, each with a listing walked without a fault, it is missing
where it would have to stand and its own page answers 404 or 410 itself. The first such answer is remembered as
validators of that page without a body; any other answer in between takes their place.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.records import Announcement
from archive.store import announcements
from crawler.items import Entry, Link
from crawler.spiders.article import Articles
from crawler.spiders.desk import UNREAD, Desk
from crawler.spiders.faults import Fault
from crawler.spiders.finding import ROW
from crawler.spiders.round import settle
from crawler.spiders.writings import missed

AT_ONCE = 3
MET_LATELY_AT_MOST = 100
"""Announcements that are young only because we met them lately, asked again in one visit at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What a walk can speak for: all when `at_end`, else what was published after `oldest`; nothing unless `sound`."""

    sound: bool
    at_end: bool
    oldest: datetime | None

    def misses(self, published: datetime | None) -> bool:
        """Tell whether an announcement that was not met would have had to be."""
        if not self.sound:
            return False
        return self.at_end or (published is not None and self.oldest is not None and published > self.oldest)


@dataclass(kw_only=True, slots=True)
class Recheck:
    """Asks again for announcements that this source met first and that were not on the pages walked now."""

    desk: Desk
    window: Window

    async def go(self, ids: Iterable[str]) -> list[tuple[str, BaseException]]:
        """Ask for those of the ids that are young, or for all on a full crawl; returns what failed unexpectedly."""
        due = self._due(ids)
        ended = await settle((self._again(one) for one in due), turn=asyncio.Semaphore(AT_ONCE))
        return [(one, error) for one, error in zip(due, ended, strict=True) if isinstance(error, BaseException)]

    def _due(self, ids: Iterable[str]) -> list[str]:
        with self.desk.round.read() as tx:
            known = [one for one in announcements.known(tx, ids).values() if one.withdrawn_at is None]
        if self.desk.round.full:
            return [one.id for one in known]
        since = young_since(self.desk)
        young = [one.id for one in known if one.published is not None and one.published >= since]
        met = sorted((one for one in known if one.first_seen >= since), key=lambda one: one.first_seen, reverse=True)
        others = [one.id for one in met if one.id not in set(young)]
        return young + others[:MET_LATELY_AT_MOST]

    async def _again(self, announcement_id: str) -> None:
        with self.desk.round.read() as tx:
            held = announcements.get(tx, announcement_id)
        if held.source != self.desk.source.key or self.desk.round.claim(held.id) is not None:
            return
        try:
            if await Articles(desk=self.desk).read(entry_of(held), held) is None:
                await self.desk.same([held.id])
            self.desk.account.counts["unlisted"] += self.window.misses(held.published)
        except UNREAD as error:
            self.desk.note("article", error, held.url, held=True)
            if isinstance(error, Fault) and error.reason == "gone" and error.url == held.url:
                await self._gone(held)
        finally:
            self.desk.round.release(held.id)

    async def _gone(self, held: Announcement) -> None:
        if self.window.misses(held.published):
            moments = (self.desk.account.began, self.desk.round.now())
            self.desk.account.withdrawn += await self.desk.round.write(missed, held.id, held.url, *moments)


def young_since(desk: Desk) -> datetime:
    """Return the moment after which announcements are young enough to be asked again."""
    return desk.round.now() - timedelta(days=desk.round.settings.crawler.recheck_days)


def entry_of(held: Announcement) -> Entry:
    """Return the row that an announcement would have, from what is held of it."""
    is_file = held.reader == ROW
    links = tuple(Link(url=one.url, name=one.name) for one in held.attachments) if is_file else ()
    return Entry(
        id=held.id,
        url=held.url,
        title=held.title,
        published=held.published,
        post_id=held.post_id,
        is_file=is_file,
        attachments=links,
    )
