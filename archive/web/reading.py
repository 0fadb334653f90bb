"""Editions and the lists of what they told. They only read."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from archive.config import Settings
from archive.records import StoredEdition
from archive.store import Archive, Tx, announcements, editions
from archive.web import answering, feeds, issues

AS_SENT = {
    # The page of an edition brings its own style and pictures. It runs nothing, whatever stands in it.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
    ),
    # By the HTML standard a sandboxed page that asks to be alone among its openers is not shown at all.
    "Cross-Origin-Opener-Policy": "unsafe-none",
}
READS = ["GET", "HEAD"]
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,199}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class Reading:
    """The pages over one archive."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings

    def editions(self, request: Request) -> Response:
        """Return a page of the list of editions, the newest first."""
        number = _number(request)
        with self.archive.read() as tx:
            total = editions.count(tx)
            found = editions.headings(tx, start=(number - 1) * issues.PAGE, most=issues.PAGE)
        shown = issues.page(found, number, total)
        return self._page("editions.html.j2", request, {"page": shown, "feeds": feeds.there(self.settings)})

    def edition(self, request: Request, name: str) -> Response:
        """Return an edition exactly as it was stored: its page, or with an ending its text or document.

        The page of one that was corrected says so first, and has the stored one behind a link.
        """
        key, dot, form = name.partition(".")
        with self.archive.read() as tx:
            one = _stored(tx, key)
            errata = editions.corrections(tx, _house(key))
        if dot:
            return _form(one, form)
        ours = [each for each in errata if each.language == one.language] or errata
        if not ours:
            return _form(one, "html")
        return self._page("corrected.html.j2", request, {"edition": one, "errata": ours})

    def told(self, request: Request) -> Response:
        """Return a page of the whole list of what an edition told."""
        number = _number(request)
        start = (number - 1) * issues.PAGE
        with self.archive.read() as tx:
            one = _stored(tx, request.query_params.get("edition", ""))
            every = issues.entries(one.content)
            some = every[start : start + issues.PAGE]
            titles = announcements.named(tx, [each.id for each in some if not each.title])
        some = [replace(each, title=each.title or titles.get(each.id, "")) for each in some]
        shown = issues.page(some, number, len(every))
        values = {"edition": one, "page": shown, "sections": issues.sections(shown.entries if shown else ())}
        return self._page("list.html.j2", request, values)

    def feed(self, request: Request, name: str) -> Response:
        """Return the feed of a language."""
        return feeds.answer(request, self.settings, name)

    def _page(self, template: str, request: Request, values: Mapping[str, object]) -> Response:
        """Return a page; a list's page that is none is not found."""
        if values.get("page", template) is None:
            raise HTTPException(404)
        return answering.page(request, self.settings, template, values)


def routes(app: FastAPI, archive: Archive, settings: Settings) -> None:
    """Add the pages to the application."""
    rooms = Reading(archive, settings)
    places: dict[str, Callable[..., Response]] = {
        "/editions": rooms.editions,
        "/editions/{name}": rooms.edition,
        "/feeds/{name}": rooms.feed,
    }
    for path, room in places.items():
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def _number(request: Request) -> int:
    stated = request.query_params.get("page", "1")
    if not _NUMBER.fullmatch(stated):
        raise HTTPException(404)
    return int(stated)


def _stored(tx: Tx, key: str) -> StoredEdition:
    found = editions.get(tx, key) if _KEY.fullmatch(key) else None
    if found is None:
        raise HTTPException(404)
    return found


def _house(key: str) -> str:
    """Return the key of the edition in the house's language, which errata name."""
    return re.sub("-(?:zh|en)$", "", key)


def _form(one: StoredEdition, form: str) -> Response:
    if form == "html":
        return HTMLResponse(one.html, headers=AS_SENT)
    if form == "txt":
        return Response(one.text, media_type="text/plain")
    if form == "json":
        document = json.dumps(one.content, ensure_ascii=False, indent=2) + "\n"
        return Response(document, media_type="application/json")
    raise HTTPException(404)
