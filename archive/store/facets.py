"""Facets of announcements by their ids."""

from collections.abc import Sequence

from archive.facets import counted
from archive.records import Facet
from archive.store import tagged
from archive.store.opening import Tx


def facets(tx: Tx, ids: Sequence[str]) -> dict[str, tuple[Facet, ...]]:
    """Return how many of these announcements have each value of each filter; see `archive.facets.counted`."""
    return counted(tagged.tags(tx, ids).values())
