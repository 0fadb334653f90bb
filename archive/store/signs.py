"""What a list says of announcements beside their titles, without reading their texts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive.store import reading
from archive.store.opening import Tx
from archive.store.rows import among
from archive.tables import Alignment, Analysis, Announcement, Revision

COPIES = 50
"""Copies of one text that are named."""
_newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """Signs of one announcement: its state, and what its newest analysis found."""

    withdrawn_at: datetime | None
    revision: int
    canonical_id: str
    doc_number: str | None
    themes: tuple[str, ...] = ()
    deadline: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """One of several announcements of one text."""

    id: str
    title: str
    issuer: str | None
    published: datetime | None
    first_seen: datetime
    withdrawn_at: datetime | None


def of(tx: Tx, ids: Iterable[str]) -> dict[str, Signs]:
    """Return the signs of those of the ids that are kept; themes by the strength of what answers them."""
    found: dict[str, Signs] = {}
    for some in reading.batches(ids):
        columns = sa.select(
            Announcement.id, Announcement.withdrawn_at, Announcement.revision, Announcement.canonical_id,
            Revision.doc_number,
        )  # fmt: skip
        rows = tx.execute(columns.join(Revision, _newest).where(Announcement.id.in_(some))).all()
        days, themes = _analysed(tx, [(row.id, row.revision) for row in rows])
        for row in rows:
            found[row.id] = Signs(
                withdrawn_at=row.withdrawn_at, revision=row.revision, canonical_id=row.canonical_id,
                doc_number=row.doc_number, themes=tuple(themes[row.id]), deadline=days.get(row.id),
            )  # fmt: skip
    return found


def copies(tx: Tx, canonical_id: str) -> list[Copy]:
    """Return the announcements of one text, the first one first: so many at most as COPIES."""
    columns = sa.select(
        Announcement.id, Revision.title, Revision.issuer, Revision.published, Announcement.first_seen,
        Announcement.withdrawn_at,
    )  # fmt: skip
    rows = columns.join(Revision, _newest).where(Announcement.canonical_id == canonical_id)
    order = (Announcement.id != canonical_id, Announcement.first_seen, Announcement.id)
    found = tx.execute(rows.order_by(*order).limit(COPIES))
    return [
        Copy(
            id=row.id, title=row.title, issuer=row.issuer, published=row.published, first_seen=row.first_seen,
            withdrawn_at=row.withdrawn_at,
        )
        for row in found
    ]  # fmt: skip


def _analysed(tx: Tx, revisions: Sequence[tuple[str, int]]) -> tuple[dict[str, date], dict[str, list[str]]]:
    """Return the deadlines and themes that the newest analyses of these revisions found."""
    which = among(Analysis.announcement_id, Analysis.revision, revisions)
    rows = tx.execute(sa.select(Analysis.announcement_id, Analysis.id, Analysis.deadline).where(which))
    newest = {row.announcement_id: row for row in sorted(rows, key=lambda row: row.id)}
    owners = {row.id: owner for owner, row in newest.items()}
    themes: dict[str, list[str]] = defaultdict(list)
    aligned = sa.select(Alignment.analysis_id, Alignment.theme).where(Alignment.analysis_id.in_(owners))
    for number, theme in tx.execute(aligned.order_by(Alignment.position)):
        if theme not in themes[owners[number]]:
            themes[owners[number]].append(theme)
    return {owner: row.deadline for owner, row in newest.items() if row.deadline}, themes
