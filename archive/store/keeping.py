"""Keeping what a crawl found: new, revised or unchanged, in a handful of statements."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, text

from archive.records import Attachment, Found, Kept
from archive.store import keys, merging, rows
from archive.store.merging import Held, State
from archive.store.opening import Tx
from archive.store.reposts import first_copy
from archive.tables import Announcement, Matching, Revision, Sighting, storable
from archive.tables import Attachment as AttachmentRow

LOCK = 0x7A736B70
"""The number under which processes queue on PostgreSQL to keep; SQLite has one writer anyway."""
FILE = ("url", "name", "media_type", "sha256", "status", "text")
WORDS = ("title", "body", "issuer", "doc_number", "index_number", "validity", "url")

_PAGE = (
    (Sighting.announcement_id == Announcement.id)
    & (Sighting.source == bindparam("source"))
    & (Sighting.url_key == bindparam("url_key"))
)
_KNOWN = (
    select(Announcement.revision, Announcement.source, Sighting.reading_key)
    .outerjoin(Sighting, _PAGE)
    .where(Announcement.id == bindparam("id"))
)


class _Known(NamedTuple):
    """The kept announcement that a reading is of, and the key of the last reading of the same page if there was one."""

    revision: int
    source: str
    reading_key: str | None


def keep(tx: Tx, found: Found, now: datetime) -> Kept:
    """Keep one announcement as a crawl saw it; the rules of what is a revision are those of `archive.store.merging`.

    One that was withdrawn and is seen again is no longer withdrawn.
    """
    found = _storable(found)
    connection = tx.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
    page = {"id": found.id, "source": found.source, "url_key": keys.of_url(found.url)}
    row = connection.execute(_KNOWN, page).one_or_none()
    if row is None:
        _keep_first(tx, found, now)
        return Kept(id=found.id, revision=1, outcome="new")
    known = _Known(*row)
    revised = known.reading_key != keys.of_reading(found) and _keep_again(tx, found, known, now)
    said = {"fingerprint": found.fingerprint} if found.source == known.source else {}
    rows.update(tx, Announcement, {"id": found.id}, {"last_seen": now, "withdrawn_at": None, **said})
    _sight(tx, found, now, known=known.reading_key is not None)
    return Kept(id=found.id, revision=known.revision + int(revised), outcome="revised" if revised else "unchanged")


def _keep_first(tx: Tx, found: Found, now: datetime) -> None:
    state = merging.first(found)
    copy = _copy(state)
    row = {
        "id": found.id,
        "post_id": found.post_id,
        "source": found.source,
        "url": found.url,
        "canonical_id": first_copy(tx, found, copy["title"], now),
        "revision": 1,
        "first_seen": now,
        "last_seen": now,
        "fingerprint": found.fingerprint,
    }
    rows.insert(tx, Announcement, row | _found_by(state, copy["title"]))
    _insert_revision(tx, found.id, 1, state, now)
    rows.insert(tx, Matching, {"announcement_id": found.id, **copy})
    _sight(tx, found, now, known=False)


def _keep_again(tx: Tx, found: Found, known: _Known, now: datetime) -> bool:
    """Merge a reading into what is kept; returns whether that made a revision."""
    before = _state(tx, found.id, known.revision)
    after, revised = merging.merge(before, found, reference=found.source == known.source)
    if after == before:
        return False
    if revised:
        _insert_revision(tx, found.id, known.revision + 1, after, now)
    else:
        _fill(tx, found.id, known.revision, after)
    copy = _copy(after)
    rows.update(tx, Matching, {"announcement_id": found.id}, copy)
    found_by = _found_by(after, copy["title"]) | {"revision": known.revision + int(revised)}
    rows.update(tx, Announcement, {"id": found.id}, found_by)
    return revised


def _state(tx: Tx, announcement_id: str, revision: int) -> State:
    which = (Revision.announcement_id == announcement_id, Revision.revision == revision)
    files = (AttachmentRow.announcement_id == announcement_id, AttachmentRow.revision == revision)
    words = tx.scalars(select(Revision).where(*which)).one()
    held = tx.scalars(select(AttachmentRow).where(*files).order_by(AttachmentRow.position))
    attachments = tuple(Held(stated_by=row.stated_by, file=Attachment(**rows.columns(row, FILE))) for row in held)
    return State(attachments=attachments, **rows.columns(words, merging.STATED))


def _insert_revision(tx: Tx, announcement_id: str, revision: int, state: State, now: datetime) -> None:
    key: dict[str, Any] = {"announcement_id": announcement_id, "revision": revision}
    rows.insert(tx, Revision, {**key, "seen_at": now, "filled": 0, **rows.columns(state, merging.STATED)})
    _insert_attachments(tx, key, state)


def _fill(tx: Tx, announcement_id: str, revision: int, state: State) -> None:
    """Write into a revision what has become known of it."""
    key: dict[str, Any] = {"announcement_id": announcement_id, "revision": revision}
    filled = tx.scalars(select(Revision.filled).filter_by(**key)).one()
    rows.update(tx, Revision, key, {"filled": filled + 1, **rows.columns(state, merging.FACTS)})
    rows.delete(tx, AttachmentRow, key)
    _insert_attachments(tx, key, state)


def _insert_attachments(tx: Tx, key: dict[str, Any], state: State) -> None:
    held = enumerate(state.attachments)
    rows.insert(
        tx,
        AttachmentRow,
        *({**key, "position": at, "stated_by": one.stated_by, **rows.columns(one.file, FILE)} for at, one in held),
    )


def _sight(tx: Tx, found: Found, now: datetime, *, known: bool) -> None:
    page = {"announcement_id": found.id, "source": found.source, "url_key": keys.of_url(found.url)}
    state = {"url": found.url, "reading_key": keys.of_reading(found), "last_seen": now}
    if known:
        rows.update(tx, Sighting, page, state)
    else:
        rows.insert(tx, Sighting, {**page, **state, "first_seen": now})


def _found_by(state: State, title: str) -> dict[str, object]:
    number = keys.of_number(state.doc_number)
    return {"published": state.published, "title_key": keys.of_folded(title), "number_key": number}


def _copy(state: State) -> dict[str, str]:
    """Return the matching copy of everything that a search looks into."""
    files = (f"{held.file.name}\n{held.file.text or ''}" for held in state.attachments)
    return {
        "title": keys.matching(state.title),
        "issuer": keys.matching(state.issuer or ""),
        "numbers": keys.matching(f"{state.doc_number or ''}\n{state.index_number or ''}"),
        "text": keys.matching("\n".join((state.body, *files))),
    }


def _storable(found: Found) -> Found:
    """Replace what no database holds before anything is compared, so that a second reading is equal to the kept one."""
    texts: dict[str, Any] = {name: storable(said) for name in WORDS if (said := getattr(found, name)) is not None}
    files = found.attachments and tuple(_storable_file(one) for one in found.attachments)
    return replace(found, attachments=files, **texts)


def _storable_file(one: Attachment) -> Attachment:
    return replace(one, url=storable(one.url), name=storable(one.name), text=one.text and storable(one.text))
