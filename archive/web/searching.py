"""The front page and the search. They only read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from archive import clock, labels
from archive.asked import NAMES, pairs_of, query_of
from archive.config import Settings
from archive.errors import WrongUse
from archive.records import Hit, Query, Results
from archive.search import search
from archive.store import Archive, Tx, editions, runs, signs
from archive.terms import Term
from archive.web import answering, asked, choices, feeds, hits, pages
from archive.web.basis import Basis
from archive.web.marking import Mark, Pieces, whole
from archive.web.reading import Reading
from archive.web.reading_words import THEMES
from archive.web.rooms import NONE, Rooms

READS = ["GET", "HEAD"]
NEWEST = 8
"""Announcements on the front page."""
ADVISED = 4
"""Filters of an empty answer that are tried without."""
_THEMES = {name: chinese for name, (chinese, _) in THEMES.items() if name}
"""What themes are called where no meeting says it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as the list shows it."""

    hit: Hit
    title: Pieces
    words: Pieces
    signs: signs.Signs | None


class Searching:
    """The pages over one archive."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms = NONE) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms
        self.reading = Reading(archive, settings)
        self.basis = Basis(rooms)

    def front(self, request: Request) -> Response:
        """Return the front page: a search box, what is new, and how fresh that is."""
        with self.archive.read() as tx:
            found = search(tx, Query(relevant=True, sort="newest", limit=NEWEST))
            values = {
                "lines": _lines(tx, found.hits, ""),
                "results": found,
                "edition": next(iter(editions.headings(tx, most=1)), None),
                "fresh": _freshness(runs.last_success(tx), self.settings),
            }
        values |= {"feeds": feeds.there(self.settings), "served": lambda path: asked.is_served(request, path)}
        return answering.page(request, self.settings, "front.html.j2", values)

    def search(self, request: Request) -> Response:
        """Return a page of hits; `?edition=` gives the list of what an edition told. A wrong query is said to be so."""
        if request.query_params.get("edition"):
            return self.reading.told(request)
        stated = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
        with self.archive.read() as tx:
            names = self._names(tx)
            try:
                query = query_of(stated)
                found = search(tx, query, facets=True)
            except WrongUse as error:
                said = [one for one in stated if one[1].strip()]
                return self._answer(request, said, names, wrong=str(error))
            lines = _lines(tx, found.hits, query.words)
            advice = _advice(tx, query) if not found.count else []
        return self._answer(request, pairs_of(query), names, results=found, lines=lines, advice=advice)

    def _answer(
        self,
        request: Request,
        pairs: choices.Pairs,
        names: labels.Names,
        *,
        results: Results | None = None,
        lines: Sequence[Line] = (),
        advice: Sequence[tuple[choices.Chip, Results]] = (),
        wrong: str = "",
    ) -> Response:
        language = asked.language(request, self.settings)
        values: dict[str, object] = {
            "asked": {name: value for name, value in pairs if name != "has"},
            "has": choices.values(pairs, "has"),
            "chips": choices.chips(pairs),
            "groups": choices.groups(pairs, results.facets, results.count) if results else [],
            "query": choices.query(choices.plain(pairs)),
            "next": choices.query([*choices.plain(pairs), ("after", results.after)])
            if results and results.after
            else "",
            "results": results,
            "lines": lines,
            "advice": advice,
            "wrong": wrong,
            "themes": dict.fromkeys([*names["theme"], *(value for name, value in pairs if name == "theme")]),
            "called": partial(_called, language),
            "value_of": partial(labels.label, language, names=names),
            "served": lambda path: asked.is_served(request, path),
        }
        return answering.page(request, self.settings, "search.html.j2", values, 400 if wrong else 200)

    def _names(self, tx: Tx) -> labels.Names:
        """Return what themes, directives and sources are called, as far as somebody lends their catalogue."""
        cards = self.rooms.catalogue() if self.rooms.catalogue else ()
        sources = {one.key: f"{one.publisher} · {one.column}" if one.column else one.publisher for one in cards}
        named = labels.names_of(self.basis.meetings(tx).values())
        return {**named, "theme": _THEMES | named["theme"], "source": sources}


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms = NONE) -> None:
    """Add the pages to the application."""
    ours = Searching(archive, settings, rooms)
    places: dict[str, Callable[[Request], Response]] = {"/": ours.front, "/search": ours.search}
    for path, room in places.items():
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def _called(language: labels.Language, name: str) -> str:
    name = labels.filter_name(language, NAMES.get(name, name))
    return name[:1].upper() + name[1:]


def _lines(tx: Tx, found: Sequence[Hit], words: str) -> list[Line]:
    known = signs.of(tx, [one.id for one in found])
    terms = hits.asked(words)
    return [Line(one, _marked(one.title, terms), _snippet(one), known.get(one.id)) for one in found]


def _marked(title: str, terms: Sequence[Term]) -> Pieces:
    title = pages.line(title)
    return whole(title, hits.marks(title, terms, "title"))


def _snippet(one: Hit) -> Pieces:
    return whole(one.words, [Mark(*span) for span in one.marks])


def _advice(tx: Tx, query: Query) -> list[tuple[choices.Chip, Results]]:
    """Return filters of a query without hits, without which there are some, and what is found then."""
    found = []
    for chip in choices.chips(pairs_of(query))[:ADVISED]:
        rest = replace(query_of(choices.without(pairs_of(query), (chip.name, chip.value))), limit=1)
        results = search(tx, rest)
        if results.count:
            found.append((chip, results))
    return found


def _freshness(last: datetime | None, settings: Settings) -> tuple[datetime | None, bool]:
    """Return when a source was last visited well, and whether that is recent enough to prove anything."""
    return last, last is not None and clock.now() - last <= timedelta(hours=settings.digest.fresh_hours)
