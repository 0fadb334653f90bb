"""Announcements for other programs: found, whole, with their revisions, files and the account of their judgement."""

from typing import Annotated, Any

from fastapi import Query as Stated
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import export
from archive.asked import pairs_of
from archive.config import Settings
from archive.export import moment
from archive.records import Announcement, Attachment, Results, Revision
from archive.search import search
from archive.store import Archive, announcements
from archive.web import papers
from archive.web.api import answering
from archive.web.api.filters import Bytes, Nothing, Paper, Search, query
from archive.web.rooms import Rooms

REVISIONS = 20
"""Newest revisions that are compared, each with the one before it."""
FILE = ("url", "name", "media_type", "sha256", "status")
None_ = Annotated[Nothing, Stated()]


class Announcements:
    """The addresses under /announcements."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms

    def search(self, request: Request, filters: Annotated[Search, Stated()]) -> Response:
        """Search the archive.

        Without words the newest are given. Follow `next` (or the Link header) to the end; `after` may be sent with the
        same filters only.
        """
        asked = query(request)
        with self.archive.read() as tx:
            found = search(tx, asked, facets=filters.facets == "yes")
        following = None
        if found.after is not None:
            pairs = [pair for pair in pairs_of(asked) if pair[0] != "after"]
            counted = [("facets", "yes")] if filters.facets == "yes" else []
            where = "/api/v1/announcements"
            following = answering.page(self.settings, where, [*pairs, *counted, ("after", found.after)])
        told = _found(found, following, counted=filters.facets == "yes")
        return answering.document(request, told, headers=answering.linked(following))

    def one(self, request: Request, id: Paper, _: None_) -> Response:  # noqa: A002 - it is called so in the address
        """Give an announcement with its newest words and what is thought of them.

        `id` is its id, or a page at which it was met, percent-encoded.
        """
        return answering.document(request, export.document(self._get(id)))

    def revisions(self, request: Request, id: Paper, _: None_) -> Response:  # noqa: A002
        """Give its newest 20 revisions, the newest first, each with what it changed in the one before it."""
        with self.archive.read() as tx:
            one = announcements.get(tx, id)
            states = announcements.revisions(tx, one.id, REVISIONS + 1)
        steps = papers.steps(states)[:REVISIONS]
        by_number = {each.revision: each for each in states}
        told = [_state(by_number[step.revision], step) for step in steps]
        return answering.document(request, {"id": one.id, "earlier": one.revision - len(told), "revisions": told})

    def files(self, request: Request, id: Paper, _: None_) -> Response:  # noqa: A002
        """List the attachments of its newest revision, without their texts."""
        one = self._get(id)
        told = [
            {name: getattr(each, name) for name in FILE} | {"characters": None if each.text is None else len(each.text)}
            for each in one.attachments
        ]
        return answering.document(request, {"id": one.id, "revision": one.revision, "attachments": told})

    def file(self, request: Request, id: Paper, sha256: Bytes, _: None_) -> Response:  # noqa: A002
        """Give an attachment of its newest revision with its text, by the SHA-256 of its bytes."""
        found = next((each for each in self._get(id).attachments if sha256 and each.sha256 == sha256), None)
        if found is None:
            raise HTTPException(404, f"{sha256[:64]}: no such attachment of its newest revision")
        return answering.document(request, _file(found))

    def why(self, request: Request, id: Paper, _: None_) -> Response:  # noqa: A002
        """Tell why it was selected or left out, and matched or not: the full account, as `zswatch why` prints it."""
        if self.rooms.account is None:
            raise HTTPException(404, "accounts are not told here")
        with self.archive.read() as tx:
            told = self.rooms.account(tx, announcements.get(tx, id))
        return answering.document(request, told)

    def _get(self, name: str) -> Announcement:
        with self.archive.read() as tx:
            return announcements.get(tx, name)


def _found(found: Results, following: str | None, *, counted: bool) -> dict[str, Any]:
    facets = {name: [{"value": one.value, "count": one.count} for one in some] for name, some in found.facets.items()}
    return {
        **{name: getattr(found, name) for name in ("count", "exact", "order", "after")},
        "next": following,
        "facets": facets if counted else None,
        "hits": [
            export.hit(one) | {"words": one.words, "marks": [list(span) for span in one.marks]} for one in found.hits
        ],
    }


def _state(one: Revision, step: papers.Step) -> dict[str, Any]:
    changes = None if step.parts is None else [_change(part) for part in step.parts]
    plain = ("title", "issuer", "doc_number", "raw_sha256", "body")
    dated = {"seen_at": moment(one.seen_at), "published": moment(one.published)}
    return {"revision": one.revision, **dated, **{name: getattr(one, name) for name in plain}, "changes": changes}


def _change(part: papers.Part) -> dict[str, Any]:
    shown = [[{"kind": piece.kind, "text": piece.text} for piece in each] for each in part.difference.paragraphs]
    return {"part": part.part, "name": part.name, "paragraphs": shown, "more": part.difference.more}


def _file(one: Attachment) -> dict[str, Any]:
    return {name: getattr(one, name) for name in (*FILE, "text")}
