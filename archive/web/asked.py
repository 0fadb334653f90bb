"""What a request says beside its address: its language, where it stands among the pages, and the way to the root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.web.words import LANGUAGES, Language, chosen

ROOMS = ("search", "meetings", "sources", "deadlines", "editions", "api")
"""The rooms of the navigation, each at the address of its name, as far as it is served."""
REMEMBERED = 365 * 24 * 3600
"""Seconds for which a chosen language is remembered by a cookie."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: the rooms, which of them it is in, and the query for the other language."""

    rooms: tuple[str, ...]
    here: str
    switch: str


def language(request: Request, settings: Settings) -> Language:
    """Return the language of the page that answers: the stated one, the remembered one, else what the browser likes."""
    for stated in (request.query_params.get("lang"), request.cookies.get("lang")):
        if stated in LANGUAGES:
            return cast(Language, stated)
    return chosen(request.headers.get("accept-language", ""), settings.language)


def framed(request: Request, settings: Settings) -> dict[str, object]:
    """Return what the frame of a page needs: `root` and `frame`."""
    served = {getattr(route, "path", "") for route in request.app.routes}
    here = request.url.path.strip("/").partition("/")[0]
    stated = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    other = "zh" if language(request, settings) == "en" else "en"
    frame = Frame(tuple(one for one in ROOMS if f"/{one}" in served), here, urlencode([*stated, ("lang", other)]))
    return {"root": root(request), "frame": frame}


def is_served(request: Request, path: str) -> bool:
    """Whether the application has an address that begins like this."""
    return any(getattr(route, "path", "").startswith(path) for route in request.app.routes)


async def remembered(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Remember the language that a page was asked for in its address."""
    answer = await go_on(request)
    stated = request.query_params.get("lang")
    if stated in LANGUAGES and answer.headers.get("content-type", "").startswith("text/html"):
        safe = request.url.scheme == "https"
        answer.set_cookie("lang", stated, max_age=REMEMBERED, httponly=True, samesite="lax", secure=safe)
    return answer


def root(request: Request) -> str:
    """Return the way from the page to the root, for links that hold also where a front server has put us deeper.

    A slash that is escaped in the address is no step for a browser, so that the address as it came is counted.
    """
    came = request.scope.get("raw_path") or request.url.path.encode()
    return "../" * max(0, came.count(b"/") - 1)
