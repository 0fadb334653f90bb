"""Grams: the characters, pairs and triples of characters of a copy, and those that a query needs. Pure.

The index proposes and the row decides, so a need may be too wide and must never be too narrow: what must be absent
needs nothing, a term needs the grams of one of its forms. Triples are there
as one of 131,072 numbers each: pairs alone propose too much for a phrase of usual ones, whole triples are too many.
Dates and document numbers are grams as wholes (`archive.store.wholes`). Pairs of the title and of the issuer stand
apart too, and so do tags and spans of time.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import add
from os.path import commonprefix
from typing import Union

from archive.store.wholes import wholes
from archive.terms import Copy, Either, Every, Term, Tree

TITLE, ISSUER, TAG, TIME, WHOLE = "\ue100", "\ue101", "\ue102", "\ue103", "\ue104"
"""What stands before a gram of the title or the issuer, a tag, a span of time, and a whole."""
MARKS = TITLE + ISSUER + TAG + TIME + WHOLE
LEVELS = (18, 21, 24)
"""Spans of time are 16, 128 and 1,024 days: so many bits of a place tell what is within."""
MOST = 24
"""Pairs, and triples, of one form that are asked for; the rest of a long phrase is left to the row."""
_TRIPLES = 0xF0000
"""The first of the characters that stand for triples; no text is made of them."""
_REMEMBERED = 2_000_000
"""Grams whose numbers are remembered: the same ones come again and again."""
_USUAL = re.compile("[0-9A-Za-z\u00a0-\ud7ff\uf900-\uffff]{1,2}")
_PLAIN = "".join(map(chr, range(128)))
_ESCAPES = [(one, chr(0xE000 + ord(one))) for one in _PLAIN if not one.isalnum() and one not in "\n "]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these are needed."""

    parts: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these is needed."""

    parts: tuple["Need", ...]


Need = Union[str, AllOf, OneOf]  # noqa: UP007 - names in quotes have no operator |


def of_copy(copy: Copy, tags: Iterable[str], place: int) -> set[str]:
    """Return all that the index knows of an announcement."""
    title, issuer = escaped(copy.title), escaped(copy.issuer)
    found: set[str] = set()
    triples: set[str] = set()
    for line in "\n".join((title, issuer, escaped(copy.numbers), escaped(copy.text))).split("\n"):
        pairs = list(map(add, line, line[1:]))
        found.update(line, pairs)
        triples.update(map(add, pairs, line[2:]))
    found.update(map(_TRIPLE.__getitem__, triples))
    found |= {TITLE + gram for gram in _grams(title)}
    found |= {ISSUER + gram for gram in _grams(issuer)}
    found |= {TAG + escaped(tag) for tag in tags}
    found |= {_span(level, place >> level) for level in LEVELS}
    for part in (copy.title, copy.issuer, copy.numbers, copy.text):
        found |= {WHOLE + whole for whole in wholes(part)}
    return found


def needs(tree: Tree) -> Need | None:
    """Return what a copy must have to be proposed for a tree, None when any may fulfil it."""
    if isinstance(tree, Term):
        mark = {"title": TITLE, "issuer": ISSUER}.get(tree.place or "", "")
        return _of_forms((tree.word, *tree.others), mark)
    if isinstance(tree, Every):
        return _all_of(need for part in tree.parts if (need := needs(part)) is not None)
    if isinstance(tree, Either):
        found = [needs(part) for part in tree.parts]
        return None if None in found else _one_of(found)
    return None


def is_exact(term: Term) -> bool:
    """Tell whether whatever has the grams of a term has the term: one or two usual characters, anywhere.

    Usual are those that stand for themselves alone: no ASCII punctuation, none of private use or beyond U+FFFF.
    """
    return term.place is None and not term.others and _USUAL.fullmatch(term.word) is not None


def both(*some: Need | None) -> Need | None:
    """Return the need of all of these together."""
    return _all_of(one for one in some if one is not None)


def of_tags(tags: Iterable[str]) -> Need | None:
    """Return the need of all these tags."""
    return _all_of(TAG + escaped(tag) for tag in tags)


def of_time(low: int, high: int) -> list[str]:
    """Return spans that cover the places from `low` up to `high`, as few as there are."""
    at, end = low >> LEVELS[0], (high - 1) >> LEVELS[0]
    found = []
    while at <= end:
        level = next(
            level
            for level in reversed(LEVELS)
            if at % (size := 1 << (level - LEVELS[0])) == 0 and (at + size - 1 <= end or level == LEVELS[0])
        )
        found.append(_span(level, at >> (level - LEVELS[0])))
        at += 1 << (level - LEVELS[0])
    return found


def escaped(text: str) -> str:
    """Return a text in which ASCII is letters, digits and blanks alone: other characters stand for the rest."""
    for one, other in _ESCAPES:
        if one in text:
            text = text.replace(one, other)
    return text


def hashed(gram: str) -> int:
    """Return a signed number of 32 bits for a gram: exact for two usual characters, apart from these for the rest."""
    if gram[0] in MARKS or (len(gram) > 1 and max(gram) > "\uffff"):
        number = 0xD800_0000 | (zlib.crc32(gram.encode()) & 0x07FF_FFFF)  # no text has a character D800 to DFFF
    else:
        number = (ord(gram[0]) << 16 ^ ord(gram[1])) & 0xFFFF_FFFF if len(gram) > 1 else ord(gram)
    return number - (1 << 32) if number >> 31 else number


def _grams(text: str) -> set[str]:
    pairs = set(map(add, text, text[1:]))
    return {gram for gram in pairs | set(text) if "\n" not in gram}


def _of_forms(forms: Sequence[str], mark: str) -> Need | None:
    """Return the need of any of the forms.

    What all have as wholes, and what stands before and behind these, is one short question, and enough: every form by
    its characters would be twenty questions of usual ones.
    """
    common = set.intersection(*map(wholes, forms)) if len(forms) > 1 else set()
    if not common:
        return _one_of(_of_form(form, mark) for form in forms)
    # Character by character is what is wanted here.
    before, behind = commonprefix(forms), commonprefix([form[::-1] for form in forms])[::-1]  # noqa: RUF071
    around = [need for part in (before, behind) if part and (need := _of_form(part, mark)) is not None]
    return _all_of([*(WHOLE + one for one in sorted(common)), *around])


def _of_form(stated: str, mark: str) -> Need | None:
    """Return the need of a form: a character, or wholes, pairs and triples, evenly chosen when there are too many."""
    form = escaped(stated)
    if len(form) == 1:
        return mark + form
    whole = [WHOLE + one for one in sorted(wholes(stated))]
    pairs = [mark + form[at : at + 2] for at in range(len(form) - 1)]
    triples = [_triple(form[at : at + 3]) for at in range(len(form) - 2)]
    return _all_of(gram for some in (whole, triples, pairs) for gram in some[:: max(1, -(-len(some) // MOST))])


def _triple(gram: str) -> str:
    return chr(_TRIPLES + (zlib.crc32(gram.encode()) & 0x1FFFF))


class _Remembered(dict[str, str]):
    """What a function makes of grams, looked up at once where it was made before; bounded."""

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, gram: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[gram] = self._made(gram)
        return found


_TRIPLE = _Remembered(_triple)
NUMBER = _Remembered(lambda gram: str(hashed(gram)))
"""The number of a gram, as PostgreSQL reads it."""


def _span(level: int, number: int) -> str:
    return f"{TIME}{level}x{number}"


def _all_of(parts: Iterable[Need]) -> Need | None:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else AllOf(found) if found else None


def _one_of(parts: Iterable[Need | None]) -> Need:
    found = tuple(dict.fromkeys(part for part in parts if part is not None))
    return found[0] if len(found) == 1 else OneOf(found)
