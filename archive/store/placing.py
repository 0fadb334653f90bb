"""Finding the place that an announcement takes among those that are kept (`archive.places`)."""

from datetime import datetime

import sqlalchemy as sa

from archive.places import DATED, wished
from archive.store.opening import Tx
from archive.tables import Matching

_LOOK = 64
_NEXT = (
    sa.select(Matching.place)
    .where(Matching.place >= sa.bindparam("first"), Matching.place < sa.bindparam("last"))
    .order_by(Matching.place)
)
_LAST_UNDATED = sa.select(sa.func.max(Matching.place)).where(Matching.place < DATED)


def free(tx: Tx, published: datetime | None) -> int:
    """Return the place that an announcement takes; the caller is the only one that keeps."""
    connection = tx.connection()
    if published is None:
        return (connection.scalar(_LAST_UNDATED) or 0) + 1
    at, look = wished(published), _LOOK
    while True:
        taken = connection.scalars(_NEXT, {"first": at, "last": at + look})
        begun = at
        for place in taken:
            if place != at:
                break
            at += 1
        if at < begun + look:
            return at
        look *= 4
