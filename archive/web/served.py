"""Addresses that are only read, and answers that are not sent again to who has them."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

READS = ["GET", "HEAD"]


def add(app: FastAPI, places: Mapping[str, Callable[..., Any]]) -> None:
    """Add addresses that are only read to the application."""
    for path, room in places.items():
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def tagged(request: Request, raw: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return bytes with their tag, or 304 to who names it already (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    stated = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=stated)
    return Response(raw, media_type=media_type, headers=stated)
