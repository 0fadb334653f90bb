"""Many new items of one theme in a few lines: who published them, what closes next, where most money is. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from archive.figures import figures
from digest.edition import Item, Line

MANY = 100
"""With more new items than this each theme is told by an overview and its first items."""
TOP = 4
"""Items of a theme that are told in full beside its overview."""
BODIES, CLOSING, SUMS = 5, 4, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """What closes, and when."""

    line: Line
    deadline: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """The largest sum that an announcement states, in its own words."""

    line: Line
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The items of one theme: publishers with their numbers, the nearest deadlines to come, the largest sums.

    `others` counts the items of further publishers.
    """

    bodies: tuple[tuple[str, int], ...]
    others: int
    closing: tuple[Closing, ...]
    sums: tuple[Sum, ...]


def overview(items: Sequence[Item], today: date) -> Overview:
    """Return the overview of items; an empty name stands for publishers that are not known."""
    counted = Counter(item.line.issuer or "" for item in items)
    bodies = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ahead = [item for item in items if item.deadline and item.deadline >= today]
    ahead.sort(key=lambda item: (item.deadline, item.line.id))
    return Overview(
        bodies=tuple(bodies[:BODIES]),
        others=sum(n for _, n in bodies[BODIES:]),
        closing=tuple(Closing(line=one.line, deadline=one.deadline) for one in ahead[:CLOSING] if one.deadline),
        sums=_sums(items),
    )


def _sums(items: Sequence[Item]) -> tuple[Sum, ...]:
    found = [(worth, words, item) for item in items for worth, words in [_largest(item)] if worth]
    found.sort(key=lambda one: (-one[0], one[2].line.id))
    return tuple(Sum(line=item.line, words=words) for _, words, item in found[:SUMS])


def _largest(item: Item) -> tuple[Decimal, str]:
    stated = tuple(one.text for one in item.offer.sums) if item.offer else ()
    return max(((worth(words), words) for words in (*stated, *item.amounts)), default=(Decimal(0), ""))


@lru_cache(maxsize=20_000)
def worth(words: str) -> Decimal:
    """Return the largest sum in 元 that some words state, 0 when they state none."""
    found = (one for one in figures(words[:400], date.min) if one.kind == "amount" and one.unit == "元")
    return max((Decimal(one.value) for one in found), default=Decimal(0))
