"""What must hold of a meeting: spans are slices, directives do not overlap, themes are known, ids are unique.

A fact's value must follow from its text. Every fault names its part and what was expected.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.config import nearest
from archive.records import Directive, Fact, Meeting
from digest.meeting_facts import KINDS, follows

GENERAL = "general"
ID = re.compile(r"[\w一-鿿][\w一-鿿.-]{0,63}")
MOST_PLACES = 4
MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; `part` says where (`directives.3.text`), `words` what and what was expected."""

    part: str
    words: str
    line: int | None = None

    def __str__(self) -> str:
        """One line."""
        return f"line {self.line}: {self.words}" if self.line else self.words


def faults(meeting: Meeting) -> Iterator[Fault]:
    """Give everything that is wrong with a meeting."""
    if not ID.fullmatch(meeting.id):
        yield Fault("id", f"id {meeting.id!r}: expected letters, figures, points and dashes, at most 64")
    if not meeting.directives:
        yield Fault("directives", "no directive; a meeting without one can not be answered")
    yield from _themes(meeting)
    yield from _directives(meeting)
    yield from _overlaps(meeting)
    for at, fact in enumerate(meeting.facts):
        yield from bad_span(f"facts.{at}", f"fact {fact.value!r}", fact, meeting.text)
        if wrong := follows(fact, meeting.date):
            yield Fault(f"facts.{at}.{'value' if fact.kind in KINDS else 'kind'}", f"fact {fact.value!r}: {wrong}")
    yield from _damaged(meeting)


def _themes(meeting: Meeting) -> Iterator[Fault]:
    seen: set[str] = {GENERAL}
    for at, theme in enumerate(meeting.themes):
        if not ID.fullmatch(theme.id):
            yield Fault(f"themes.{at}.id", f"theme {theme.id!r}: expected letters, figures, points and dashes")
        elif theme.id in seen:
            why = f"the id {GENERAL!r} is kept for what is cross-cutting" if theme.id == GENERAL else "twice"
            yield Fault(f"themes.{at}.id", f"theme {theme.id} {why}")
        if not theme.name.strip():
            yield Fault(f"themes.{at}.name", f"theme {theme.id}: no name")
        seen.add(theme.id)


def _directives(meeting: Meeting) -> Iterator[Fault]:
    known = sorted({theme.id for theme in meeting.themes} | {GENERAL})
    seen: set[str] = set()
    for at, one in enumerate(meeting.directives):
        part, what = f"directives.{at}", f"directive {one.id}"
        if not ID.fullmatch(one.id):
            yield Fault(f"{part}.id", f"directive {one.id!r}: expected letters, figures, points and dashes")
        elif one.id in seen:
            yield Fault(f"{part}.id", f"directive {one.id} twice")
        seen.add(one.id)
        if one.theme not in known:
            near = nearest(one.theme, known)
            yield Fault(f"{part}.theme", f"{what}: unknown theme {one.theme!r}{near}; known are {', '.join(known)}")
        yield from bad_span(part, what, one, meeting.text)


def _overlaps(meeting: Meeting) -> Iterator[Fault]:
    ordered = sorted(enumerate(meeting.directives), key=lambda one: (one[1].start, one[1].end))
    for (_, first), (at, second) in pairwise(ordered):
        if second.start < first.end:
            span = f"{second.start}:{second.end} overlaps {first.start}:{first.end} of {first.id}"
            yield Fault(f"directives.{at}.start", f"directive {second.id}: {span}")


def _damaged(meeting: Meeting) -> Iterator[Fault]:
    last = 0
    for at, one in enumerate(meeting.damaged):
        span = f"damaged span {one.start}:{one.end}"
        if not 0 <= one.start < one.end <= len(meeting.text):
            yield Fault(f"damaged.{at}", f"{span} is not inside the text of {len(meeting.text)} characters")
        elif one.start < last:
            yield Fault(f"damaged.{at}", f"{span} begins before the one before it ends")
        last = max(last, one.end)


def bad_span(part: str, what: str, span: Directive | Fact, text: str) -> Iterator[Fault]:
    """Give the fault of a span that is not the slice of the text that it claims, with where its words do stand."""
    if not span.text:
        yield Fault(f"{part}.text", f"{what}: text is empty")
    elif not 0 <= span.start < span.end or text[span.start : span.end] != span.text:
        stands = text[max(0, span.start) : max(0, span.end)]
        shown = shortened(stands)
        hint = standing(span.text, text)
        yield Fault(
            f"{part}.text", f"{what}: text {span.start}:{span.end} is {shown!r}, expected {span.text!r}, which {hint}"
        )


def shortened(words: str) -> str:
    """Return the first words of what is too long to be shown."""
    return words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"


def standing(words: str, text: str) -> str:
    """Say where words stand in a text."""
    found = places(words, text)
    if not found:
        return "does not stand in the report"
    spans = ", ".join(f"{at}:{at + len(words)}" for at in found[:MOST_PLACES])
    return f"stands at {spans}" + (" and elsewhere" if len(found) > MOST_PLACES else "")


def places(words: str, text: str) -> list[int]:
    """Return where words stand in a text, MOST_PLACES + 1 places at most."""
    found: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0 and len(found) <= MOST_PLACES:
        found.append(at)
        at = text.find(words, at + 1)
    return found
