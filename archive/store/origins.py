"""Which announcement names kept bytes, and how: as its page, or as an attachment with a name of its own."""

from dataclasses import dataclass

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Attachment, Revision, storable


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose bytes they are: an announcement, its revision, and the attachment's name, empty for the page itself."""

    announcement_id: str
    revision: int
    name: str = ""


def origin(tx: Tx, sha256: str, announcement_id: str = "") -> Origin | None:
    """Return who names the bytes of a hash, None when nobody does.

    `announcement_id` bounds the question to one announcement.
    """
    within = storable(announcement_id)
    file = sa.select(Attachment.announcement_id, Attachment.revision, Attachment.name)
    file = file.where(Attachment.sha256 == sha256)
    page = sa.select(Revision.announcement_id, Revision.revision).where(Revision.raw_sha256 == sha256)
    if within:
        file = file.where(Attachment.announcement_id == within)
        page = page.where(Revision.announcement_id == within)
    file = file.order_by(Attachment.announcement_id, Attachment.revision.desc(), Attachment.position)
    if found := tx.execute(file.limit(1)).first():
        return Origin(*found)
    found_page = tx.execute(page.order_by(Revision.announcement_id, Revision.revision.desc()).limit(1)).first()
    return Origin(*found_page) if found_page else None
