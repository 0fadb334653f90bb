"""Where the words of a search stand in a text: every place at which the search finds them. Pure."""

from collections.abc import Iterator, Sequence

from archive.asking import parse
from archive.records.questions import Place
from archive.terms import Term, spans, wanted
from archive.text import folded, matching
from archive.web.marking import Mark

MOST = 500
"""Hits of one text that are marked."""
_BRACKETS = str.maketrans("()", "[]")


def asked(words: str) -> tuple[Term, ...]:
    """Return the terms that words ask for, in the language of searches; raises WrongUse for words out of bounds."""
    return wanted(parse(words))


def marks(text: str, terms: Sequence[Term], place: Place) -> list[Mark]:
    """Return the spans of a text of one place that hit one of the terms."""
    ours = [term for term in terms if term.place in {None, place}]
    found: list[Mark] = []
    at = 0
    for line in text.split("\n") if ours else ():
        found += (Mark(at + start, at + end) for start, end in _hits(line, ours))
        if len(found) >= MOST:
            return found[:MOST]
        at += len(line) + 1
    return found


def _hits(line: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    copy = matching(line)
    hits = [span for term in terms for span in spans(term, copy, 0, len(copy))]
    if not hits:
        return
    # The way back: of the folded line, whose blanks the copy has not.
    whole = folded(line)
    kept = [at for at, character in enumerate(whole.text) if not character.isspace()]
    if "".join(whole.text[at] for at in kept).translate(_BRACKETS) == copy:
        yield from (whole.span(kept[start], kept[end - 1] + 1) for start, end in hits if start < end)
