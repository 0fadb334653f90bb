"""From a place in a matching copy back to the words that it was made of. Pure.

A copy is as many lines as its original, and each original character has become a fixed number of characters of the
copy (`archive.text`): lines are counted, and then characters within one line, in steps when it is a very long one.
"""

from functools import lru_cache

from archive.text import matching

STEP = 4096
"""Characters of a line that are passed over at a time."""


def original(text: str, copy: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a text behind a span, not empty and within one line, of its copy."""
    line = copy.count("\n", 0, start)
    head = copy.rfind("\n", 0, start) + 1
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    first = _character(text, at, start - head)
    return first, _character(text, at, end - 1 - head) + 1


def _character(text: str, at: int, column: int) -> int:
    """Return the index of the character that has become the one in this column of the copy of the line at `at`."""
    while (
        at + STEP < len(text) and "\n" not in (step := text[at : at + STEP]) and (size := len(matching(step))) <= column
    ):
        at, column = at + STEP, column - size
    while (width := _width(text[at])) <= column:
        at, column = at + 1, column - width
    return at


@lru_cache(maxsize=16384)
def _width(character: str) -> int:
    return len(matching(character))


def find(text: str, term: str) -> tuple[int, int] | None:
    """Return the span of the original text that stands behind the first hit of a term (a matching copy), or None."""
    copy = matching(text)
    at = copy.find(term)
    return original(text, copy, at, at + len(term)) if term and at >= 0 else None
