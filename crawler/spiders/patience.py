"""Patience: failed requests are repeated as Scrapy does it, after the pause that a busy server asks for."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawler.spiders.faults import is_certificate

LONGEST_PAUSE_SECONDS = 30.0
"""A server that asks for a longer pause is asked again after this one, and is `busy` for this run if it still is."""


class Patience(RetryMiddleware):
    """Scrapy's retries, which wait out `Retry-After` and do not repeat what can not change."""

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Repeat a request whose answer says "later", after the pause that it asks for."""
        answer = super().process_response(request, response)
        if isinstance(answer, Request):
            await asyncio.sleep(pause(response))
        return answer

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Repeat a request that failed on the way; a distrusted certificate will be the same one again."""
        return None if is_certificate(exception) else super().process_exception(request, exception)


def pause(response: Response) -> float:
    """Return the seconds that `Retry-After` asks for (a number, or a date by the server's own clock), bounded."""
    stated = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not stated:
        return 0.0
    if stated.isdecimal():
        return min(float(stated), LONGEST_PAUSE_SECONDS)
    try:
        until = parsedate_to_datetime(stated)
        there = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
    except ValueError:
        return 0.0
    seconds = (_aware(until) - _aware(there)).total_seconds()
    return max(0.0, min(seconds, LONGEST_PAUSE_SECONDS))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
