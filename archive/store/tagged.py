"""The tags of announcements as they are now, whether or not their rows were brought up to date since they changed."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from archive.store import reading
from archive.store.opening import Tx
from archive.tables import Matching
from archive.tags import tags_of

BOUND = "\n"
"""What stands around each tag of a row."""


def tags(tx: Tx, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the tags of those of the ids that are kept; those of rows that are stale are made anew."""
    found: dict[str, frozenset[str]] = {}
    stale: list[str] = []
    for some in reading.batches(ids):
        rows = select(Matching.announcement_id, Matching.tags, Matching.stale)
        for one, line, is_stale in tx.execute(rows.where(Matching.announcement_id.in_(some))):
            if is_stale:
                stale.append(one)
            else:
                found[one] = frozenset(line.strip(BOUND).split(BOUND))
    return found | {one.id: frozenset(tags_of(one)) for one in reading.announcements(tx, stale)}


def written(of: Iterable[str]) -> str:
    """Return tags as a row holds them."""
    return BOUND + "".join(f"{tag}{BOUND}" for tag in of)
