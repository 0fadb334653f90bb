"""Announcements: kept, found again, revised, withdrawn."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from archive import records
from archive.errors import NotFound
from archive.store import filters, finding, indexing, keys, reading
from archive.store.keeping import keep
from archive.store.opening import Tx
from archive.store.rereading import readings
from archive.store.validators import remember, validators
from archive.tables import Announcement, Matching, Revision, Sighting, storable

__all__ = [
    "Known",
    "counts",
    "get",
    "ids_of_source",
    "keep",
    "known",
    "last_seen_at",
    "named",
    "of",
    "remember",
    "revisions",
    "says",
    "seen",
    "select",
    "sightings",
    "titles",
    "validators",
    "withdraw",
]


NEWEST = 2_000
"""So many announcements are searched for a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a crawl must know of an announcement before it visits it; `fingerprint` is the reference's latest one."""

    id: str
    revision: int
    first_seen: datetime
    last_seen: datetime
    published: datetime | None
    withdrawn_at: datetime | None
    fingerprint: str
    url: str


def get(tx: Tx, id_or_url: str) -> records.Announcement:
    """Return the announcement of that id, or that was met at that URL; raises NotFound."""
    found = next(reading.announcements(tx, [_id(tx, id_or_url)]), None)
    if found is None:
        raise NotFound(f"{id_or_url}: no such announcement in the archive")
    return found


def says(tx: Tx, line: str, before: datetime) -> bool:
    """Tell whether any of the NEWEST announcements had this line in its words before a moment."""
    recent = sa.select(Announcement.id).order_by(Announcement.first_seen.desc())
    recent = recent.where(Announcement.first_seen < before).limit(NEWEST)
    found = sa.select(Revision.announcement_id).where(
        Revision.announcement_id.in_(recent), Revision.seen_at < before, Revision.body.contains(line, autoescape=True)
    )
    return tx.scalar(found.limit(1)) is not None


def known(tx: Tx, ids: Iterable[str]) -> dict[str, Known]:
    """Return what is known of those of the ids that are kept."""
    found = {}
    for some in reading.batches(ids):
        for row in tx.scalars(sa.select(Announcement).where(Announcement.id.in_(some))):
            found[row.id] = Known(**{name: getattr(row, name) for name in Known.__slots__})
    return found


def seen(tx: Tx, ids: Iterable[str], source: str, now: datetime) -> None:
    """Note that a listing of the source still has these announcements; none of them is withdrawn then."""
    for some in reading.batches(ids):
        back = sa.select(Announcement.id).where(Announcement.id.in_(some), Announcement.withdrawn_at.is_not(None))
        tx.execute(sa.update(Matching).where(Matching.announcement_id.in_(back)).values(stale=True))
        tx.execute(sa.update(Announcement).where(Announcement.id.in_(some)).values(last_seen=now, withdrawn_at=None))
        here = (Sighting.announcement_id.in_(some), Sighting.source == source)
        tx.execute(sa.update(Sighting).where(*here).values(last_seen=now))


def revisions(
    tx: Tx, announcement_id: str, newest: int | None = None, *, only: Collection[int] | None = None
) -> list[records.Revision]:
    """Return the states of the words, the first one first: all, the newest so many, or those of these numbers.

    Raises NotFound when there is none.
    """
    query = sa.select(Revision).where(Revision.announcement_id == storable(announcement_id))
    if only is not None:
        query = query.where(Revision.revision.in_(only))
    rows = tx.scalars(query.order_by(Revision.revision.desc()).limit(newest)).all()[::-1]
    if not rows:
        raise NotFound(f"{announcement_id}: no such announcement in the archive")
    files = reading.attachments(tx, [(row.announcement_id, row.revision) for row in rows])
    before = readings(tx, announcement_id)
    names = [name for name in records.Revision.__slots__ if name not in {"attachments", "readings"}]
    return [
        records.Revision(
            attachments=files.get((row.announcement_id, row.revision), ()),
            readings=before.get(row.revision, ()),
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]


def withdraw(tx: Tx, announcement_id: str, now: datetime) -> None:
    """Note that the publisher took the announcement away; the moment of the first note stays. Raises NotFound."""
    which = Announcement.id == storable(announcement_id)
    if tx.scalar(sa.select(Announcement.id).where(which)) is None:
        raise NotFound(f"{announcement_id}: no such announcement in the archive")
    tx.execute(sa.update(Announcement).where(which, Announcement.withdrawn_at.is_(None)).values(withdrawn_at=now))
    indexing.mark(tx, announcement_id)


def of(tx: Tx, ids: Iterable[str]) -> Iterator[records.Announcement]:
    """Give the announcements of these ids, in their order; ids that are not in the archive are passed."""
    yield from reading.announcements(tx, list(ids))


def select(tx: Tx, query: records.Query) -> Iterator[records.Announcement]:
    """Give the announcements that a query asks for, the newest publication first; one without a date comes last."""
    found = islice(finding.rows(tx, finding.asked(query)), query.limit)
    yield from reading.announcements(tx, (row.id for row in found))


def titles(tx: Tx) -> list[tuple[str, str, str | None]]:
    """Return id, title and 文号 of all that is kept and not withdrawn, the first seen first."""
    query = sa.select(Announcement.id, Revision.title, Revision.doc_number).join(
        Revision, (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    )
    rows = tx.execute(
        query.where(Announcement.withdrawn_at.is_(None)).order_by(Announcement.first_seen, Announcement.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def named(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """Return the titles of those of the ids that are kept."""
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    query = sa.select(Announcement.id, Revision.title).join(Revision, newest)
    found: dict[str, str] = {}
    for some in reading.batches(ids):
        found |= {row[0]: row[1] for row in tx.execute(query.where(Announcement.id.in_(some)))}
    return found


def counts(tx: Tx) -> tuple[int, int]:
    """Return how many announcements are kept, and how many of them were judged relevant."""
    kept = sa.select(sa.func.count()).select_from(Announcement)
    judged = kept.where(filters.judged(True))
    return tx.execute(kept).scalar_one(), tx.execute(judged).scalar_one()


def ids_of_source(tx: Tx, source: str) -> set[str]:
    """Return the ids of all that was ever met at a source."""
    return set(tx.scalars(sa.select(Sighting.announcement_id).where(Sighting.source == source)))


def sightings(tx: Tx, source: str) -> dict[str, str]:
    """Return the id behind each URL that was met at a source."""
    rows = tx.execute(sa.select(Sighting.url, Sighting.announcement_id).where(Sighting.source == source))
    return {url: owner for url, owner in rows}  # noqa: C416


def last_seen_at(tx: Tx, source: str) -> dict[str, datetime]:
    """Return when each announcement of a source was last seen at that very source."""
    query = sa.select(Sighting.announcement_id, Sighting.last_seen).where(Sighting.source == source)
    return {owner: moment for owner, moment in tx.execute(query.order_by(Sighting.last_seen))}  # noqa: C416


def _id(tx: Tx, id_or_url: str) -> str:
    called = storable(id_or_url)
    if "/" not in called:
        return called
    met = sa.select(Sighting.announcement_id).where(Sighting.url_key == keys.of_url(called))
    return tx.scalars(met.order_by(Sighting.first_seen).limit(1)).one_or_none() or called
