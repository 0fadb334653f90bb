"""The filters of a search as its page shows them: those in force, and those that can be added. Pure.

A choice is a link: the pairs of the query it leads to, as an address writes them (`archive.asked`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from archive.records import Facet

Pairs = Sequence[tuple[str, str]]
FILTERS = (
    "theme", "directive", "topic", "has", "relevant", "from", "to", "town", "body", "issuer", "number", "source",
)  # fmt: skip
"""Filters in the order in which those in force are named."""
GROUPS = ("theme", "topic", "has", "year", "town", "body", "directive", "relevant", "source")
"""Facets in the order in which they are offered."""
SHOWN = 8
"""Values of a facet that are shown at once; the others are behind a word."""
_KNOWN = {"relevant": {"yes", "no"}}
"""Values that are filters too: `unjudged` can be counted, not asked for."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the query without it."""

    name: str
    value: str
    query: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, how many hits have it, whether it is in force, and the query that adds or drops it."""

    value: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of a facet: those that are shown at once, and the rest."""

    name: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


def query(pairs: Pairs) -> str:
    """Return the pairs as an address has them behind its question mark."""
    return urlencode(pairs)


def values(pairs: Pairs, name: str) -> list[str]:
    """Return the values of one filter."""
    return [value for stated, value in pairs if stated == name]


def plain(pairs: Pairs) -> list[tuple[str, str]]:
    """Return the pairs without the place at which a page begins."""
    return [one for one in pairs if one[0] != "after"]


def onward(pairs: Pairs, after: str) -> list[tuple[str, str]]:
    """Return the pairs of the page that begins behind a place."""
    return [*plain(pairs), ("after", after)]


def without(pairs: Pairs, *dropped: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of the first page of a query without some of them."""
    return [one for one in plain(pairs) if one not in dropped]


def adding(pairs: Pairs, name: str, value: str) -> list[tuple[str, str]]:
    """Return the pairs of a query with one more; a filter that has one value takes the new one."""
    kept = [one for one in plain(pairs) if one[0] != name or (name == "has" and one[1] != value)]
    return [*kept, (name, value)]


def chips(pairs: Pairs) -> list[Chip]:
    """Return the filters in force."""
    stated = sorted((one for one in pairs if one[0] in FILTERS), key=lambda one: FILTERS.index(one[0]))
    return [Chip(name, value, query(without(pairs, (name, value)))) for name, value in stated]


def groups(pairs: Pairs, facets: Mapping[str, Iterable[Facet]], count: int) -> list[Group]:
    """Return the facets that tell `count` hits apart or are in force, the most frequent value first."""
    found = []
    for name in GROUPS:
        choices = [_choice(pairs, name, one) for one in facets.get(name, ()) if _is_filter(name, one.value)]
        if len(choices) > 1 or any(one.chosen or one.count < count for one in choices):
            found.append(Group(name, tuple(choices[:SHOWN]), tuple(choices[SHOWN:])))
    return found


def _is_filter(name: str, value: str) -> bool:
    if name == "year":
        return value.isdecimal() and len(value) == len("2025")
    return value in _KNOWN.get(name, {value})


def _choice(pairs: Pairs, name: str, one: Facet) -> Choice:
    if name == "year":
        days = [("from", f"{one.value}-01-01"), ("to", f"{one.value}-12-31")]
        chosen = all(day in pairs for day in days)
        rest = [pair for pair in plain(pairs) if pair[0] not in {"from", "to"}]
        return Choice(one.value, one.count, chosen, query(rest if chosen else [*rest, *days]))
    pair = (name, one.value)
    chosen = pair in pairs
    return Choice(one.value, one.count, chosen, query(without(pairs, pair) if chosen else adding(pairs, *pair)))
