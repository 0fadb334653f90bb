"""The pages of the meetings: their words, what has answered each directive, and how answers go over the months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import clock
from archive.config import Settings
from archive.printable import linkable
from archive.records import Meeting
from archive.store import Archive, Tx, progress
from archive.store import meetings as imported
from archive.web import answering, asked, minutes, served
from archive.web.lately import Lately
from archive.web.rooms import Chart, Rooms
from archive.web.words import Language

FRESH = timedelta(minutes=10)
"""So old a ledger may be while nothing is crawled or judged: sources grow stale by time alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What was worked out of a meeting at a moment."""

    as_of: datetime
    ledger: Mapping[str, Any] | None
    chart: Chart | None


class Meetings:
    """The pages over one archive, with what other rooms lend."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms
        self.lately: Lately[Told] = Lately()

    def every(self, request: Request) -> Response:
        """Return the list of meetings, those in force with how many of their directives are answered."""
        language = asked.language(request, self.settings)
        with self.archive.read() as tx:
            known = self._known(tx)
            told = {one.id: self._told(tx, one, language).ledger for one in known if self._in_force(one)}
        counts = {name: minutes.answered(one) for name, one in told.items() if one}
        values = {"meetings": known, "in_force": self.settings.digest.meetings, "counts": counts}
        return answering.page(request, self.settings, "meetings.html.j2", values)

    def one(self, request: Request, name: str) -> Response:
        """Return the page of a meeting."""
        language = asked.language(request, self.settings)
        with self.archive.read() as tx:
            meeting = self._meeting(tx, name)
            told = self._told(tx, meeting, language)
        host = _host(meeting.url)
        values = {
            "meeting": meeting,
            "link": meeting.url if host and linkable(meeting.url, (host,)) else "",
            "in_force": self._in_force(meeting),
            "as_of": told.as_of,
            "ledger": told.ledger,
            "chart": told.chart,
            "paragraphs": minutes.paragraphs(meeting),
            "left": max(0, len(meeting.text) - minutes.MOST_TEXT),
            "rows": minutes.rows(meeting, told.ledger),
            "counts": minutes.answered(told.ledger) if told.ledger else None,
        }
        return answering.page(request, self.settings, "meeting.html.j2", values)

    def picture(self, request: Request, name: str, language: str) -> Response:
        """Return the chart of a meeting's answers as a PNG."""
        if language not in {"zh", "en"}:
            raise HTTPException(404)
        with self.archive.read() as tx:
            told = self._told(tx, self._meeting(tx, name), "en" if language == "en" else "zh")
        if told.chart is None or not told.chart.picture:
            raise HTTPException(404)
        return served.content(request, told.chart.picture, "image/png")

    def _known(self, tx: Tx) -> list[Meeting]:
        if self.rooms.meetings is not None:
            return list(self.rooms.meetings(tx))
        return imported.every(tx)[::-1]

    def _meeting(self, tx: Tx, name: str) -> Meeting:
        found = next((one for one in self._known(tx) if one.id == name), None)
        if found is None:
            raise HTTPException(404)
        return found

    def _in_force(self, meeting: Meeting) -> bool:
        return meeting.id in self.settings.digest.meetings

    def _told(self, tx: Tx, meeting: Meeting, language: Language) -> Told:
        now = clock.now()
        mark = (progress.mark(tx), meeting, now.date(), int(now.timestamp() // FRESH.total_seconds()))
        ledger, chart = self.rooms.ledger, self.rooms.chart

        def make() -> Told:
            return Told(
                as_of=now,
                ledger=ledger(tx, meeting.id, now) if ledger else None,
                chart=chart(tx, meeting.id, now, language) if chart else None,
            )

        return self.lately.get((meeting.id, language), mark, make)


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms) -> None:
    """Add the pages to the application."""
    ours = Meetings(archive, settings, rooms)
    places: dict[str, Callable[..., Response]] = {
        "/meetings": ours.every,
        "/meetings/{name:path}/answers.{language}.png": ours.picture,
        "/meetings/{name:path}": ours.one,
    }
    served.add(app, places)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
