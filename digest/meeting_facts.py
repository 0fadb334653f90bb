"""The facts of a meeting's report with their spans: figures and named documents, bounds of time, bodies and places."""

from collections.abc import Iterator
from datetime import date

from archive import facts
from archive.records import Fact
from digest import bodies, deadlines

KINDS = ("amount", "percentage", "count", "deadline", "policy", "body", "place")


def find(text: str, held_on: date) -> tuple[Fact, ...]:
    """Return all facts in the order of their spans; days without a year are reckoned from the day of the meeting."""
    stated = list(facts.find(text))
    known = {(one.start, one.end) for one in stated}
    days = [one for one in _deadlines(text, held_on) if not _overlaps(one, stated)]
    found = [*stated, *days, *(one for one in bodies.find(text) if (one.start, one.end) not in known)]
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def follows(fact: Fact, held_on: date) -> str:
    """Return what is wrong with a fact whose value does not follow from its text; nothing when it does."""
    if fact.kind not in KINDS:
        return f"unknown kind {fact.kind!r}, known are {', '.join(KINDS)}"
    if fact.kind in ("policy", "body", "place"):
        if fact.unit is not None:
            return f"a {fact.kind} has no unit, given {fact.unit!r}"
        return "" if fact.value and fact.value in fact.text else f"value {fact.value!r} does not stand in {fact.text!r}"
    read = {(one.value, one.unit) for one in _read(fact, held_on)}
    if (fact.value, fact.unit) in read:
        return ""
    expected = " or ".join(f"{value}{unit or ''}" for value, unit in sorted(read, key=str)) or f"no {fact.kind}"
    return f"value {fact.value}{fact.unit or ''} does not follow from {fact.text!r}, which says {expected}"


def _read(fact: Fact, held_on: date) -> Iterator[Fact]:
    yield from (one for one in facts.find(fact.text) if one.kind == fact.kind)
    if fact.kind == "deadline":
        yield from _deadlines(fact.text, held_on)
        yield from facts.deadlines(f"请{fact.text}申报")


def _deadlines(text: str, held_on: date) -> Iterator[Fact]:
    for start, end, day in deadlines.find(text, held_on):
        yield Fact(kind="deadline", value=day.isoformat(), unit=None, start=start, end=end, text=text[start:end])


def _overlaps(one: Fact, others: list[Fact]) -> bool:
    return any(other.kind == "deadline" and one.start < other.end and other.start < one.end for other in others)
