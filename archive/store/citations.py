"""What announcements cite: read from every revision, and resolved among what the archive holds when it is asked.

Which announcement prints a cited document is not kept but looked up by its names, so that one that arrives later is
found from then on, in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import get_args

import sqlalchemy as sa

from archive import records
from archive.citations import VERSION, chains, names, read, resolving
from archive.records import Cited, Grade, Holder
from archive.store import reading, rows
from archive.store.opening import Tx
from archive.tables import Announcement, Citation, CitationReading, Designation, Revision

BATCH = 200
"""Revisions whose citations are read in one transaction."""
LOCK = 0x7A736369
"""The number under which processes queue on PostgreSQL to read citations; SQLite has one writer anyway."""
_PLAIN = ("relation", "part", "start", "end", "text", "doc_number", "title")
_GRADES: Mapping[str, Grade] = {grade: grade for grade in get_args(Grade)}
_newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
_read = (CitationReading.announcement_id == Revision.announcement_id) & (CitationReading.revision == Revision.revision)
_is_current = (CitationReading.version == VERSION) & (CitationReading.filled == Revision.filled)


def refresh(tx: Tx) -> int:
    """Read the citations of some revisions that were not read in their present words; returns how many were.

    One process at a time: another one waits, and finds what is left.
    """
    if tx.connection().dialect.name == "postgresql":
        tx.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
    waiting = sa.select(Revision).outerjoin(CitationReading, _read).where(_is_current.is_not(sa.true()))
    found = tx.scalars(waiting.order_by(Revision.announcement_id, Revision.revision).limit(BATCH)).all()
    keys = [(one.announcement_id, one.revision) for one in found]
    files = reading.attachments(tx, keys) if keys else {}
    for key, one in zip(keys, found, strict=True):
        _write(tx, one, read(one.title, one.body, files.get(key, ()), one.doc_number, one.issuer))
    _designate(tx, {owner for owner, _ in keys})
    return len(keys)


def of(tx: Tx, announcement_id: str, revision: int) -> tuple[Cited, ...]:
    """Return what a revision cites, with the announcements that print it; empty when there is no such revision."""
    return of_many(tx, [(announcement_id, revision)]).get(announcement_id, ())


def of_many(tx: Tx, revisions: Iterable[tuple[str, int]]) -> dict[str, tuple[Cited, ...]]:
    """Return what each (announcement, revision) that cites something cites, by announcement."""
    found: dict[str, tuple[Cited, ...]] = {}
    waiting = list(revisions)
    for place in range(0, len(waiting), BATCH):
        cited = _citations(tx, waiting[place : place + BATCH])
        holders = _holders(tx, {key for _, each in cited.values() for one in each for key in resolving.keys(one)})
        for owner, (on, each) in cited.items():
            found[owner] = tuple(resolving.resolve(one, holders, citing=owner, on=on) for one in each)
    return found


def origins(tx: Tx, meetings: Iterable[records.Meeting]) -> list[chains.Origin]:
    """Return the policies that meetings name, with the numbers that announcements state beside their names."""
    stated = sa.select(Citation.title, Citation.doc_number).where(
        Citation.title.is_not(None), Citation.doc_number.is_not(None)
    )
    return chains.origins(meetings, [(title or "", number or "") for title, number in tx.execute(stated.distinct())])


def chain(tx: Tx, announcement_id: str, stated: Sequence[chains.Origin]) -> tuple[records.Link, ...]:
    """Return the chain of documents down to an announcement (`archive.citations.chains`), empty when it cites none."""
    start = steps(tx, [announcement_id]).get(announcement_id)
    return chains.chain(start, lambda ids: steps(tx, ids), stated) if start else ()


def steps(tx: Tx, ids: Sequence[str]) -> dict[str, chains.Step]:
    """Return those of the announcements that are held, each with what its newest revision cites."""
    columns = sa.select(Announcement.id, Announcement.revision, Revision.title, Revision.doc_number)
    held = [
        row
        for some in reading.batches(ids)
        for row in tx.execute(columns.join(Revision, _newest).where(Announcement.id.in_(some)))
    ]
    cited = of_many(tx, [(row.id, row.revision) for row in held])
    return {
        row.id: chains.Step(id=row.id, title=row.title, doc_number=row.doc_number, cited=cited.get(row.id, ()))
        for row in held
    }


def _citations(
    tx: Tx, revisions: Sequence[tuple[str, int]]
) -> dict[str, tuple[datetime | None, list[records.Citation]]]:
    """Return when those that cite were published, and their citations; of words not read yet they are read here."""
    which = rows.among(Revision.announcement_id, Revision.revision, revisions)
    current = sa.select(Revision, _is_current).outerjoin(CitationReading, _read).where(which)
    pairs = tx.execute(current).all()
    known = [(one.announcement_id, one.revision) for one, is_current in pairs if is_current]
    found: dict[str, list[records.Citation]] = defaultdict(list)
    which = rows.among(Citation.announcement_id, Citation.revision, known)
    for row in tx.scalars(sa.select(Citation).where(which).order_by(Citation.position)):
        found[row.announcement_id].append(records.Citation(**rows.columns(row, _PLAIN)))
    unread = [one for one, is_current in pairs if not is_current]
    files = reading.attachments(tx, [(one.announcement_id, one.revision) for one in unread]) if unread else {}
    for one in unread:
        key = (one.announcement_id, one.revision)
        if cited := read(one.title, one.body, files.get(key, ()), one.doc_number, one.issuer):
            found[one.announcement_id] = list(cited)
    return {
        one.announcement_id: (one.published, found[one.announcement_id])
        for one, _ in pairs
        if one.announcement_id in found
    }


def _holders(tx: Tx, keys: Iterable[int]) -> Mapping[int, Sequence[Holder]]:
    query = sa.select(Designation.key, Designation.grade, Announcement, Revision)
    query = query.join(Announcement, Announcement.id == Designation.announcement_id).join(Revision, _newest)
    query = query.order_by(Announcement.first_seen, Announcement.id)
    found: dict[int, list[Holder]] = defaultdict(list)
    waiting = sorted(keys)
    for place in range(0, len(waiting), BATCH):
        some = query.where(Designation.key.in_(waiting[place : place + BATCH]))
        for key, grade, one, words in tx.execute(some):
            facts = rows.columns(words, ("title", "doc_number", "published"))
            found[key].append(Holder(id=one.id, canonical_id=one.canonical_id, grade=_GRADES[grade], **facts))
    return found


def _write(tx: Tx, one: Revision, cited: Sequence[records.Citation]) -> None:
    key = {"announcement_id": one.announcement_id, "revision": one.revision}
    rows.delete(tx, Citation, key)
    rows.delete(tx, CitationReading, key)
    rows.insert(tx, CitationReading, {**key, "version": VERSION, "filled": one.filled})
    found = ({**key, "position": at, **rows.columns(each, _PLAIN)} for at, each in enumerate(cited))
    rows.insert(tx, Citation, *found)


def _designate(tx: Tx, ids: Iterable[str]) -> None:
    """Write the names under which the newest revisions of announcements can be cited."""
    columns = sa.select(Announcement.id, Revision.title, Revision.doc_number).join(Revision, _newest)
    for some in reading.batches(sorted(ids)):
        tx.execute(sa.delete(Designation).where(Designation.announcement_id.in_(some)))
        for owner, title, number in tx.execute(columns.where(Announcement.id.in_(some))).all():
            borne: dict[int, Grade] = names.designations(title, number)
            rows.insert(
                tx,
                Designation,
                *({"key": key, "announcement_id": owner, "grade": grade} for key, grade in borne.items()),
            )
