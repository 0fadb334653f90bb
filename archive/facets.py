"""Facets: how many of the announcements that a query found have which value of each filter, from their tags. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain

from archive.records import Facet

NAMES = ("source", "body", "town", "theme", "directive", "topic", "has", "relevant", "year")
"""The facets in the order in which they are told, by the names of the filters that they narrow; a year is a period."""
MOST = 50
"""Values of one facet that are told."""


def counted(tags: Iterable[Iterable[str]]) -> dict[str, tuple[Facet, ...]]:
    """Return how many of some announcements have each value, the most first, then by name; MOST values at most.

    `tags` are those of `archive.tags.tags_of` for each of them. A facet that none of them has a value of is left out.
    A directive is told with its meeting, a `year` is that of the publication, `none` of what has no date, and
    `relevant` is yes, no, or unjudged.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for tag, count in Counter(chain.from_iterable(tags)).items():
        kind, _, value = tag.partition(":")
        if kind == "month":
            counts["year"][value.partition("-")[0]] += count
        elif kind != "directive" or "/" in value:
            counts[kind][value] = count
    return {name: _told(counts[name]) for name in NAMES if name in counts}


def _told(counts: Counter[str]) -> tuple[Facet, ...]:
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    return tuple(Facet(value, count) for value, count in most)
