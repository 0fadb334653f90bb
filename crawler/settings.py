"""Scrapy's settings, made from ours: polite, verified, bounded and quiet."""

from typing import Any

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

from archive.config import Settings
from crawler.agent import user_agent

# Scrapy's cookie jar would fetch the newest list of public suffixes from hosts that nobody allowed, and keep every
# site waiting meanwhile; the list that comes with the package knows gov.cn.
cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=(), cache_dir=None)

JITTER = 0.2
"""Delays vary by this share around 1.25 times the set delay, so that none is shorter than what was set."""
LONGEST_DELAY_SECONDS = 60.0
HOSTS_AT_ONCE = 32
"""Requests under way at all hosts together; one host has `concurrency_per_host`."""
THREADS = 4


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings of the one crawler of a run.

    Redirects of our own requests are followed in `crawler.spiders.fetch`, which knows the allowed hosts of each
    source; Scrapy follows those of robots.txt. Proxy variables are honoured by Scrapy, SSL_CERT_FILE by OpenSSL.
    """
    crawler = settings.crawler
    polite = crawler.delay_seconds > 0
    return {
        "BOT_NAME": "zhongshan-watch",
        "USER_AGENT": user_agent(crawler.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        },
        # politeness, per host and over all sources
        "ROBOTSTXT_OBEY": crawler.obey_robots,
        "CONCURRENT_REQUESTS": HOSTS_AT_ONCE,
        "CONCURRENT_REQUESTS_PER_DOMAIN": crawler.concurrency_per_host,
        "DOWNLOAD_DELAY": crawler.delay_seconds / (1 - JITTER),
        "DOWNLOAD_DELAY_JITTER": JITTER if polite else 0,
        "AUTOTHROTTLE_ENABLED": polite,
        "AUTOTHROTTLE_START_DELAY": crawler.delay_seconds / (1 - JITTER),
        "AUTOTHROTTLE_MAX_DELAY": LONGEST_DELAY_SECONDS,
        "COOKIES_ENABLED": True,
        # trust
        "NETWORK": settings.network,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {"https": "crawler.spiders.encryption.Https"},
        # bounds
        "DOWNLOAD_TIMEOUT": crawler.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawler.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": crawler.retries,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "REACTOR_THREADPOOL_MAXSIZE": THREADS,
        # the crawler's own parts, and none of Scrapy's that talk or listen
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawler.spiders.patience.Patience": 550,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.spiders.robots.Robots": 100,
            "crawler.spiders.names.Addresses": 90,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        },
        "ITEM_PIPELINES": {"crawler.pipelines.Keeping": 100},
        "EXTENSIONS": {
            "scrapy.extensions.closespider.CloseSpider": None,
            "scrapy.extensions.corestats.CoreStats": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.logcount.LogCount": None,  # its handler would swallow what nobody else prints
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.spiderstate.SpiderState": None,
        },
        "DOWNLOADER_STATS": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # the sources' accounts are our statistics
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "LOG_VERSIONS": [],
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
