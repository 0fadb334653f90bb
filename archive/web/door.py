"""The door: before any page it is looked whether the one who asks may come in, and has not asked too often."""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from archive.config import Settings
from archive.errors import WrongSettings
from archive.web import asked, pages
from archive.web.login import Users
from archive.web.rates import Rates
from archive.web.words import say

logger = logging.getLogger("zswatch.web")
OPEN = ("/subscriptions/", "/healthz", "/style.css", "/script.js")
"""Where nobody needs a login: the signed links of mails, what monitors ask, and what the page that refuses needs."""
DEAR = ("/search", "/export", "/feeds/", "/deadlines", "/api/")
"""What costs more than to show a page that is there."""
AT_ONCE = 16
"""Dear requests that are answered at the same time; the others wait their turn."""
TRIES_PER_MINUTE = 10
"""Wrong passwords of one reader."""
_PEER = "zswatch.peer"
GoOn = Callable[[Request], Awaitable[Response]]


class Arriving:
    """Notes who is really at the other end, and believes proxies that are trusted about whom they speak for."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._believing = ProxyHeadersMiddleware(app, list(settings.web.trusted_proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        client = scope.get("client") or ("", 0)
        scope[_PEER] = client[0] in self._believing.trusted_hosts
        await self._believing(scope, receive, send)  # type: ignore[arg-type]


class Door:
    """Decides about each request; one for all of a server's."""

    def __init__(self, settings: Settings) -> None:
        self.settings, web = settings, settings.web
        self.all, self.dear = Rates(web.requests_per_minute), Rates(web.searches_per_minute)
        self.tries = Rates(TRIES_PER_MINUTE)
        self.users = Users(web.users_file) if web.login == "basic" and web.users_file else None
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, request: Request, go_on: GoOn) -> Response:
        """Answer a request, or say why not."""
        refused = self._too_often(request) or await self._unknown(request)
        if refused is not None:
            return refused
        if not is_dear(request.url.path):
            return self._private(await go_on(request))
        try:
            await asyncio.wait_for(self.turns.acquire(), self.settings.web.request_seconds)
        except TimeoutError:
            return self._refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy", {"Retry-After": "10"})
        try:
            return self._private(await go_on(request))
        finally:
            self.turns.release()

    def _too_often(self, request: Request) -> Response | None:
        address = request.client.host if request.client else ""
        wait = self.all.take(address)
        if not wait and is_dear(request.url.path):
            wait = self.dear.take(address)
        return self._wait(request, wait) if wait else None

    def _wait(self, request: Request, seconds: float) -> Response:
        after = {"Retry-After": str(math.ceil(seconds))}
        return self._refusal(request, HTTPStatus.TOO_MANY_REQUESTS, "too_often", after)

    async def _unknown(self, request: Request) -> Response | None:
        """Return the answer to who may not read, None to who may."""
        login = self.settings.web.login
        if login == "none" or request.url.path.startswith(OPEN):
            return None
        if login == "header":
            name = request.headers.get(self.settings.web.login_header, "").strip()
            if request.scope.get(_PEER) and name:
                return None
            return self._refusal(request, HTTPStatus.FORBIDDEN, "no_login", {})
        return await self._unknown_password(request)

    async def _unknown_password(self, request: Request) -> Response | None:
        users, stated = self.users, request.headers.get("authorization", "")
        if users is None:
            return self._refusal(request, HTTPStatus.FORBIDDEN, "no_login", {})
        try:
            users.read()
        except WrongSettings as error:
            logger.warning("%s", error)
            return self._refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, "away", {})
        if stated:
            address = request.client.host if request.client else ""
            if wait := self.tries.lacking(address):
                return self._wait(request, wait)
            if await run_in_threadpool(users.knows, stated):
                return None
            self.tries.take(address)
        ask = {"WWW-Authenticate": 'Basic realm="Zhongshan Watch", charset="UTF-8"'}
        return self._refusal(request, HTTPStatus.UNAUTHORIZED, "no_login", ask)

    def _private(self, answer: Response) -> Response:
        """What only some may read is not for the caches that many share."""
        kept = answer.headers.get("Cache-Control", "")
        if self.settings.web.login != "none" and kept and "no-store" not in kept:
            others = [one for one in kept.split(", ") if one and one not in {"public", "private"}]
            answer.headers["Cache-Control"] = ", ".join(["private", *others])
        return answer

    def _refusal(self, request: Request, status: HTTPStatus, why: str, headers: dict[str, str]) -> Response:
        language = asked.language(request, self.settings)
        if request.url.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": say(language, why)}
            body = json.dumps(problem, ensure_ascii=False)
            return Response(body, status, headers, media_type="application/problem+json")
        page = pages.message(language, str(int(status)), say(language, why), root=asked.root(request))
        return HTMLResponse(page, status, headers)


def is_dear(path: str) -> bool:
    """Whether a request is of those that cost more."""
    return path.startswith(DEAR)
