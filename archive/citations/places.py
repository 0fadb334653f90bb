"""Where a text names documents: 《…》 with what is nested in it, and document numbers. Pure, and linear in the text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from archive import doc_numbers
from archive.citations.names import LONGEST

MOST = 1000
"""Places of one part that are looked at; an honest paper has a few dozen."""
EMPTY = len("《》")
BROKEN = 2
"""Ends of lines that a name may run over in the text of a PDF."""
JOINING = 4
"""Characters between a number and the name of the same document."""
BESIDE = 120
"""Characters after a name in which its number and its shortened name stand."""
_SIGNS = re.compile("[《》]")
_SHORT = re.compile(r"(?:简称|下称|统称)(?:为|：|:)?[“\"]?《(?P<short>[^《》\n]{1,40})》")
_BRACKETS = re.compile(r"\s{0,2}[（(](?:[^（）()\n]|[（(][^（）()\n]{0,20}[）)]){1,110}[）)]?")
_END = re.compile("[。；;\n]")
_JOINED = re.compile(r"\s?(?:文件|文)?的?$")
_Number = tuple[int, int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A document named at start:end of a text: its name without the outer 《》, its numbers, or both.

    `short` is the name that the text says it uses from here on; `beside` is the end of the brackets after the name.
    """

    start: int
    end: int
    beside: int
    title: str | None
    numbers: tuple[str, ...] = ()
    short: str | None = None


def places(text: str) -> list[Place]:
    """Return the places of a text at which documents are named, in their order."""
    numbers = sorted(islice(doc_numbers.spans(text), MOST))
    named, used = [], set[_Number]()
    skip = -1
    for start, end in islice(_names(text), MOST):
        if start == skip:
            continue
        short, at = _short(text, end)
        skip = at if short else skip
        brackets = found.end() if (found := _BRACKETS.match(text, end)) else end
        own = _between(numbers, end, brackets) or _before(numbers, text, start)
        # A number inside a name is part of the name; one of those in brackets after it is the document's.
        used.update(own, _between(numbers, start, end))
        title = text[start + 1 : end - 1]
        called = tuple(dict.fromkeys(number for _, _, number in own))
        named.append(Place(start=start, end=end, beside=brackets, title=title, numbers=called, short=short))
    alone = [
        Place(start=start, end=end, beside=end, title=None, numbers=(number,))
        for start, end, number in numbers
        if (start, end, number) not in used
    ]
    return sorted([*named, *alone], key=lambda one: one.start)


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Give the outermost 《…》 that are closed within the length of a name; a sign without its other half is none."""
    opened: list[int] = []
    pairs = []
    for sign in _SIGNS.finditer(text):
        if sign[0] == "《":
            opened.append(sign.start())
        elif opened:
            start = opened.pop()
            if EMPTY < sign.end() - start <= LONGEST and text.count("\n", start, sign.end()) <= BROKEN:
                pairs.append((start, sign.end()))
    last = -1
    for start, end in sorted(pairs):
        if start >= last:
            yield start, end
            last = end


def _short(text: str, end: int) -> tuple[str | None, int]:
    """Return the name that is stated as the short one of the document whose name ends here, and where it stands."""
    window = text[end : end + BESIDE]
    if (stop := _END.search(window)) is not None:
        window = window[: stop.start()]
    found = _SHORT.search(window)
    if found is None or "《" in window[: found.start()]:
        return None, -1
    return found["short"], end + found.start("short") - 1


def _between(numbers: Sequence[_Number], start: int, end: int) -> list[_Number]:
    first = bisect_left(numbers, (start, 0, ""))
    return [one for one in numbers[first : bisect_left(numbers, (end, 0, ""))] if one[1] <= end]


def _before(numbers: Sequence[_Number], text: str, start: int) -> list[_Number]:
    """Return the number that stands right before a name (`中府〔2025〕1号文《X》`)."""
    place = bisect_left(numbers, (start, 0, ""))
    if not place:
        return []
    before = numbers[place - 1]
    between = text[before[1] : start]
    return [before] if len(between) <= JOINING and _JOINED.fullmatch(between) else []
