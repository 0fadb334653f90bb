"""Addresses that are only read, and answers that are not sent again to who has them."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

READS = ["GET", "HEAD"]


def add(app: FastAPI, places: Mapping[str, Callable[..., Any]]) -> None:
    """Add addresses that are only read to the application."""
    for path, room in places.items():
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def content(
    request: Request,
    raw: bytes,
    media_type: str,
    *,
    written: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return bytes with their tag, or 304 to who has this very state (RFC 9110, 13.1 and 13.2.2)."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    stated = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if written is not None:
        stated["Last-Modified"] = format_datetime(written.astimezone(UTC), usegmt=True)
    if _has_it(request, tag, written):
        return Response(status_code=304, headers=stated)
    return Response(raw, media_type=media_type, headers=stated)


def _has_it(request: Request, tag: str, written: datetime | None) -> bool:
    """Whether the client has this very state: by its tag when it names some, else by the time."""
    stated = request.headers.get("if-none-match")
    if stated is not None:
        tags = {one.strip().removeprefix("W/") for one in stated.split(",")}
        return stated.strip() == "*" or tag in tags
    if written is None:
        return False
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and written.replace(microsecond=0) <= since
