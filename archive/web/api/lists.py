"""Meetings, editions, sources, deadlines and counts for other programs."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query as Stated
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import clock, export
from archive.asked import pairs_of
from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.export import moment
from archive.records import Health, Meeting, Query, StoredEdition
from archive.store import Archive, Tx, announcements, deadlines, editions, progress, runs
from archive.store import meetings as imported
from archive.store.editions import Heading
from archive.web.api import answering
from archive.web.api.filters import Closing, Edition, Nothing, Paging, query
from archive.web.api.filters import Meeting as MeetingId
from archive.web.closings import Closing as Closed
from archive.web.closings import closing
from archive.web.lately import Lately
from archive.web.rooms import Card, Rooms

FRESH = timedelta(minutes=10)
"""So old a ledger may be while nothing is crawled or judged: sources grow stale by time alone."""
None_ = Annotated[Nothing, Stated()]


class Meetings:
    """The addresses under /meetings."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms
        self.lately: Lately[dict[str, Any]] = Lately()

    def every(self, request: Request, _: None_) -> Response:
        """List the meetings with their directives, the newest first."""
        with self.archive.read() as tx:
            known = self._known(tx)
        return answering.document(request, {"meetings": [self._line(one) for one in known]})

    def one(self, request: Request, id: MeetingId, _: None_) -> Response:  # noqa: A002 - it is called so in the address
        """Give a meeting: its restored text, and the spans of it that matter."""
        with self.archive.read() as tx:
            return answering.document(request, export.meeting(self._meeting(tx, id)))

    def directives(self, request: Request, id: MeetingId, _: None_) -> Response:  # noqa: A002
        """Tell what has answered each directive of a meeting, and what has not, at most ten minutes ago."""
        if self.rooms.ledger is None:
            raise HTTPException(404, "answers are not told here")
        with self.archive.read() as tx:
            return answering.document(request, self._ledger(tx, self._meeting(tx, id)))

    def _ledger(self, tx: Tx, meeting: Meeting) -> dict[str, Any]:
        now, ledger = clock.now(), self.rooms.ledger
        if ledger is None:
            raise NotFound(meeting.id)
        mark = (progress.mark(tx), meeting, now.date(), int(now.timestamp() // FRESH.total_seconds()))
        return self.lately.get(meeting.id, mark, lambda: ledger(tx, meeting.id, now))

    def _line(self, one: Meeting) -> dict[str, Any]:
        whole = export.meeting(one)
        shown = {name: whole[name] for name in ("id", "title", "date", "url", "themes", "directives")}
        return shown | {"in_force": one.id in self.settings.digest.meetings}

    def _known(self, tx: Tx) -> list[Meeting]:
        return list(self.rooms.meetings(tx)) if self.rooms.meetings else imported.every(tx)[::-1]

    def _meeting(self, tx: Tx, name: str) -> Meeting:
        found = next((one for one in self._known(tx) if one.id == name), None)
        if found is None:
            raise NotFound(f"{name[:100]}: no such meeting")
        return found


class Editions:
    """The addresses under /editions."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings

    def every(self, request: Request, paging: Annotated[Paging, Stated()]) -> Response:
        """List the editions, the newest first."""
        start = int(paging.after or 0)
        with self.archive.read() as tx:
            total = editions.count(tx)
            some = editions.headings(tx, start=start, most=paging.limit)
        after = _after(start, len(some), total)
        following = _next(self.settings, "/api/v1/editions", [("limit", str(paging.limit))], after)
        told = {"count": total, "after": after, "next": following, "editions": [_edition(one) for one in some]}
        return answering.document(request, told, headers=answering.linked(following))

    def one(self, request: Request, key: Edition, _: None_) -> Response:
        """Give an edition as it was composed, with the keys of those that correct it."""
        with self.archive.read() as tx:
            found = editions.get(tx, key) if _is_plain(key) else None
            if found is None:
                raise NotFound(f"{key[:100]}: no such edition")
            errata = editions.corrections(tx, key)
        told = _edition(found) | {"errata": [one.key for one in errata], "content": dict(found.content)}
        return answering.document(request, told, written=max(one.composed_at for one in (found, *errata)))


class Lists:
    """Sources, deadlines, counts and health."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms
        self.lately: Lately[tuple[int, int]] = Lately()

    def sources(self, request: Request, _: None_) -> Response:
        """List the sources, each with how its newest run ended, its last healthy run and its last news."""
        cards = self._cards()
        with self.archive.read() as tx:
            health = runs.health(tx, cards or runs.visited(tx))
        told = [_source(cards.get(key) or _undeclared(key), one) for key, one in health.items()]
        return answering.document(request, {"sources": told})

    def deadlines(self, request: Request, filters: Annotated[Closing, Stated()]) -> Response:
        """List what closes from today on, the next one first; `from` and `to` are days of publication.

        Copies of a text are one. The order of the list is its own: `sort` counts for nothing.
        """
        asked, past, today = query(request), filters.past == "yes", clock.today()
        start = _start(asked.after)
        with self.archive.read() as tx:
            page = _closing(tx, asked, today, start=start, past=past)
            found = [one for one in map(closing, announcements.of(tx, page.ids)) if one]
        after = _after(start, len(page.ids), page.count)
        pairs = [pair for pair in pairs_of(asked) if pair[0] not in {"after", "sort"}] + [("past", "yes")] * past
        following = _next(self.settings, "/api/v1/deadlines", pairs, after)
        told = {"count": page.count, "exact": page.exact, "today": today.isoformat(), "after": after, "next": following}
        told |= {"deadlines": [_deadline(one, today) for one in found]}
        return answering.document(request, told, headers=answering.linked(following))

    def counts(self, request: Request, _: None_) -> Response:
        """Count what is kept; `sources` are by the status of their newest run, `never` for those that never ran."""
        cards = self._cards()
        with self.archive.read() as tx:
            kept, relevant = self.lately.get("", progress.mark(tx), lambda: announcements.counts(tx))
            health = runs.health(tx, cards or runs.visited(tx)).values()
            known = self.rooms.meetings(tx) if self.rooms.meetings else imported.every(tx)
            told = {
                "announcements": kept,
                "relevant": relevant,
                "editions": editions.count(tx),
                "meetings": len(known),
                "sources": dict(sorted(Counter(one.status or "never" for one in health).items())),
            }
        return answering.document(request, told)

    def health(self, request: Request, _: None_) -> Response:
        """Tell that the archive can be read; else the answer is 503."""
        with self.archive.read() as tx:
            progress.mark(tx)
        return answering.document(request, {"status": "ok"})

    def _cards(self) -> dict[str, Card]:
        return {one.key: one for one in self.rooms.catalogue()} if self.rooms.catalogue else {}


def _closing(tx: Tx, asked: Query, today: date, *, start: int, past: bool) -> deadlines.Closing:
    plain, most = replace(asked, sort="best", after=None), asked.limit or 20
    if past:
        return deadlines.closing(tx, plain, date.min, today - timedelta(days=1), start=start, most=most, newest=True)
    return deadlines.closing(tx, plain, today, start=start, most=most)


def _start(after: str | None) -> int:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 10):  # noqa: PLR2004
        raise WrongUse(f"after: {after[:40]!r} is not what an answer gave")
    return int(after or 0)


def _after(start: int, shown: int, total: int) -> str | None:
    return str(start + shown) if shown and start + shown < total else None


def _next(settings: Settings, path: str, pairs: list[tuple[str, str]], after: str | None) -> str | None:
    return None if after is None else answering.page(settings, path, [*pairs, ("after", after)])


def _is_plain(key: str) -> bool:
    return key.isascii() and key.isprintable() and len(key) <= 200  # noqa: PLR2004


def _edition(one: Heading | StoredEdition) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("key", "kind", "language", "subject", "corrects")}
    return plain | {"date": one.date.isoformat(), "composed_at": moment(one.composed_at)}


def _source(card: Card, one: Health) -> dict[str, Any]:
    plain = {name: getattr(card, name) for name in ("publisher", "column", "platform", "enabled")}
    ends = {name: moment(getattr(one, name)) for name in ("last_run", "last_success", "last_new")}
    stated = {"start_urls": list(card.start_urls), "paused_because": card.paused_because or None}
    return {"source": one.source, **plain, **stated, "status": one.status, "why": one.why, **ends}


def _undeclared(key: str) -> Card:
    return Card(key=key, publisher=key, column="", platform="", start_urls=())


def _deadline(told: Closed, today: date) -> dict[str, Any]:
    one = told.one
    stands = {name: getattr(told, name) for name in ("part", "name", "before", "words", "after")}
    return {
        **{name: getattr(one, name) for name in ("id", "title", "url", "issuer")},
        "published": moment(one.published),
        "deadline": told.day.isoformat(),
        "days": (told.day - today).days,
        "amounts": list(told.amounts),
        "themes": list(told.themes),
        "withdrawn_at": moment(one.withdrawn_at),
        "sentence": stands if told.words else None,
    }
