"""One request and its answer: conditional, bounded, kept on allowed hosts; whatever is no answer is a `Fault`."""

import asyncio
import gc
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from scrapy import FormRequest, Request
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive.records import Validators
from crawler.identity import asked_at
from crawler.spiders import faults
from crawler.spiders.faults import Fault

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 6
NOT_MODIFIED = 304
TOO_MANY = 429
GIVEN_UP_AFTER = 3
"""A host that could not be reached so often in a row is not asked again in this run."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


Turns = Callable[[str], AbstractAsyncContextManager[None]]
"""Gives a request to a host its turn among the crawls of other processes; raises Fault when it does not come."""


class Allows(Protocol):
    """Whoever knows which hosts may be visited: a source, by its key."""

    @property
    def key(self) -> str:
        """The name of whose requests these are."""

    def allows(self, url: str) -> bool:
        """Say whether the address is on a host that may be visited."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came: `url` is where it came from in the end, `hops` the status and target of each redirect on the way.

    `unchanged` (304) has no bytes. `date` is when the server says that it answered.
    """

    asked: str
    url: str
    unchanged: bool
    raw: bytes = b""
    declared: str | None = None
    media_type: str | None = None
    disposition: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    date: str | None = None
    hops: tuple[tuple[int, str], ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of the bytes, as the archive names them."""
        return hashlib.sha256(self.raw).hexdigest()

    def validators(self, now: datetime) -> Validators:
        """Return what to ask with next time; to be remembered only when what it vouches for has been kept."""
        return Validators(
            url=self.asked, etag=self.etag, last_modified=self.last_modified, sha256=self.sha256, fetched_at=now
        )


