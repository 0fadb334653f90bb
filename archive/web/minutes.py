"""A meeting as its page shows it: its text with directives and damage, and what answers each directive. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from archive.records import Damage, Directive, Meeting

MOST_ANSWERS = 10
"""Answers to one directive that are shown, the newest; the search has all."""
MOST_TEXT = 200_000
"""Characters of a meeting's text that are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a meeting; `raw` is what the damaged copy had in their place, None where it had the same."""

    text: str
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that belong to one directive, or to none."""

    directive: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A directive with what its ledger says, which is None where nobody keeps one; `answers` are the newest ones."""

    directive: Directive
    ledger: Mapping[str, Any] | None = None
    answers: tuple[Mapping[str, Any], ...] = ()
    more: int = 0


def paragraphs(meeting: Meeting) -> list[tuple[Stretch, ...]]:
    """Return the text, paragraph by paragraph, cut where a directive or a damaged place begins or ends."""
    text = meeting.text[:MOST_TEXT]
    found, start = [], 0
    damaged = _damaged(meeting.damaged, len(text))
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append(tuple(_stretches(text, start, end, meeting.directives, damaged)))
        start = end + 1
    return found


def rows(meeting: Meeting, ledger: Mapping[str, Any] | None) -> list[tuple[str, str, list[Row]]]:
    """Return the directives by theme: its id, the meeting's own name of it, and its rows.

    Themes stand in the meeting's order, the cross-cutting one last.
    """
    told = {one["id"]: one for one in ledger["directives"]} if ledger else {}
    names = {one.id: one.name for one in meeting.themes}
    order = [*names, *(one.theme for one in meeting.directives)]
    themes = sorted(dict.fromkeys(order), key=lambda one: one == "general")
    by_theme = ((one, [each for each in meeting.directives if each.theme == one]) for one in themes)
    return [
        (one, names.get(one, one), [_row(each, told.get(each.id)) for each in some]) for one, some in by_theme if some
    ]


def answered(ledger: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many directives of a ledger have an answer, and how many there are."""
    return sum(1 for one in ledger["directives"] if one["count"]), len(ledger["directives"])


def _row(directive: Directive, told: Mapping[str, Any] | None) -> Row:
    if told is None:
        return Row(directive=directive)
    newest = tuple(reversed(told["answers"][-MOST_ANSWERS:]))
    return Row(directive=directive, ledger=told, answers=newest, more=len(told["answers"]) - len(newest))


def _damaged(places: Iterable[Damage], end: int) -> dict[int, Damage]:
    return {one.start: one for one in places if 0 <= one.start <= one.end <= end}


def _stretches(
    text: str, start: int, end: int, directives: Sequence[Directive], damaged: Mapping[int, Damage]
) -> Iterator[Stretch]:
    cuts = {start, end}
    places = [(one.start, one.end) for one in directives] + [(one.start, one.end) for one in damaged.values()]
    cuts |= {at for place in places for at in place if start < at < end}
    spans = list(pairwise(sorted(cuts)))
    for owner, some in groupby(spans, key=lambda span: _owner(span[0], directives)):
        yield Stretch(owner, tuple(piece for one in some for piece in _pieces(text, *one, damaged)))


def _owner(at: int, directives: Iterable[Directive]) -> str:
    return next((one.id for one in directives if one.start <= at < one.end), "")


def _pieces(text: str, start: int, end: int, damaged: Mapping[int, Damage]) -> Iterator[Piece]:
    """Give a span's words; what the copy had there and the restored text has not stands as a piece without words."""
    here = damaged.get(start)
    if here is not None and here.end > start:
        yield Piece(text[start:end], here.raw)
        return
    if here is not None:
        yield Piece("", here.raw)
    yield Piece(text[start:end])
