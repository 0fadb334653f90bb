"""How much of an edition fits: what is laid out in full, in a line, or only counted. Pure.

A page has room for so many bytes. Lists beside the news have a share of it each, the news take what is left, and what
they leave goes to the lists again. Every list keeps its order, so that what is left out is always its end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

SHARES: Mapping[str, float] = {
    "overviews": 0.16,
    "changes": 0.18,
    "rows": 0.34,
    "gaps": 0.16,
    "unwell": 0.08,
    "withdrawn": 0.06,
    "near_misses": 0.06,
    "healthy": 0.06,
    "reprints": 0.04,
    "earlier": 0.04,
}
"""The lists beside the news, the most urgent first, and what part of the room each may take before the news."""
HEADED = 10
"""So many items are told in full before others are told at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much is laid out.

    Of the items in the order of their weight the first `full` stand in full, those up to `listed` take one line each.
    Of each list beside them the first ones stand. `measuring`: those in full stand in a line too.
    """

    full: int
    listed: int
    lists: Mapping[str, int]
    measuring: bool = False

    def of(self, name: str) -> int:
        """Return how many entries of a list stand."""
        return self.lists.get(name, 0)


def fit(room: int, full: Sequence[int], brief: Sequence[int], lists: Mapping[str, Sequence[int]]) -> Limits:
    """Return what fits into a number of bytes.

    `full` and `brief` are the bytes that the items take in full and in a line, in the order of their weight; there may
    be fewer of `full`, as those behind them are never told in full. `lists` are the bytes of the entries of each list.
    """
    room, left = max(0, room), max(0, room)
    counts: dict[str, int] = {}
    for name, share in SHARES.items():
        counts[name], used = _first(lists.get(name, ()), min(left, int(share * room)))
        left -= used
    told, listed, used = _items(left, full, brief)
    left -= used
    for name in SHARES:
        more, used = _first(lists.get(name, ())[counts[name] :], left)
        counts[name], left = counts[name] + more, left - used
    return Limits(full=told, listed=listed, lists=counts)


def _items(room: int, full: Sequence[int], brief: Sequence[int]) -> tuple[int, int, int]:
    """Return how many items are told in full, how many altogether, and what they take."""
    told, used = _first(full[:HEADED], room)
    more, lines = _first(brief[told:], room - used)
    listed, used = told + more, used + lines
    for at in range(told, min(listed, len(full))):
        # In full instead of in a line.
        cost = full[at] - brief[at]
        if used + cost > room:
            break
        told, used = at + 1, used + cost
    return told, listed, used


def _first(sizes: Sequence[int], room: int) -> tuple[int, int]:
    """Return how many of the first ones fit, and what they take."""
    taken, used = 0, 0
    for total in accumulate(sizes):
        if total > room:
            break
        taken, used = taken + 1, total
    return taken, used