@dataclass(kw_only=True, slots=True)
class Fetcher:
    """Asks sites for pages and files through Scrapy's downloader, which keeps the peace at each host."""

    engine: Callable[[], ExecutionEngine]
    seconds: float
    per_host: int = 1
    shared: Turns | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    lost: dict[str, list[Fault]] = field(default_factory=dict)
    told_off: dict[str, Fault] = field(default_factory=dict)
    """Sources whose pages a server asked us not to ask for now: they are left alone for the rest of the run."""
    _doors: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _stop: asyncio.Task[Any] | None = None

    async def get(
        self,
        url: str,
        allowed: Allows,
        *,
        limit: int,
        known: Validators | None = None,
        patience: float = 1.0,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return what a server answers with 200 or 304; raises Fault for all else, `asyncio.CancelledError` never.

        `limit` in bytes after decompression. `known` makes it conditional. `patience` multiplies the time limit.
        With the fields of a `form` it is a POST.
        """
        asked, url, seconds, hops = url, asked_at(url), self.seconds * patience, list[tuple[int, str]]()
        for _ in range(MOST_REDIRECTS):
            if not allowed.allows(url):
                raise Fault("foreign", url, f"leads to {url}, outside the allowed hosts")
            condition = known if _same_page(url, asked) else None
            response = await self._ask(
                url, _request(url, condition, form), whose=allowed.key, limit=limit, seconds=seconds
            )
            if response.status not in REDIRECTS or b"Location" not in response.headers:
                return replace(_answer(asked, url, response, known), hops=tuple(hops))
            url = _target(url, response)
            hops.append((response.status, url))
        raise Fault("redirects", asked, f"more than {MOST_REDIRECTS} redirects")

    async def _ask(self, url: str, request: Request, *, whose: str, limit: int, seconds: float) -> Response:
        host = urlsplit(url).hostname or ""
        failures = self.lost.setdefault(host, [])
        try:
            request.meta.update(download_maxsize=limit, download_timeout=seconds, dont_redirect=True)
            # Scrapy's own limit per host lets everything pass that waits for a slot at one moment without a delay.
            door = self._doors.setdefault(host, asyncio.Semaphore(self.per_host))
            async with door, self.shared(host) if self.shared else nullcontext():
                _refuse_lost(failures, self.told_off.get(whose), url)
                response = await self._unless_stopped(request)
        except faults.EXPECTED as error:
            fault = faults.of_exception(error, url, limit=limit, seconds=seconds)
            if fault.reason in faults.TRANSPORT:
                failures.append(fault)
            if fault.reason == "too_large":
                self.sweep()
            raise fault from None
        if response.status == TOO_MANY or (response.status in faults.BUSY and b"Retry-After" in response.headers):
            fault = faults.of_status(response.status, url)  # asked to stay away, after all retries
            failures.append(fault)
            self.told_off[whose] = fault
            raise fault
        failures.clear()
        return response

    def close(self) -> None:
        """Let go of what waits for the end of the run."""
        if self._stop is not None:
            self._stop.cancel()

    @staticmethod
    def sweep() -> None:
        """Let go of large bodies at once: the downloader's objects refer to each other and wait for the collector."""
        gc.collect()

    async def _unless_stopped(self, request: Request) -> Response:
        """Wait for the answer, or for the run's end, when an answer still under way is left to itself."""
        if self.stopping.is_set():
            raise Stopped
        if self._stop is None:
            self._stop = asyncio.create_task(self.stopping.wait())
        download = asyncio.create_task(self.engine().download_async(request))
        under_way: set[asyncio.Task[Any]] = {download, self._stop}
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        if not download.done():
            download.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise Stopped
        return download.result()


def _refuse_lost(failures: list[Fault], told_off: Fault | None, url: str) -> None:
    """Raise Fault when a host or a source is left alone for the rest of the run."""
    if told_off is not None:
        raise Fault(told_off.reason, url, f"not asked, since {told_off.url} {told_off.detail}")
    if len(failures) >= GIVEN_UP_AFTER:
        last = failures[-1]
        raise Fault(last.reason, url, f"not asked, the host failed {len(failures)} times in a row: {last.detail}")


class Stopped(Exception):
    """The run was asked to end; what is not kept yet is for the next one."""


def _same_page(url: str, asked: str) -> bool:
    """Tell whether a redirect only led to the same page at another scheme or name of the host."""
    return urlsplit(url)[2:4] == urlsplit(asked)[2:4]


def _request(url: str, known: Validators | None, form: Mapping[str, str] | None) -> Request:
    """Return a request; raises Fault for an address of which none can be made."""
    try:
        if form is not None:
            return FormRequest(url, formdata=dict(form), callback=NO_CALLBACK)
        return Request(url, headers=conditions(known), callback=NO_CALLBACK)
    except ValueError as error:
        raise Fault("unreachable", url, f"no request can be made of it: {error}") from None


def conditions(known: Validators | None) -> dict[str, str]:
    """Return the headers that make a request conditional."""
    conditions = {}
    if known is not None and known.etag:
        conditions["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        conditions["If-Modified-Since"] = known.last_modified
    return conditions


def _answer(asked: str, url: str, response: Response, known: Validators | None) -> Answer:
    if response.status == NOT_MODIFIED and known is not None:
        return Answer(asked=asked, url=url, unchanged=True)
    if response.status != 200:  # noqa: PLR2004 - the one status that is an answer
        raise faults.of_status(response.status, url)
    content_type = _header(response, "Content-Type") or ""
    charset = _CHARSET.search(content_type)
    return Answer(
        asked=asked,
        url=url,
        unchanged=False,
        raw=response.body,
        declared=charset[1] if charset else None,
        media_type=content_type.partition(";")[0].strip().lower() or None,
        disposition=response.headers.get("Content-Disposition"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        date=_header(response, "Date"),
    )


def validators(url: str, response: Response, sha256: str, now: datetime) -> Validators:
    """Return what a response gave to ask with next time."""
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    return Validators(url=url, etag=etag, last_modified=modified, sha256=sha256, fetched_at=now)


def _target(url: str, response: Response) -> str:
    location = _header(response, "Location") or ""
    try:
        return urljoin(url, location)
    except ValueError:
        raise Fault("foreign", url, f"redirects to {location!r}, which is no address") from None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value is not None else None
