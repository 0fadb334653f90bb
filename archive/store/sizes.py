"""How large an archive is, and how much of it waits to be read."""

import sqlalchemy as sa

from archive.records import READ
from archive.store.opening import Tx
from archive.tables import Announcement, Attachment


def database_bytes(tx: Tx) -> int:
    """Return the bytes that the database takes on its disk, without the journal of what is being written."""
    if tx.connection().dialect.name == "postgresql":
        return int(tx.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = tx.execute(sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
    return int(pages.scalar_one())


def unread(tx: Tx) -> int:
    """Return how many attachments of newest revisions have a text that is not known, for whatever reason."""
    newest = (Attachment.announcement_id == Announcement.id) & (Attachment.revision == Announcement.revision)
    count = sa.select(sa.func.count()).select_from(Attachment).join(Announcement, newest)
    return tx.execute(count.where(Attachment.status.not_in(READ))).scalar_one()
