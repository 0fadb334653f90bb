"""Spans of a text as marks on a page: what is quoted as evidence, and what a search has hit. Pure.

Spans may overlap and cross lines. A piece is a run of characters in which nothing begins or ends.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.printable import printable


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the stored text, in code points; `evidence` is the number of a quotation, 0 for a hit."""

    start: int
    end: int
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, as they print. `evidence` are the quotations that they belong to.

    `begins` are those of which they are the first, `ends` those of which they are the last that is shown.
    """

    text: str
    hit: bool = False
    evidence: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


Pieces = tuple[Piece, ...]


class Cutter:
    """Cuts slices of one text into pieces."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self.text = text
        spans = [one for one in marks if 0 <= one.start < one.end <= len(text)]
        self.edges = sorted({0, len(text), *(one.start for one in spans), *(one.end for one in spans)})
        self.states = _states(self.edges, spans)

    def cut(self, start: int, end: int) -> Pieces:
        """Return what prints of the slice start:end."""
        found = []
        at = max(0, bisect_right(self.edges, start) - 1)
        while start < end:
            upto = min(end, self.edges[at + 1]) if at + 1 < len(self.edges) else end
            if words := printable(self.text[start:upto]):
                hit, evidence = self.states[at]
                found.append(Piece(words, hit, evidence))
            start, at = upto, at + 1
        return tuple(found)


def bounded(runs: Sequence[Pieces]) -> list[Pieces]:
    """Return runs of pieces in reading order, in which each quotation has its first and its last piece."""
    first: dict[int, tuple[int, int]] = {}
    last: dict[int, tuple[int, int]] = {}
    for run, pieces in enumerate(runs):
        for at, piece in enumerate(pieces):
            for number in piece.evidence if piece.text.strip() else ():
                first.setdefault(number, (run, at))
                last[number] = (run, at)
    if not first:
        return list(runs)
    begins, ends = _by_place(first), _by_place(last)
    return [
        tuple(
            replace(piece, begins=begins.get((run, at), ()), ends=ends.get((run, at), ())) if piece.evidence else piece
            for at, piece in enumerate(pieces)
        )
        for run, pieces in enumerate(runs)
    ]


def whole(text: str, marks: Iterable[Mark]) -> Pieces:
    """Return a text of one line in pieces."""
    return bounded([Cutter(text, marks).cut(0, len(text))])[0]


def _states(edges: Sequence[int], spans: Sequence[Mark]) -> list[tuple[bool, tuple[int, ...]]]:
    """Return for each edge what holds from there on to the next one."""
    begin: dict[int, list[int]] = {}
    end: dict[int, list[int]] = {}
    for one in spans:
        begin.setdefault(one.start, []).append(one.evidence)
        end.setdefault(one.end, []).append(one.evidence)
    open_ones: list[int] = []
    found = []
    for edge in edges:
        for number in end.get(edge, ()):
            open_ones.remove(number)
        open_ones += begin.get(edge, ())
        found.append((0 in open_ones, tuple(sorted({one for one in open_ones if one}))))
    return found


def _by_place(places: dict[int, tuple[int, int]]) -> dict[tuple[int, int], tuple[int, ...]]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, place in sorted(places.items()):
        found[place] = (*found.get(place, ()), number)
    return found
