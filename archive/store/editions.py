"""Editions: what was composed, what it told, and what has still to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from archive import records
from archive.store import filters, reading
from archive.store.opening import Tx
from archive.tables import Announcement, Edition, EditionItem, Matching, Revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """An edition without its pages."""

    key: str
    date: date
    kind: str
    language: str
    composed_at: datetime
    subject: str
    corrects: str | None


_PLAIN = ("key", "kind", "language", "composed_at", "subject", "html", "text", "corrects")


def untold(tx: Tx, kind: str, until: datetime, *, since: datetime | None = None) -> list[records.Announcement]:
    """Return what no edition of that kind has dealt with, of what happened up to `until`, the first seen first.

    What happens is: first seen, revised, withdrawn. An edition has dealt with what it told and with what it weighed
    and left out (`put`), at that revision; a withdrawal after that has to be told anew. With `since` only what happened
    at that moment or later is returned.
    """
    items = sa.select(EditionItem).join(Edition, Edition.key == EditionItem.edition_key)
    items = items.where(_of(kind), EditionItem.announcement_id == Announcement.id)
    never = ~items.exists()
    not_this = ~items.where(EditionItem.revision == Announcement.revision).exists()
    not_gone = ~items.where(EditionItem.withdrawn).exists()
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    happened = sa.or_(
        never & _within(Announcement.first_seen, since, until),
        not_this & _within(Revision.seen_at, since, until),
        not_gone & _within(Announcement.withdrawn_at, since, until),
    )
    ids = sa.select(Announcement.id).join(Revision, newest).where(happened)
    return list(reading.announcements(tx, tx.scalars(ids.order_by(Announcement.first_seen, Announcement.id)).all()))


def told_revisions(tx: Tx, kind: str, *, before: date | None = None, since: date | None = None) -> dict[str, int]:
    """Return by announcement the newest revision that editions of that kind told: of days before one, since one."""
    told = sa.select(EditionItem.announcement_id, sa.func.max(EditionItem.revision))
    told = told.join(Edition, Edition.key == EditionItem.edition_key).where(_of(kind), EditionItem.told)
    if before is not None:
        told = told.where(Edition.day < before)
    if since is not None:
        told = told.where(Edition.day >= since)
    return {one: revision for one, revision in tx.execute(told.group_by(EditionItem.announcement_id))}  # noqa: C416


def dealt_with(tx: Tx, key: str) -> dict[str, tuple[int, bool]]:
    """Return by announcement the revision that an edition dealt with, and whether it told it."""
    rows = sa.select(EditionItem.announcement_id, EditionItem.revision, EditionItem.told)
    found = tx.execute(rows.where(EditionItem.edition_key == key))
    return {one: (revision, told) for one, revision, told in found}


def put(
    tx: Tx,
    edition: records.StoredEdition,
    told: Iterable[tuple[str, int]],
    left_out: Iterable[tuple[str, int]] = (),
    *,
    gone: Iterable[str] | None = None,
    record: bytes | None = None,
) -> None:
    """Keep an edition with the (announcement, revision) that it told, and those that it weighed and left out.

    Neither comes back as untold in an edition of the same kind until it is revised or withdrawn. `gone` are those that
    it knew as withdrawn, by default those that were when it was composed. `record` is the edition whole, in the form of
    whoever made it. An edition of the same key is replaced.
    """
    tx.execute(sa.delete(EditionItem).where(EditionItem.edition_key == edition.key))
    tx.execute(sa.delete(Edition).where(Edition.key == edition.key))
    plain = {name: getattr(edition, name) for name in _PLAIN}
    values = {**plain, "day": edition.date, "content": dict(edition.content), "record": record}
    tx.execute(sa.insert(Edition).values(**values))
    items = {one: (revision, False) for one, revision in left_out} | {one: (revision, True) for one, revision in told}
    known = _withdrawn(tx, items, edition.composed_at) if gone is None else set(gone)
    rows = [
        {"edition_key": edition.key, "announcement_id": one, "revision": revision, "told": was_told}
        | {"withdrawn": one in known}
        for one, (revision, was_told) in items.items()
    ]
    if rows:
        tx.execute(sa.insert(EditionItem), rows)


def record_of(tx: Tx, key: str) -> bytes | None:
    """Return the edition of that key whole, as it was handed to `put`; None when there is none, or none was."""
    return tx.scalar(sa.select(Edition.record).where(Edition.key == key))


def get(tx: Tx, key: str) -> records.StoredEdition | None:
    """Return the edition of that key, None when there is none."""
    row = tx.get(Edition, key, populate_existing=True)
    return None if row is None else _edition(row)


def on(tx: Tx, day: date, kind: str) -> list[records.StoredEdition]:
    """Return the editions of that day and kind, in the order they were composed."""
    rows = sa.select(Edition).where(Edition.day == day, Edition.kind == kind)
    return [_edition(row) for row in tx.scalars(rows.order_by(Edition.composed_at, Edition.key))]


def last(tx: Tx, kind: str) -> records.StoredEdition | None:
    """Return the newest edition of that kind, None when there is none."""
    rows = sa.select(Edition).where(Edition.kind == kind)
    row = tx.scalars(rows.order_by(Edition.day.desc(), Edition.composed_at.desc()).limit(1)).one_or_none()
    return None if row is None else _edition(row)


def composed_before(tx: Tx, kind: str, moment: datetime) -> datetime | None:
    """Return when the newest edition of that kind was composed of those composed before a moment."""
    before = sa.select(sa.func.max(Edition.composed_at)).where(Edition.kind == kind, Edition.composed_at < moment)
    return tx.scalar(before)


def every(tx: Tx, limit: int | None = None) -> list[records.StoredEdition]:
    """Return the editions, the newest first."""
    rows = sa.select(Edition).order_by(Edition.composed_at.desc(), Edition.key.desc()).limit(limit)
    return [_edition(row) for row in tx.scalars(rows)]


def headings(tx: Tx, *, start: int = 0, most: int) -> list[Heading]:
    """Return the editions without their pages, the newest first: so many from the one at `start`."""
    rows = sa.select(*(Edition.day if name == "date" else getattr(Edition, name) for name in Heading.__slots__))
    rows = rows.order_by(Edition.composed_at.desc(), Edition.key.desc()).offset(start).limit(most)
    return [Heading(**dict(zip(Heading.__slots__, row, strict=True))) for row in tx.execute(rows)]


def count(tx: Tx) -> int:
    """Return how many editions are kept."""
    return tx.execute(sa.select(sa.func.count()).select_from(Edition)).scalar_one()


def days_of(tx: Tx, kind: str) -> list[date]:
    """Return the days of the editions of that kind, each once, the earliest first."""
    return list(tx.scalars(sa.select(Edition.day).where(Edition.kind == kind).distinct().order_by(Edition.day)))


def days_since(tx: Tx, kind: str, since: date) -> list[date]:
    """Return the days from one on of which an edition of that kind is kept."""
    rows = sa.select(Edition.day).where(Edition.kind == kind, Edition.day >= since)
    return list(tx.scalars(rows.distinct().order_by(Edition.day)))


def corrections(tx: Tx, key: str) -> list[records.StoredEdition]:
    """Return the editions that correct the one of that key, in the order they were composed."""
    rows = sa.select(Edition).where(Edition.corrects == key)
    return [_edition(row) for row in tx.scalars(rows.order_by(Edition.composed_at, Edition.key))]


def newest(tx: Tx, language: str, most: int) -> list[records.StoredEdition]:
    """Return the newest editions in a language, of whatever kind, the last composed first."""
    rows = sa.select(Edition).where(Edition.language == language)
    return [_edition(row) for row in tx.scalars(rows.order_by(Edition.composed_at.desc(), Edition.key).limit(most))]


def relevant(tx: Tx) -> list[records.Announcement]:
    """Return all that was judged relevant, the newest publication first."""
    ids = sa.select(Announcement.id).join(Matching, Matching.announcement_id == Announcement.id)
    ids = ids.where(filters.judged(True)).order_by(*filters.NEWEST_FIRST)
    return list(reading.announcements(tx, tx.scalars(ids).all()))


def _of(kind: str) -> sa.ColumnElement[bool]:
    """Whether an edition is of a kind; an erratum counts as one of the kind that it corrects."""
    return (Edition.kind == kind) | ((Edition.kind == "erratum") & Edition.corrects.startswith(f"{kind}-"))


def _within(
    moment: sa.ColumnElement[datetime] | Any, since: datetime | None, until: datetime
) -> sa.ColumnElement[bool]:
    return (moment <= until) if since is None else (moment >= since) & (moment <= until)


def _withdrawn(tx: Tx, ids: Iterable[str], by: datetime) -> set[str]:
    gone: set[str] = set()
    for some in reading.batches(ids):
        rows = sa.select(Announcement.id).where(Announcement.id.in_(some), Announcement.withdrawn_at <= by)
        gone.update(tx.scalars(rows))
    return gone


def _edition(row: Edition) -> records.StoredEdition:
    return records.StoredEdition(date=row.day, content=row.content, **{name: getattr(row, name) for name in _PLAIN})
