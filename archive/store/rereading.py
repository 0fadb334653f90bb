"""Kept bytes read anew: what there is to read, and what is read written over what was read before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from archive.records import Attachment, Found, Reading
from archive.records import Revision as RevisionRecord
from archive.store import merging, states, validators
from archive.store.keeping import as_stored
from archive.store.opening import Tx
from archive.tables import Announcement, Revision, Sighting, storable
from archive.tables import Attachment as AttachmentRow
from archive.tables import Reading as ReadingRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """Where an announcement was met: the source, the page, and whether its newest kept bytes came from there."""

    source: str
    url: str
    gave_the_bytes: bool


def ids(tx: Tx, sources: Iterable[str], *, before: int | None = None) -> list[str]:
    """Return the announcements first met by these sources of which bytes are kept, the first seen first.

    With `before` only those whose newest revision was read by readers of an earlier version.
    """
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    wanted = sa.select(Announcement.id).join(Revision, newest)
    file = sa.exists().where(
        AttachmentRow.announcement_id == Revision.announcement_id,
        AttachmentRow.revision == Revision.revision,
        AttachmentRow.sha256.is_not(None),
    )
    wanted = wanted.where(Announcement.source.in_(list(sources)), (Revision.raw_sha256 != "") | file)
    if before is not None:
        wanted = wanted.where(Revision.reader_version < before)
    return list(tx.scalars(wanted.order_by(Announcement.first_seen, Announcement.id)))


def met(tx: Tx, announcement_id: str, raw_sha256: str) -> list[Met]:
    """Return where an announcement was met, the page that the bytes of that hash came from first, where it is known."""
    rows = tx.scalars(sa.select(Sighting).where(Sighting.announcement_id == announcement_id))
    found = []
    for row in sorted(rows, key=lambda row: (row.first_seen, row.source, row.url)):
        given = validators.validators(tx, row.url)
        gave = given is not None and given.sha256 == raw_sha256
        found.append(Met(source=row.source, url=row.url, gave_the_bytes=gave))
    return sorted(found, key=lambda one: not one.gave_the_bytes)


def readings(tx: Tx, announcement_id: str) -> dict[int, tuple[Reading, ...]]:
    """Return what earlier readers made of each revision that was read anew, the first reading first."""
    found: dict[int, tuple[Reading, ...]] = {}
    query = sa.select(ReadingRow).where(ReadingRow.announcement_id == storable(announcement_id))
    for row in tx.scalars(query.order_by(ReadingRow.revision, ReadingRow.filled)):
        state = row.state
        words = {name: state[name] for name in ("title", "issuer", "doc_number", "body", "raw_sha256", "reader")}
        was = RevisionRecord(
            announcement_id=row.announcement_id,
            revision=row.revision,
            seen_at=row.until,
            published=datetime.fromisoformat(state["published"]) if state["published"] else None,
            reader_version=state["reader_version"],
            attachments=tuple(Attachment(**held["file"]) for held in state["attachments"]),
            **words,
        )
        found[row.revision] = (*found.get(row.revision, ()), Reading(until=row.until, state=was))
    return found


def reread(tx: Tx, found: Found, now: datetime) -> bool:
    """Write what the newest revision's bytes are read as now over what they were read as; returns whether it differs.

    `found.source` is the source whose page the bytes are; what it does not say is not known. It is no revision and no
    sighting. When the announcement has other bytes by now, or is gone, nothing is written.
    """
    found = as_stored(found)
    states.alone(tx)
    row = tx.execute(sa.select(Announcement.revision).where(Announcement.id == found.id)).one_or_none()
    if row is None:
        return False
    before = states.load(tx, found.id, row.revision)
    if before.raw_sha256 != found.raw_sha256:
        return False
    after = merging.reread(before, found)
    if after == before:
        return False
    if after == replace(before, reader=after.reader, reader_version=after.reader_version):
        states.note_reader(tx, found.id, row.revision, after)
        return False
    states.write_over(tx, found.id, row.revision, before, after, now, reread=True)
    states.index(tx, found.id, before, after)
    return True
