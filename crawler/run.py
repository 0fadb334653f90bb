"""One crawl: one Scrapy crawler over all chosen sources, run to its end in this process, which it can do once."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any, Protocol

from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

from archive.clock import now
from archive.config import Settings
from archive.errors import WrongSettings
from archive.records import SourceRun
from archive.store import Archive
from crawler.settings import scrapy_settings
from crawler.sources import Source
from crawler.spiders.fetch import Fetcher, Turns
from crawler.spiders.messages import Opening
from crawler.spiders.names import Outward, stated_hosts
from crawler.spiders.recorder import Recorder
from crawler.spiders.round import Round
from crawler.spiders.watch import Watch

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
LAST_ANSWERS_SECONDS = 3.0
"""How long answers that are still under way may keep a stopped run from ending."""
TALKATIVE = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.utils.log",
)
"""Scrapy's loggers of what the sources' own records say already."""
SELDOM = (10_000, 20, 20)
"""How often the collector of reference cycles looks: at its usual pace it takes a tenth of a crawl's time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What one crawl did, source by source in the order in which they were chosen."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    sources: tuple[SourceRun, ...]


def crawl(
    archive: Archive,
    settings: Settings,
    sources: Sequence[Source],
    *,
    known: Sequence[Source] = (),
    full: bool = False,
    since: date | None = None,
    search: bool = False,
    leave_files: bool = False,
    progress: Callable[[str, int], None] | None = None,
    shared: Turns | None = None,
    ended: Callable[[], bool] = bool,
) -> Report:
    """Visit the sources once and keep what they have; every one of them gets its record in the archive.

    `known` are all sources there are, when they are more: what their healthy runs have in common is expected of others.
    `full` reads every listing page and asks for every announcement again; `since` ends a listing at the first page on
    which all is older. With `search` the government's own search is asked too, and what no list has is read from there.
    `leave_files` keeps attachments and leaves reading them to somebody else.
    `progress` is called with a source and the pages it has answered so far. `shared` gives each request to a host that
    other crawls may ask too its turn. SIGTERM and SIGINT end the crawl after what is in hand, and so does `ended` when
    it answers True. Can be called once in a process, because a reactor can not be started twice.
    Raises DatabaseAway when the archive fails on the way; what was kept until then stays.
    """
    if settings.blobs.url.startswith("memory://"):
        raise WrongSettings("blobs.url: what one process has in memory no other one sees, and a crawl has two")
    started_at = now()
    options = scrapy_settings(settings)
    install_reactor(options["TWISTED_REACTOR"])
    crawler = Crawler(Watch, options)
    round_ = Round(
        run_id=f"{started_at:%Y%m%dT%H%M%S}-{token_hex(3)}",
        archive=archive,
        settings=settings,
        fetcher=Fetcher(
            engine=lambda: crawler.engine,
            seconds=settings.crawler.timeout_seconds,
            per_host=settings.crawler.concurrency_per_host,
            shared=shared,
        ),
        recorder=Recorder(opening=Opening(archive.address, str(settings.data_dir.absolute()), settings.blobs)),
        full=full,
        since=since,
        search=search and settings.crawler.site_search,
        leave_files=leave_files,
        ended=ended,
        progress=progress,
    )
    log.info("crawl %s begins: %d sources", round_.run_id, len(sources), extra={"crawl": round_.run_id})
    with quiet(), collecting_seldom():
        drive(crawler, round_, sources, known=known)
    if round_.fatal:
        raise round_.fatal[0]
    places = {source.key: place for place, source in enumerate(sources)}
    done = tuple(sorted(round_.runs, key=lambda run: places[run.source]))
    return Report(run_id=round_.run_id, started_at=started_at, finished_at=now(), sources=done)


class Errand(Protocol):
    """What a spider is sent out with: a round over all sources, or a first contact with them."""

    fetcher: Fetcher
    recorder: Recorder
    visited: asyncio.Event

    def stop(self) -> None:
        """End after what is in hand."""


def drive(crawler: Crawler, round_: Errand, sources: Sequence[Source], **more: Any) -> None:
    """Run the reactor until the crawler has ended; raises what made the crawler fail."""
    from twisted.internet import reactor as installed  # noqa: PLC0415 - importing installs one; ours must be there first

    reactor: Any = installed  # whose type says less than it can
    resolver = Outward.from_crawler(crawler, reactor)
    resolver.allow(crawler.settings["NETWORK"], stated_hosts(sources))
    resolver.install_on_reactor()
    ended: list[asyncio.Future[None]] = []

    def begin() -> None:
        ended.append(asyncio.ensure_future(_to_the_end(crawler, round_, sources, more)))
        ended[0].add_done_callback(lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run(installSignalHandlers=False)
    ended[0].result()


async def _to_the_end(crawler: Crawler, round_: Errand, sources: Sequence[Source], more: Mapping[str, Any]) -> None:
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, round_.stop)
    beginning = asyncio.ensure_future(round_.recorder.begin())
    crawling = asyncio.ensure_future(crawler.crawl_async(round=round_, sources=sources, **more))
    leaving = asyncio.ensure_future(_left(round_))
    await asyncio.wait({crawling, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    round_.fetcher.close()
    await beginning
    await round_.recorder.close()
    if crawling.done():
        crawling.result()
    else:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would tell of each answer that is not waited for
    for number in STOP_SIGNALS:
        loop.remove_signal_handler(number)


async def _left(round_: Errand) -> None:
    """End when a stopped run has given answers under way their time."""
    await round_.fetcher.stopping.wait()
    await round_.visited.wait()
    await asyncio.sleep(LAST_ANSWERS_SECONDS)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Keep the collector off what is loaded already, and let it look seldom; large bodies are swept by the fetcher.

    Whoever switched it off while importing gets it back on.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def quiet() -> Iterator[None]:
    """Let Scrapy say only what is wrong with itself, on standard error; what is wrong with sites is in the report."""
    levels = {"scrapy": logging.WARNING, "twisted": logging.WARNING} | dict.fromkeys(TALKATIVE, logging.CRITICAL)
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
