"""The commitment ledger: per directive of a meeting what has answered it, and how long nothing did. Pure.

An answer is a text: copies of it count once. What was published before the meeting answers nothing, the meeting's own
report neither; what its publisher took down stands apart and answers no longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.export import moment
from archive.records import Answer, Directive, Meeting, SourceStatus

NOBODY = ""
"""The body behind announcements that name no issuer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One text that answers a directive: the announcement that stands for it, and the ids of its copies."""

    answer: Answer
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A source that can not prove that nothing was missed: since when nothing is known of it, None when since ever."""

    source: str
    publisher: str
    status: SourceStatus | None
    since: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """How sure it is that there is no further answer: the sources watched, those unknown, announcements not judged."""

    sources: int
    unknown: tuple[Unknown, ...] = ()
    unjudged: int = 0

    @property
    def proven(self) -> bool:
        """Whether every source was read well and all that was found is judged."""
        return bool(self.sources) and not self.unknown and not self.unjudged

    @property
    def since(self) -> datetime | None:
        """The moment from which on something may be missing, None when that is not known or nothing is."""
        moments = [one.since for one in self.unknown]
        return min((one for one in moments if one), default=None) if None not in moments else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A directive with its answers, the earliest first, and those that were withdrawn."""

    directive: Directive
    answers: tuple[Given, ...] = ()
    withdrawn: tuple[Given, ...] = ()

    @property
    def bodies(self) -> dict[str, int]:
        """The issuers with the number of their answers, in the order of their first one."""
        counts: dict[str, int] = {}
        for one in self.answers:
            counts[one.answer.issuer or NOBODY] = counts.get(one.answer.issuer or NOBODY, 0) + 1
        return counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The ledger of one meeting as of a moment."""

    meeting: Meeting
    as_of: datetime
    silence: Silence
    entries: tuple[Entry, ...]

    @property
    def days(self) -> int:
        """Days since the meeting."""
        return self.days_since(self.meeting.date)

    @property
    def silent(self) -> tuple[Entry, ...]:
        """The directives without an answer."""
        return tuple(one for one in self.entries if not one.answers)

    def days_since(self, day: date) -> int:
        """Return the days from a day to the ledger's, 0 for one that is still to come."""
        return max(0, (self.as_of.date() - day).days)


def ledger(meeting: Meeting, answers: Iterable[Answer], *, as_of: datetime, silence: Silence) -> Ledger:
    """Return the ledger of a meeting from what was held at the moment `as_of`; answers to other meetings are passed."""
    ours = [one for one in answers if one.meeting == meeting.id]
    reports = {one.canonical_id for one in ours if _page(one.url) == _page(meeting.url)}
    counted = [one for one in ours if one.day >= meeting.date and one.canonical_id not in reports]
    entries = (_entry(one, [each for each in counted if each.directive == one.id]) for one in meeting.directives)
    return Ledger(meeting=meeting, as_of=as_of, silence=silence, entries=tuple(entries))


def document(told: Ledger) -> dict[str, Any]:
    """Return the ledger as `meetings show ID --ledger --json` prints it (docs/schemas/ledger.schema.json)."""
    silence = told.silence
    return {
        "meeting": told.meeting.id,
        "title": told.meeting.title,
        "date": told.meeting.date.isoformat(),
        "as_of": moment(told.as_of),
        "days_since_meeting": told.days,
        "silence": {
            "proven": silence.proven,
            "sources": silence.sources,
            "since": moment(silence.since),
            "unknown": [
                {"source": one.source, "publisher": one.publisher, "status": one.status, "since": moment(one.since)}
                for one in silence.unknown
            ],
            "unjudged": silence.unjudged,
        },
        "directives": [_directive(one, told) for one in told.entries],
    }


def row(entry: Entry, told: Ledger) -> dict[str, Any]:
    """Return a directive's row without its text and answers, as editions carry it."""
    first, latest = _ends(entry)
    return {
        "count": len(entry.answers),
        "first": first and _short(first),
        "latest": latest and _short(latest),
        "days_since_meeting": told.days,
        "days_to_first": (first.answer.day - told.meeting.date).days if first else None,
        "days_since_latest": told.days_since(latest.answer.day) if latest else None,
        "withdrawn": len(entry.withdrawn),
    }


def _directive(entry: Entry, told: Ledger) -> dict[str, Any]:
    plain = {name: getattr(entry.directive, name) for name in ("id", "theme", "text")}
    counted = row(entry, told)
    return {
        **plain,
        **counted,
        "silent_days": None if entry.answers else told.days,
        "bodies": [{"issuer": issuer or None, "count": count} for issuer, count in entry.bodies.items()],
        "answers": [_given(one) for one in entry.answers],
        "withdrawn": [_given(one) | {"withdrawn_at": moment(one.answer.withdrawn_at)} for one in entry.withdrawn],
    }


def _ends(entry: Entry) -> tuple[Given | None, Given | None]:
    return (entry.answers[0], entry.answers[-1]) if entry.answers else (None, None)


def _short(given: Given) -> dict[str, Any]:
    one = given.answer
    return {"id": one.id, "date": one.day.isoformat(), "issuer": one.issuer, "title": one.title}


def _given(given: Given) -> dict[str, Any]:
    one = given.answer
    quotation = {name: getattr(one.quote, name) for name in ("part", "revision", "start", "end", "text")}
    return {**_short(given), "url": one.url, "score": one.score, "quotation": quotation, "copies": list(given.copies)}


def _entry(directive: Directive, answers: Sequence[Answer]) -> Entry:
    groups: dict[str, list[Answer]] = {}
    for one in sorted(answers, key=lambda one: (one.id != one.canonical_id, one.day, one.id)):
        groups.setdefault(one.canonical_id, []).append(one)
    standing: list[Given] = []
    gone: list[Given] = []
    for copies in groups.values():
        there = [one for one in copies if one.withdrawn_at is None]
        first = (there or copies)[0]
        others = tuple(one.id for one in copies if one is not first)
        (standing if there else gone).append(Given(answer=first, copies=others))
    return Entry(directive=directive, answers=_by_day(standing), withdrawn=_by_day(gone))


def _by_day(given: Sequence[Given]) -> tuple[Given, ...]:
    return tuple(sorted(given, key=lambda one: (one.answer.day, one.answer.id)))


def _page(url: str) -> str:
    """Return a page's address without what its copies on the sites differ in; empty for no address."""
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").replace("/mpost_", "/post_")
