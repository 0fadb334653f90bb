"""What goes wrong, told to programs: application/problem+json (RFC 9457) for every refusal and failure."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.errors import DatabaseAway, NotFound, TookTooLong, WatchError, WrongUse
from archive.web import guard

logger = logging.getLogger("zswatch.web")
MEDIA = "application/problem+json"
AWAY_SECONDS = 60
"""What a client is told to wait when the archive can not be reached."""
TOO_LONG = "the question took too long and was given up; narrow it down"
_SAID = {
    404: "there is no such address in this interface",
    405: "this interface only reads: GET and HEAD",
    500: "something went wrong; it was noted",
    503: "the archive can not be reached now",
}


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells what went wrong; `detail` is a sentence for a person."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    stated = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json.dumps(told, ensure_ascii=False), status, headers=stated, media_type=MEDIA)


def handlers(api: FastAPI, settings: Settings) -> None:
    """Let the interface tell its problems in that form."""

    def refused(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = error.detail if isinstance(error, HTTPException) else ""
        plain = not detail or detail == HTTPStatus(status).phrase
        headers = {"Allow": "GET, HEAD"} if status == 405 else {}  # noqa: PLR2004
        return problem(status, _SAID.get(status, HTTPStatus(status).phrase) if plain else detail, headers)

    def wrong(_: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        return problem(422, "; ".join(_fault(each) for each in faults))

    def misused(_: Request, error: Exception) -> Response:
        return problem(422, str(error))

    def missing(_: Request, error: Exception) -> Response:
        return problem(404, str(error))

    def away(_: Request, error: Exception) -> Response:
        logger.error("%s", error)
        said = TOO_LONG if isinstance(error, TookTooLong) else _SAID[503]
        return problem(503, said, {"Retry-After": str(AWAY_SECONDS)})

    def failed(_: Request, error: Exception) -> Response:
        if isinstance(error, WatchError):
            logger.error("%s", error)
        return problem(500, _SAID[500], guard.headers(settings))

    api.add_exception_handler(HTTPException, refused)
    api.add_exception_handler(RequestValidationError, wrong)
    api.add_exception_handler(WrongUse, misused)
    api.add_exception_handler(NotFound, missing)
    api.add_exception_handler(DatabaseAway, away)
    api.add_exception_handler(Exception, failed)


def _fault(one: Mapping[str, Any]) -> str:
    place = [str(step) for step in one.get("loc", ()) if step not in {"query", "path"}]
    if one.get("type") == "extra_forbidden":
        return f"{place[0][:40] if place else ''}: no parameter of this address"
    return f"{'.'.join(place)}: {one.get('msg', 'wrong')}"
