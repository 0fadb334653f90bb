"""Attachments whose bytes are kept and which wait for somebody to read them.

What is read of one later is no edit of the publisher's and no second reading of ours: it is written into every revision
that has the file, as if it had been there from the beginning, and the newest one is judged again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from archive.records import Attachment, AttachmentStatus
from archive.store import reading, states
from archive.store.keeping import as_read
from archive.store.merging import Held
from archive.store.opening import Tx
from archive.tables import Announcement, Revision
from archive.tables import Attachment as AttachmentRow

WAITING: AttachmentStatus = "waiting"
_waits = AttachmentRow.status == WAITING


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How many files wait, and since when the oldest does; None when none does."""

    files: int
    since: datetime | None


def ids(tx: Tx) -> list[str]:
    """Return the announcements that have a file which waits, the first seen first."""
    owners = sa.select(AttachmentRow.announcement_id).where(_waits)
    wanted = sa.select(Announcement.id).where(Announcement.id.in_(owners))
    return list(tx.scalars(wanted.order_by(Announcement.first_seen, Announcement.id)))


def backlog(tx: Tx) -> Backlog:
    """Return how many files wait and since when; the same file of two revisions counts once."""
    owner = (Revision.announcement_id == AttachmentRow.announcement_id) & (Revision.revision == AttachmentRow.revision)
    files = sa.select(AttachmentRow.announcement_id, AttachmentRow.sha256).where(_waits).distinct().subquery()
    since = tx.scalar(sa.select(sa.func.min(Revision.seen_at)).join(AttachmentRow, owner).where(_waits))
    return Backlog(files=tx.scalar(sa.select(sa.func.count()).select_from(files)) or 0, since=since)


def files(tx: Tx, announcement_id: str) -> tuple[Attachment, ...]:
    """Return the files of an announcement that wait, in whatever revision, each of the same bytes once."""
    which = sa.select(AttachmentRow).where(AttachmentRow.announcement_id == announcement_id, _waits)
    rows = tx.scalars(which.order_by(AttachmentRow.revision.desc(), AttachmentRow.position))
    found = {row.sha256: Attachment(**{name: getattr(row, name) for name in reading.FILE}) for row in rows}
    return tuple(found.values())


def fill(tx: Tx, announcement_id: str, read: Iterable[Attachment], now: datetime) -> bool:
    """Write what was read of files that wait into every revision that has them; returns whether any had.

    A file that does not wait any more, because another process has read it, stays as it is.
    """
    by_bytes = {one.sha256: as_read(one) for one in read}
    states.alone(tx)
    newest = tx.scalar(sa.select(Announcement.revision).where(Announcement.id == announcement_id))
    mine = sa.select(AttachmentRow.revision).where(AttachmentRow.announcement_id == announcement_id, _waits)
    filled = False
    for revision in tx.scalars(mine.distinct().order_by(AttachmentRow.revision)).all():
        before = states.load(tx, announcement_id, revision)
        after = replace(before, attachments=tuple(_filled(one, by_bytes) for one in before.attachments))
        if after == before:
            continue
        filled = True
        states.write_over(tx, announcement_id, revision, before, after, now, reread=False)
        if revision == newest:
            states.index(tx, announcement_id, before, after)
    return filled


def _filled(held: Held, read: Mapping[str | None, Attachment]) -> Held:
    file = held.file
    got = read.get(file.sha256)
    if file.status != WAITING or got is None:
        return held
    media_type = got.media_type or file.media_type
    return replace(held, file=replace(file, media_type=media_type, status=got.status, text=got.text))
