"""How the pages to read are answered: laid out in the language asked for, or not sent again to who has them."""

import hashlib
from collections.abc import Callable, Mapping

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from archive.config import Settings
from archive.web import asked, pages

READS = ["GET", "HEAD"]


def add(app: FastAPI, places: Mapping[str, Callable[..., Response]]) -> None:
    """Add addresses that are only read to the application."""
    for path, room in places.items():
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def page(
    request: Request, settings: Settings, template: str, values: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """Return a page in the language that is asked for; a list's page that is none (`page` is None) is not found."""
    if values.get("page", template) is None:
        raise HTTPException(404)
    language, root = asked.language(request, settings), asked.root(request)
    return HTMLResponse(pages.render(template, language, {"root": root, **values}), status)


def content(request: Request, raw: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return bytes with their tag, or 304 to who names it already (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    stated = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=stated)
    return Response(raw, media_type=media_type, headers=stated)
