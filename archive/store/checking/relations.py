"""What rows say of each other: foreign keys, copies, revisions, editions; and whether the database itself is whole."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from archive.records import Fault
from archive.store import engine
from archive.store.opening import Tx
from archive.tables import Announcement, Edition, EditionItem, Matching, Revision, Table

CHECKS = ("database", "foreign keys", "canonical ids", "revisions", "editions", "search copies")
BACKUP = "restore the newest backup into an empty archive (`zswatch backup --verify` tells which are whole)"
_BATCH = 200


def database(tx: Tx) -> Iterator[Fault]:
    """SQLite's own look at its pages and indexes; PostgreSQL checks its own when it reads them."""
    if tx.connection().dialect.name != "sqlite":
        return
    for (said,) in tx.execute(sa.text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Fault(check="database", where=engine.name(tx.connection().engine), what=said, remedy=BACKUP)


def foreign_keys(tx: Tx) -> Iterator[Fault]:
    """Whatever a row refers to is there; asked by query, which names the row, and in the same way on both engines."""
    for table in Table.metadata.sorted_tables:
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            yield from _dangling(tx, table, constraint)


def canonical_ids(tx: Tx) -> Iterator[Fault]:
    """The first copy of an announcement is kept, and is its own first copy."""
    first = sa.orm.aliased(Announcement)
    rows = sa.select(Announcement.id, Announcement.canonical_id, first.canonical_id)
    rows = rows.outerjoin(first, first.id == Announcement.canonical_id)
    rows = rows.where(first.canonical_id.is_distinct_from(Announcement.canonical_id)).order_by(Announcement.id)
    for one, canonical, beyond in _each(tx, rows):
        what = f"its first copy {canonical} is not in the archive" if beyond is None else f"{canonical} copies {beyond}"
        yield Fault(check="canonical ids", where=one, what=what, remedy=BACKUP)


def revision_numbers(tx: Tx) -> Iterator[Fault]:
    """The revisions of an announcement are numbered from 1 without gaps up to the newest."""
    counted = (sa.func.count(Revision.revision), sa.func.min(Revision.revision), sa.func.max(Revision.revision))
    rows = sa.select(Announcement.id, Announcement.revision, *counted)
    rows = rows.outerjoin(Revision, Revision.announcement_id == Announcement.id)
    rows = rows.group_by(Announcement.id, Announcement.revision).order_by(Announcement.id)
    wrong = sa.or_(counted[0] != Announcement.revision, counted[1] != 1, counted[2] != Announcement.revision)
    for one, newest, count, low, high in _each(tx, rows.having(wrong)):
        what = f"{count} revisions from {low} to {high} are kept, expected 1 to {newest}"
        yield Fault(check="revisions", where=one, what=what, remedy=BACKUP)


def editions(tx: Tx) -> Iterator[Fault]:
    """What an edition told is kept in the revision that it told; what an erratum corrects is kept."""
    told = (Revision.announcement_id == EditionItem.announcement_id) & (Revision.revision == EditionItem.revision)
    items = sa.select(EditionItem.edition_key, EditionItem.announcement_id, EditionItem.revision)
    items = items.outerjoin(Revision, told).where(Revision.revision.is_(None))
    for key, one, revision in _each(tx, items.order_by(EditionItem.edition_key, EditionItem.announcement_id)):
        what = f"it tells revision {revision} of {one}, which is not kept"
        yield Fault(check="editions", where=key, what=what, remedy=BACKUP)
    corrected = sa.orm.aliased(Edition)
    errata = sa.select(Edition.key, Edition.corrects).outerjoin(corrected, corrected.key == Edition.corrects)
    errata = errata.where(Edition.corrects.is_not(None), corrected.key.is_(None)).order_by(Edition.key)
    for key, corrects in _each(tx, errata):
        yield Fault(check="editions", where=key, what=f"it corrects {corrects}, which is not kept", remedy=BACKUP)


def search_copies(tx: Tx) -> Iterator[Fault]:
    """Every announcement has a copy that searches look into; what stands in it is compared by `revisions`."""
    rows = sa.select(Announcement.id).outerjoin(Matching, Matching.announcement_id == Announcement.id)
    for (one,) in _each(tx, rows.where(Matching.announcement_id.is_(None)).order_by(Announcement.id)):
        what = "searches do not find it: it has no copy to look into"
        yield Fault(check="search copies", where=one, what=what, remedy=BACKUP)


EACH: tuple[Callable[[Tx], Iterator[Fault]], ...] = (
    database, foreign_keys, canonical_ids, revision_numbers, editions, search_copies,
)  # fmt: skip


def _dangling(tx: Tx, table: sa.Table, constraint: sa.ForeignKeyConstraint) -> Iterator[Fault]:
    parent = constraint.referred_table.alias()
    pairs = [(one.parent, parent.columns[one.column.name]) for one in constraint.elements]
    rows = sa.select(*table.primary_key).outerjoin_from(table, parent, sa.and_(*(ours == its for ours, its in pairs)))
    rows = rows.where(pairs[0][1].is_(None), *(ours.is_not(None) for ours, _ in pairs)).order_by(*table.primary_key)
    for key in _each(tx, rows):
        where = f"{table.name} {' '.join(map(str, key))}"
        what = f"it refers to a row of {constraint.referred_table.name} that is not there"
        yield Fault(check="foreign keys", where=where, what=what, remedy=BACKUP)


def _each(tx: Tx, rows: sa.Executable) -> Iterator[Any]:
    yield from tx.execute(rows, execution_options={"yield_per": _BATCH})
