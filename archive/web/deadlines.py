"""The deadlines of what is kept: a page of those that come, and a calendar to subscribe to, for any query."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import clock
from archive.asked import pairs_of, query_of
from archive.config import Settings
from archive.errors import WrongUse
from archive.records import Announcement, Query
from archive.store import Archive, Tx, announcements
from archive.store import deadlines as kept
from archive.store import meetings as imported
from archive.web import answering, asked, issues, served
from archive.web.calendar import calendar
from archive.web.closings import Closing, closing
from archive.web.rooms import Rooms

PAST = timedelta(days=90)
"""So long a day that has passed stays in calendars."""
MOST_EVENTS = 1000
SOON = 7
"""Days within which a deadline is marked as near."""
MOST_PAGES = 1000
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](?::[0-9]{1,5})?")
NAMED = ("q", "theme", "town", "issuer")
"""Filters with a field of their own on the page; others that the address states are kept."""


class Deadlines:
    """The page and the calendar over one archive."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms

    def page(self, request: Request) -> Response:
        """Return a page of deadlines, the next one first, or with `past=yes` those that have passed, the last first."""
        past, today = request.query_params.get("past") == "yes", clock.today()
        query, wrong = _query(request)
        number = _number(request)
        with self.archive.read() as tx:
            themes = self._themes(tx)
            start = (number - 1) * issues.PAGE
            some = _some(tx, query, today, start=start, past=past) if query else kept.Closing((), 0)
            found = [one for one in map(closing, announcements.of(tx, some.ids)) if one]
        every = request.query_params.get("all") == "yes"
        shown = issues.page(found, number, some.count)
        if shown is None:
            raise HTTPException(404)
        stated = [one for one in pairs_of(query or Query()) if one != ("relevant", "yes")]
        stated += [("all", "yes")] if every else []
        values = {
            "page": shown,
            "today": today,
            "soon": SOON,
            "past": past,
            "wrong": wrong,
            "themes": themes,
            "every": every,
            "exact": some.exact,
            "stated": dict(stated),
            "others": [pair for pair in stated if pair[0] not in NAMED],
            "asked": urlencode([*stated, *([("past", "yes")] if past else [])]),
            "query": urlencode(stated),
            "other": urlencode([one for one in stated if one[0] != "all"] + ([] if every else [("all", "yes")])),
            "feed": self._feed(request, stated),
        }
        return answering.page(request, self.settings, "deadlines.html.j2", values, 400 if wrong else 200)

    def calendar(self, request: Request) -> Response:
        """Return the calendar of what a query asks for."""
        language = asked.language(request, self.settings)
        query, wrong = _query(request)
        if query is None:
            return Response(f"{wrong}\n", 400, media_type="text/plain")
        since = clock.today() - PAST
        with self.archive.read() as tx:
            ids = kept.closing(tx, query, since, most=MOST_EVENTS).ids
            gone = dict(kept.taken_back(tx, query, since))
            found = list(_closings(announcements.of(tx, [*ids, *(one for one in gone if one not in ids)]), gone))
        made = calendar(found, language, self.settings.web.url)
        headers = {"Content-Disposition": 'inline; filename="deadlines.ics"', "Content-Language": language}
        return served.content(request, made, "text/calendar; charset=utf-8", headers=headers)

    def _feed(self, request: Request, stated: list[tuple[str, str]]) -> str:
        """Return the calendar's address, whole if possible: by the settings, else as this reader reached us."""
        language = asked.language(request, self.settings)
        here = str(request.base_url) if _HOST.fullmatch(request.url.netloc) else asked.root(request)
        base = f"{self.settings.web.url}/" if self.settings.web.url else here
        return f"{base}deadlines.ics?{urlencode([*stated, ('lang', language)])}"

    def _themes(self, tx: Tx) -> list[str]:
        known = self.rooms.meetings(tx) if self.rooms.meetings else imported.every(tx)
        stated = [each.id for one in known for each in one.themes]
        return list(dict.fromkeys([*stated, "general"] if stated else [*issues.KNOWN, "general"]))


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms) -> None:
    """Add the page and the calendar to the application."""
    ours = Deadlines(archive, settings, rooms)
    served.add(app, {"/deadlines": ours.page, "/deadlines.ics": ours.calendar})


def _number(request: Request) -> int:
    """Return which page of a list is asked for; one that is none is answered as not found."""
    stated = request.query_params.get("page", "1")
    plain = stated.isascii() and stated.isdigit() and len(stated) <= len(str(MOST_PAGES)) and int(stated) > 0
    return int(stated) if plain else MOST_PAGES + 1


def _query(request: Request) -> tuple[Query | None, str]:
    """Return what is asked for without order and limit, or None and what is wrong with it.

    Days are set by papers of all kinds (road works, objections): without `all=yes` only those count that are relevant.
    """
    try:
        query = query_of(request.query_params.multi_items())
        every = request.query_params.get("all") == "yes" or query.relevant is not None
        return replace(query, sort="best", limit=20, after=None, relevant=query.relevant if every else True), ""
    except WrongUse as error:
        return None, str(error)


def _some(tx: Tx, query: Query, today: date, *, start: int, past: bool) -> kept.Closing:
    if past:
        before = today - timedelta(days=1)
        return kept.closing(tx, query, date.min, before, start=start, most=issues.PAGE, newest=True)
    return kept.closing(tx, query, today, start=start, most=issues.PAGE)


def _closings(found: Iterable[Announcement], gone: dict[str, date]) -> Iterator[Closing]:
    """Give each text once: a copy that set the day before stands back for one that sets it now."""
    seen: set[str] = set()
    for one in found:
        told = closing(one, gone.get(one.id))
        if told is not None and one.canonical_id not in seen:
            seen.add(one.canonical_id)
            yield told
