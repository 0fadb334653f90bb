"""The pages of the sources: how each one is, what that means, and what its runs found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import clock
from archive.config import Settings
from archive.printable import linkable
from archive.records import Health, Query, Visit
from archive.search import search
from archive.store import Archive, Tx, runs
from archive.web import answering, served
from archive.web.rooms import Card, Rooms

VISITS = 10
"""Newest runs in the small history of a source."""
RUNS = 30
"""Newest runs on its own page."""
FAULTS = 20
NEWEST = 20
"""Announcements on its page."""
ORDER = ("failed", "blocked", "drift", "never", "partial", "empty", "stale", "ok", "paused")
"""States as they stand on the list: what needs a person first."""
Tone = Literal["good", "doubt", "bad", "off"]
TONES: dict[str, Tone] = {"ok": "good", "empty": "doubt", "partial": "doubt", "drift": "doubt", "stale": "doubt"}
"""How a status looks; any other is bad."""
MARKS = {"ok": "✓", "empty": "0", "partial": "½", "drift": "≠", "blocked": "⊘", "failed": "×"}
"""One character for each status, so that nothing is told by colour alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A source as its pages show it. `stale` and `quiet` are hours and days that are too many, 0 when they are not."""

    card: Card
    health: Health
    visits: Sequence[Visit]
    declared: bool
    stale: float = 0
    quiet: int = 0

    @property
    def status(self) -> str:
        """The status that its badge has: that of the newest run, `never` or `paused`."""
        if self.declared and not self.card.enabled:
            return "paused"
        return "stale" if self.stale else self.health.status or "never"

    @property
    def tone(self) -> Tone:
        """How the badge looks."""
        if self.status == "paused":
            return "off"
        return TONES.get(self.status, "bad")

    @property
    def well(self) -> bool:
        """Whether its silence proves something."""
        return self.status == "ok"

    def links(self) -> dict[str, bool]:
        """Return its start pages, each with whether it may be a link."""
        return {url: linkable(url, self.card.hosts) for url in self.card.start_urls}


class Sources:
    """The pages over one archive, with the catalogue where it is lent."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings = archive, settings
        self.cards = {one.key: one for one in rooms.catalogue()} if rooms.catalogue else {}

    def every(self, request: Request) -> Response:
        """Return the list of sources by how they are: those that are not well first, the paused ones last."""
        with self.archive.read() as tx:
            states = self._states(tx, self.cards or runs.visited(tx))
        groups = {status: [one for one in states if one.status == status] for status in ORDER}
        counts = {
            "n": len(states),
            "ok": len(groups["ok"]),
            "paused": len(groups["paused"]),
            "bad": sum(1 for one in states if not one.well and one.status != "paused"),
        }
        values = {"counts": counts, "groups": {status: some for status, some in groups.items() if some}}
        return answering.page(request, self.settings, "sources.html.j2", values | self._shared())

    def one(self, request: Request, key: str) -> Response:
        """Return the page of a source: its runs, the faults of the newest one, its newest announcements."""
        with self.archive.read() as tx:
            newest = runs.of_source(tx, key, RUNS) if key.isascii() and key.isprintable() else []
            if not newest and key not in self.cards:
                raise HTTPException(404)
            (state,) = self._states(tx, [key])
            found = search(tx, Query(source=key, limit=NEWEST, sort="newest"))
        faults = newest[0].errors if newest else ()
        values = {
            "one": state,
            "runs": newest,
            "faults": [(each, linkable(each.url, state.card.hosts)) for each in faults[:FAULTS]],
            "more": max(0, len(faults) - FAULTS),
            "found": found.hits,
        }
        return answering.page(request, self.settings, "source.html.j2", values | self._shared())

    def _shared(self) -> dict[str, object]:
        return {"marks": MARKS, "tones": TONES, "known": bool(self.cards)}

    def _states(self, tx: Tx, keys: Iterable[str]) -> list[State]:
        wanted, now = list(keys), clock.now()
        health, recent = runs.health(tx, wanted), runs.recent(tx, wanted, VISITS)
        return [self._state(health[key], recent.get(key, []), now) for key in wanted]

    def _state(self, health: Health, visits: Sequence[Visit], now: datetime) -> State:
        hours = self.settings.digest.fresh_hours
        declared = health.source in self.cards
        card = self.cards.get(health.source) or _unknown(health.source)
        since = health.last_success
        old = since is not None and now - since > timedelta(hours=hours)
        silent = (now.date() - health.last_new.date()).days if health.last_new else 0
        return State(
            card=card,
            health=health,
            visits=visits,
            declared=declared,
            stale=hours if old and health.status == "ok" else 0,
            quiet=silent if card.enabled and 0 < card.quiet_days < silent else 0,
        )


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms) -> None:
    """Add the pages to the application."""
    ours = Sources(archive, settings, rooms)
    served.add(app, {"/sources": ours.every, "/sources/{key}": ours.one})


def _unknown(key: str) -> Card:
    """Return the card of a source that only its runs tell of."""
    return Card(key=key, publisher=key, column="", platform="", start_urls=())
