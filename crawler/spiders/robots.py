"""robots.txt: obeyed as Scrapy does it, but one that can not be read forbids everything (RFC 9309, section 2.3.1.4)."""

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.spiders import faults
from crawler.spiders.faults import Fault

SERVER_ERRORS = 500


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, which takes a server's error for a permission; `unread` says of which hosts and why."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unread: dict[str, Fault] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Let a request pass that robots.txt allows; raises IgnoreRequest, or Fault when that could not be read."""
        await super().process_request(request)
        fault = self.unread.get(urlparse_cached(request).netloc)
        if fault is not None and not request.meta.get("dont_obey_robotstxt"):
            raise Fault(fault.reason, request.url, fault.detail)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= SERVER_ERRORS:
            detail = f"robots.txt answered {response.status}: nothing is asked until it can be read"
            self.unread[netloc] = Fault(faults.of_status(response.status, response.url).reason, response.url, detail)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            settings = self.crawler.settings
            limit, seconds = settings.getint("DOWNLOAD_MAXSIZE"), settings.getfloat("DOWNLOAD_TIMEOUT")
            fault = faults.of_exception(exc, f"{netloc}/robots.txt", limit=limit, seconds=seconds)
            self.unread[netloc] = Fault(fault.reason, fault.url, f"robots.txt could not be read: {fault.detail}")
        super()._robots_error(exc, netloc)
