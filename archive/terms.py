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
        return any(stands(tree, *part) for part in copy.parts(tree.place))
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


def stands(term: Term, text: str, start: int, end: int) -> bool:
    """Tell whether the term stands in a slice in any form; the usual one is looked for first."""
    return text.find(term.word, start, end) >= 0 or (
        bool(term.others) and next(spans(term, text, start, end), None) is not None
    )


def spans(term: Term, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the spans of a slice where the term stands in any form, in their order and without overlap."""
    forms = (term.word, *term.others)
    ahead = {one: found.start() for one in _patterns(forms) if (found := one.search(text, start, end))}
    while ahead:
        at = min(ahead.values())
        here = (form for form in forms if text.startswith(form, at, end))
        ends = [at + len(one) for one in here if one == term.word or not _runs_on(one, text, at, at + len(one))]
        if ends:
            yield at, min(ends)
        behind = min(ends, default=at + 1)
        for one in [one for one, place in ahead.items() if place < behind]:
            if found := one.search(text, behind, end):
                ahead[one] = found.start()
            else:
                del ahead[one]


@lru_cache(maxsize=500)
def _patterns(forms: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Return what finds the forms that begin alike, a date has some twenty.

    What all forms of a pattern begin with is looked for at once, which takes a fraction of the time of form by form.
    """
    alike: dict[str, list[str]] = {}
    for form in forms:
        alike.setdefault(form[:1], []).append(re.escape(form))
    return tuple(re.compile("|".join(some)) for some in alike.values())


def _runs_on(form: str, text: str, at: int, behind: int) -> bool:
    """Tell whether the number at an end of the form goes on beside it."""
    before = at > 0 and form[0].isdigit() and text[at - 1].isdigit()
    return before or (behind < len(text) and form[-1].isdigit() and text[behind].isdigit())
