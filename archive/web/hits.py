"""Where the words of a search stand in a text: in any script, width and bracket, as the search finds them."""

from collections.abc import Iterator

from archive.store import filters, keys
from archive.text import folded
from archive.web.marking import Mark

MOST = 500
"""Hits of one text that are marked."""
LONGEST = 300_000
"""Characters of a text in which hits are looked for."""


def marks(text: str, words: str) -> list[Mark]:
    """Return the spans of the text that hit one of the words; raises WrongUse for words out of bounds."""
    text = text[:LONGEST]
    terms = [term for term in filters.terms(words) if term]
    if not terms or not any(term in keys.matching(text) for term in terms):
        return []
    copy = folded(text)
    kept = [at for at, character in enumerate(copy.text) if character == "\n" or not character.isspace()]
    dense = "".join(copy.text[at] for at in kept).translate(keys.BRACKETS)
    found: list[Mark] = []
    for term in terms:
        for at in _places(dense, term):
            found.append(Mark(*copy.span(kept[at], kept[at + len(term) - 1] + 1)))
            if len(found) == MOST:
                return found
    return found


def _places(text: str, term: str) -> Iterator[int]:
    at = text.find(term)
    while at >= 0:
        yield at
        at = text.find(term, at + len(term))
