"""What a query asks for as a tree, and whether a matching copy has it: the one meaning of a hit. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Union

from archive.records.questions import Place


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as a matching copy; `place` is where alone it counts, None for anywhere.

    `others` are further ways to write the same date or number; a digit more on either side makes them another one.
    """

    word: str
    place: Place | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; without parts anything does."""

    parts: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts holds."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: "Tree"


Tree = Union[Term, Every, Either, Without]  # noqa: UP007 - names in quotes have no operator |


@dataclass(frozen=True, slots=True)
class Copy:
    """The matching copies of an announcement; `text` has the body up to `body_end`, then the attachments."""

    title: str
    issuer: str
    numbers: str
    text: str
    body_end: int

    def parts(self, place: Place | None) -> Iterator[tuple[str, int, int]]:
        """Give the copies that a term of this place is looked for in, each with the slice that counts."""
        if place in {None, "title"}:
            yield self.title, 0, len(self.title)
        if place in {None, "issuer"}:
            yield self.issuer, 0, len(self.issuer)
        if place in {None, "number"}:
            yield self.numbers, 0, len(self.numbers)
        if place in {None, "body", "attachment"}:
            yield (
                self.text,
                0 if place != "attachment" else self.body_end,
                (self.body_end if place == "body" else len(self.text)),
            )


def holds(tree: Tree, copy: Copy) -> bool:
    """Tell whether the copies have what the tree asks for, within lines."""
    if isinstance(tree, Term):
        return any(first(tree, *part) is not None for part in copy.parts(tree.place))
    if isinstance(tree, Every):
        return all(holds(part, copy) for part in tree.parts)
    if isinstance(tree, Either):
        return any(holds(part, copy) for part in tree.parts)
    return not holds(tree.part, copy)


def wanted(tree: Tree) -> tuple[Term, ...]:
    """Return the terms that are asked for, not those that must be absent, each once in their order."""
    if isinstance(tree, Term):
        return (tree,)
    if isinstance(tree, Without):
        return ()
    return tuple(dict.fromkeys(term for part in tree.parts for term in wanted(part)))


def leaves(tree: Tree) -> Iterator[Term]:
    """Give every term, wanted or not."""
    if isinstance(tree, Term):
        yield tree
    elif isinstance(tree, Without):
        yield from leaves(tree.part)
    else:
        for part in tree.parts:
            yield from leaves(part)


def first(term: Term, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the first place in a slice where the term stands in any form."""
    if not term.others:
        at = text.find(term.word, start, end)
        return (at, at + len(term.word)) if at >= 0 else None
    return next(spans(term, text, start, end), None)


def spans(term: Term, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the spans of a slice where the term stands in any form, in their order and without overlap."""
    forms = (term.word, *term.others)
    pattern = _any_of(forms)
    while found := pattern.search(text, start, end):
        at = found.start()
        here = (form for form in forms if text.startswith(form, at, end))
        ends = [at + len(one) for one in here if one == term.word or not _runs_on(one, text, at, at + len(one))]
        if ends:
            yield at, min(ends)
        start = min(ends, default=at + 1)


@lru_cache(maxsize=500)
def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the forms in one go through a text: a date has some twenty."""
    return re.compile("|".join(map(re.escape, forms)))


def _runs_on(form: str, text: str, at: int, behind: int) -> bool:
    """Tell whether the number at an end of the form goes on beside it."""
    before = at > 0 and form[0].isdigit() and text[at - 1].isdigit()
    return before or (behind < len(text) and form[-1].isdigit() and text[behind].isdigit())
