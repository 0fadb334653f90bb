"""robots.txt: obeyed as Scrapy does it, but one that can not be read forbids everything (RFC 9309, section 2.3.1.4).

Like every page it is asked for on condition that it has changed; what is kept of it stands in when it has not.
"""

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from archive.records import Validators
from archive.store import announcements
from crawler.spiders import faults
from crawler.spiders.faults import Fault
from crawler.spiders.fetch import conditions, validators
from crawler.spiders.round import Round

OK, NOT_MODIFIED, SERVER_ERRORS = 200, 304, 500


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, which takes a server's error for a permission; `unread` says of which hosts and why."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unread: dict[str, Fault] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Let a request pass that robots.txt allows; raises IgnoreRequest, or Fault when that could not be read."""
        if _is_ours(request):
            if (kept := await self._kept(request)) is not None:
                request.headers.update(conditions(kept[0]))
            return
        await super().process_request(request)
        if (fault := self.unread.get(urlparse_cached(request).netloc)) is not None:
            raise Fault(fault.reason, request.url, fault.detail)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep what a robots.txt says, and put it in the place of an answer that it has not changed."""
        if not _is_ours(request) or self._round is None:
            return response
        if response.status == NOT_MODIFIED and (kept := await self._kept(request)) is not None:
            return response.replace(status=OK, body=kept[1])
        if response.status == OK:
            given = validators(request.url, response, await self._round.keep_bytes(response.body), self._round.now())
            await self._round.write(announcements.remember, given)
        return response

    @property
    def _round(self) -> Round | None:
        """What the spider is sent out with, when it has an archive."""
        round_ = getattr(self.crawler.spider, "round", None)
        return round_ if isinstance(round_, Round) else None

    async def _kept(self, request: Request) -> tuple[Validators, bytes] | None:
        """Return what was given with a robots.txt, and its bytes; None when there is nothing to ask on condition."""
        if self._round is None:
            return None
        with self._round.read() as tx:
            before = announcements.validators(tx, request.url)
        kept = await self._round.kept_bytes(before.sha256) if before is not None else None
        return (before, kept) if before is not None and kept is not None else None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= SERVER_ERRORS:
            detail = f"robots.txt answered {response.status}: nothing is asked until it can be read"
            self.unread[netloc] = Fault(faults.of_status(response.status, response.url).reason, response.url, detail)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            settings = self.crawler.settings
            limit, seconds = settings.getint("DOWNLOAD_MAXSIZE"), settings.getfloat("DOWNLOAD_TIMEOUT")
            url = f"{netloc}/robots.txt"
            told = exc if isinstance(exc, Fault) else None
            fault = told or faults.of_exception(exc, url, limit=limit, seconds=seconds)
            self.unread[netloc] = Fault(fault.reason, fault.url, f"robots.txt could not be read: {fault.detail}")
        super()._robots_error(exc, netloc)


def _is_ours(request: Request) -> bool:
    """Tell whether a request is for a robots.txt, by the mark that Scrapy sets."""
    return bool(request.meta.get("dont_obey_robotstxt"))
