"""Whose bytes are kept under a hash."""

from sqlalchemy import select

from archive.store.opening import Tx
from archive.tables import Revision


def of_page(tx: Tx, sha256: str) -> str | None:
    """Return the id of an announcement of which some revision was read from a page with this hash, None when none."""
    found = select(Revision.announcement_id).where(Revision.raw_sha256 == sha256)
    return tx.scalar(found.order_by(Revision.announcement_id).limit(1))
