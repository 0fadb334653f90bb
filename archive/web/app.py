"""The web application: which address gives which page."""

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from archive.config import Settings
from archive.errors import DatabaseAway, TookTooLong
from archive.store import Archive, schema, subscribers
from archive.web import (
    announcement,
    answering,
    api,
    asked,
    deadlines,
    guard,
    kept,
    meetings,
    pages,
    reading,
    sanitised,
    searching,
    sources,
    whys,
)
from archive.web.door import Door
from archive.web.rooms import NONE, Rooms
from archive.web.subscriptions import KINDS, Answer, Subscriptions
from archive.web.words import say

logger = logging.getLogger("zswatch.web")
AWAY_SECONDS = 60
"""What a client is told to wait when the archive can not be reached."""
_SAID = {404: "not_found", 405: "method", 408: "too_slow", 413: "too_large", 500: "failed", 503: "away"}


def application(archive: Archive, settings: Settings, rooms: Rooms = NONE, writer: Archive | None = None) -> FastAPI:
    """Return the application over an open archive, which it only reads.

    The links of subscribers alone write, through `writer`; without one it is the archive itself.
    """
    app = FastAPI(title="Zhongshan Watch", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    # The last one is the first that a request meets.
    app.middleware("http")(asked.remembered)
    app.middleware("http")(Door(settings))
    app.middleware("http")(guard.strict(settings))
    app.middleware("http")(_logged)
    _front(app, archive)
    api.routes(app, archive, settings, rooms)  # before the feeds of editions
    searching.routes(app, archive, settings, rooms)
    meetings.routes(app, archive, settings, rooms)
    sources.routes(app, archive, settings, rooms)
    deadlines.routes(app, archive, settings, rooms)
    whys.routes(app, archive, settings, rooms)  # before the announcements, whose ids may hold anything
    kept.routes(app, archive, settings)
    announcement.routes(app, archive, settings, rooms)
    reading.routes(app, archive, settings)
    sanitised.routes(app, archive, settings)
    _subscriptions(app, Subscriptions(writer or archive, settings), settings)
    _failures(app, settings)
    return app


def _front(app: FastAPI, archive: Archive) -> None:
    @app.api_route("/style.css", methods=["GET", "HEAD"], include_in_schema=False)
    def style() -> Response:
        # A page in a sandbox is of no origin, not even of ours, and needs it all the same.
        return Response(pages.style(), media_type="text/css", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    @app.api_route("/rooms.css", methods=["GET", "HEAD"], include_in_schema=False)
    def rooms_style() -> Response:
        return Response(pages.style("rooms.css"), media_type="text/css")

    @app.api_route("/script.js", methods=["GET", "HEAD"], include_in_schema=False)
    def script() -> Response:
        return Response(pages.script(), media_type="text/javascript")

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    def readyz() -> JSONResponse:
        """Tell whether the archive can be read by this program: it answers, and has the schema that it knows."""
        try:
            with archive.read() as tx:
                current = schema.is_current(tx)
        except DatabaseAway:
            return JSONResponse({"status": "away"}, 503)
        return JSONResponse({"status": "ready"} if current else {"status": "another schema"}, 200 if current else 503)

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> JSONResponse:
        """Tell whether the archive can be read."""
        try:
            with archive.read() as tx:
                subscribers.get(tx, "")
        except DatabaseAway:
            return JSONResponse({"status": "away"}, 503)
        return JSONResponse({"status": "ok"})


def _subscriptions(app: FastAPI, links: Subscriptions, settings: Settings) -> None:
    def show(kind: str) -> Callable[[Request, str], Response]:
        def answer(request: Request, token: str) -> Response:
            return _html(links.show(kind, token, asked.language(request, settings)))

        return answer

    def act(kind: str) -> Callable[[Request, str], Awaitable[Response]]:
        async def answer(request: Request, token: str) -> Response:
            fields = await guard.form(request)
            language = asked.language(request, settings)
            done = await run_in_threadpool(links.act, kind, token, fields, language)
            if kind == "leave" and fields.get("List-Unsubscribe") == "One-Click":
                return PlainTextResponse("ok\n" if done.status == 200 else "not valid\n", done.status)  # noqa: PLR2004
            return _html(done)

        return answer

    for kind in KINDS:
        path = f"/subscriptions/{kind}/{{token}}"
        app.add_api_route(path, show(kind), methods=["GET", "HEAD"], include_in_schema=False)
        app.add_api_route(path, act(kind), methods=["POST"], include_in_schema=False)


def _failures(app: FastAPI, settings: Settings) -> None:
    def page(request: Request, status: int, why: str = "") -> HTMLResponse:
        language = asked.language(request, settings)
        said = say(language, why or _SAID.get(status, "not_found"))
        values = {"title": str(status), "lines": [said]}
        answer = answering.page(request, settings, "message.html.j2", values, status)
        if status == 503:  # noqa: PLR2004
            answer.headers["Retry-After"] = str(AWAY_SECONDS)
        if status in {408, 413}:  # The rest of what is sent is not wanted.
            answer.headers["Connection"] = "close"
        return answer

    def failed(status: int) -> Callable[[Request, Exception], Response]:
        return lambda request, _error: page(request, status)

    def refused(request: Request, error: Exception) -> Response:
        answer = page(request, error.status_code if isinstance(error, HTTPException) else 500)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    def away(request: Request, error: Exception) -> Response:
        logger.error("%s", error)
        return page(request, 503, "too_long" if isinstance(error, TookTooLong) else "")

    def broken(request: Request, _error: Exception) -> Response:
        # What nobody expected passes the strict headers by; the server logs where it came from.
        answer = page(request, 500)
        answer.headers.update(guard.headers(settings))
        return answer

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(guard.TooLarge, failed(413))
    app.add_exception_handler(guard.TooSlow, failed(408))
    app.add_exception_handler(DatabaseAway, away)
    app.add_exception_handler(Exception, broken)


async def _logged(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Note each request without its token: whoever reads the log must not be able to end subscriptions."""
    answer = await go_on(request)
    steps = request.url.path.split("/")
    shown = "/".join([*steps[:3], "..."]) if len(steps) > 3 else request.url.path  # noqa: PLR2004
    client = request.client.host if request.client else "-"
    logger.info("%s %s %s %d", client, request.method, ascii(shown[:100])[1:-1], answer.status_code)
    return answer


def _html(answer: Answer) -> HTMLResponse:
    return HTMLResponse(answer.page, answer.status)
