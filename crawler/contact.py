"""First contact: one sample of each source from the live sites, run to its end in this process, once."""

from collections.abc import Callable, Sequence

from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

from archive.config import Settings
from crawler.run import drive, quiet
from crawler.samples import Sample
from crawler.settings import scrapy_settings
from crawler.sources import Source
from crawler.spiders.fetch import Fetcher
from crawler.spiders.recorder import Recorder
from crawler.spiders.sampling import Sampler, Sampling


def contact(settings: Settings, sources: Sequence[Source], met: Callable[[Sample], None]) -> None:
    """Take a sample of each source and hand it to `met`, in the order in which they are ready.

    No archive is opened and nothing is kept. Robots, delays, allowed hosts and bounds are those of a crawl. A run that
    is told to stop hands over what is whole. Raises what `met` raised, when the other samples are taken.
    """
    options = scrapy_settings(settings) | {"ITEM_PIPELINES": {}}
    install_reactor(options["TWISTED_REACTOR"])
    crawler = Crawler(Sampling, options)
    with quiet():
        sampler = Sampler(
            fetcher=Fetcher(
                engine=lambda: crawler.engine,
                seconds=settings.crawler.timeout_seconds,
                per_host=settings.crawler.concurrency_per_host,
            ),
            recorder=Recorder(opening=None),
            limit=settings.crawler.max_page_bytes,
            met=met,
        )
        drive(crawler, sampler, sources)
    if sampler.failed:
        raise sampler.failed[0]
