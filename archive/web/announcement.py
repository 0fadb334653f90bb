"""The pages of one announcement: its newest words with the evidence in them, and two of its states side by side."""

import re
from collections.abc import Mapping
from functools import partial

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import records
from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Meeting
from archive.records.questions import Place
from archive.store import Archive, Tx, announcements, signs
from archive.terms import Term
from archive.web import answering, asked, evidence, hits, papers, states
from archive.web.basis import Basis
from archive.web.marking import Mark, whole
from archive.web.rooms import NONE, Rooms

REVISIONS = 10
"""Revisions of an announcement that its page shows with their differences."""
READS = ["GET", "HEAD"]
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class Announcement:
    """The pages over one archive."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms = NONE) -> None:
        self.archive, self.settings = archive, settings
        self.basis = Basis(rooms)

    def show(self, request: Request, name: str) -> Response:
        """Return the page of an announcement, by its id or a page at which it was met; `?q=` marks what it hits."""
        with self.archive.read() as tx:
            one = _found(tx, name)
            revisions = announcements.revisions(tx, one.id, REVISIONS + 1)
            known = self.basis.meetings(tx)
            values: dict[str, object] = {
                "copies": signs.copies(tx, one.canonical_id),
                "resting": self.basis.of(tx, one, known),
            }
        values |= _told(one, known, request.query_params.get("q", ""))
        values |= {
            "one": one,
            "links": papers.links(one),
            "kept": {sha256: self._has(sha256) for sha256 in papers.named_by_hash(one)},
            "place": partial(papers.place, one),
            "steps": papers.steps(revisions),
            "earlier": one.revision - len(revisions),
            "served": partial(asked.is_served, request),
        }
        return answering.page(request, self.settings, "announcement.html.j2", values)

    def compare(self, request: Request, name: str) -> Response:
        """Return two revisions side by side, by default the newest one and that before it."""
        with self.archive.read() as tx:
            one = _found(tx, name)
            new = _number(request, "to", one.revision)
            old = _number(request, "from", max(1, new - 1))
            found = {each.revision: each for each in announcements.revisions(tx, one.id, only=(old, new))}
        if old not in found or new not in found:
            raise HTTPException(404)
        values = {"one": one, "old": found[old], "new": found[new], "parts": states.parts(found[old], found[new])}
        return answering.page(request, self.settings, "compare.html.j2", values)

    def _has(self, sha256: str) -> bool:
        try:
            return self.archive.blobs.has(sha256)
        except OSError:  # What can not be read is not there for a reader.
            return False


def routes(app: FastAPI, archive: Archive, settings: Settings, rooms: Rooms = NONE) -> None:
    """Add the pages to the application."""
    ours = Announcement(archive, settings, rooms)
    # An id may have slashes in it, so the address with an ending comes first.
    for path, room in (("/announcements/{name:path}/compare", ours.compare), ("/announcements/{name:path}", ours.show)):
        app.add_api_route(path, room, methods=READS, include_in_schema=False, response_model=None)


def _found(tx: Tx, name: str) -> records.Announcement:
    try:
        return announcements.get(tx, name)
    except NotFound:
        raise HTTPException(404) from None


def _number(request: Request, name: str, otherwise: int) -> int:
    stated = request.query_params.get(name, "") or str(otherwise)
    if not _NUMBER.fullmatch(stated):
        raise HTTPException(404)
    return int(stated)


def _told(one: records.Announcement, known: Mapping[str, Meeting], words: str) -> dict[str, object]:
    """Return the texts with what is marked in them: the words that are quoted as evidence, and hits of a search."""
    sides, terms = evidence.sides(one, known), _terms(words)

    def marks(part: str, text: str) -> list[Mark]:
        return [*evidence.marks(sides, one, part, text), *hits.marks(text, terms, _place(part))]

    title = whole(one.title[: papers.MOST_TITLE], marks("title", one.title[: papers.MOST_TITLE]))
    body = papers.text(one.body, marks=marks("body", one.body[: papers.MOST_BODY]))
    files = papers.files(one, marks)
    quoted = {number for piece in title for number in piece.begins}.union(
        body.quoted, *(each.text.quoted for each in files if each.text)
    )
    return {
        "title_pieces": title,
        "body": body,
        "files": files,
        "sides": evidence.by_directive(sides),
        "quoted": quoted,
    }


def _terms(words: str) -> tuple[Term, ...]:
    try:
        return hits.asked(words) if words else ()
    except WrongUse:  # Out of bounds: the page is there all the same.
        return ()


def _place(part: str) -> Place:
    return "title" if part == "title" else "body" if part == "body" else "attachment"
