"""States of announcements as rows: read, added as a revision, and written over when more or other things are known."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text

from archive import copies
from archive.records import Attachment
from archive.store import judgements, keys, merging, placing, rows
from archive.store.merging import Held, State
from archive.store.opening import Tx
from archive.tables import Announcement, Likeness, Matching, Reading, Revision
from archive.tables import Attachment as AttachmentRow

LOCK = 0x7A736B70
"""The number under which processes queue on PostgreSQL to keep; SQLite has one writer anyway."""
FILE = ("url", "name", "media_type", "sha256", "status", "text")


def alone(tx: Tx) -> None:
    """Wait until no other process keeps anything, and let none do so until this transaction ends."""
    connection = tx.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def load(tx: Tx, announcement_id: str, revision: int) -> State:
    """Return what a revision says."""
    which = (Revision.announcement_id == announcement_id, Revision.revision == revision)
    files = (AttachmentRow.announcement_id == announcement_id, AttachmentRow.revision == revision)
    words = tx.scalars(select(Revision).where(*which)).one()
    held = tx.scalars(select(AttachmentRow).where(*files).order_by(AttachmentRow.position))
    attachments = tuple(Held(stated_by=row.stated_by, file=Attachment(**rows.columns(row, FILE))) for row in held)
    return State(attachments=attachments, **rows.columns(words, merging.STATED))


def add(tx: Tx, announcement_id: str, revision: int, state: State, now: datetime) -> None:
    """Add a revision."""
    key: dict[str, Any] = {"announcement_id": announcement_id, "revision": revision}
    rows.insert(tx, Revision, {**key, "seen_at": now, "filled": 0, **rows.columns(state, merging.STATED)})
    _insert_attachments(tx, key, state)


def write_over(
    tx: Tx, announcement_id: str, revision: int, before: State, after: State, now: datetime, *, reread: bool
) -> None:
    """Write into a revision what has become known of it, or (`reread`) what its bytes are read as now.

    What an earlier reader made of them stays among the readings then; judgements that quote it are removed, so that
    the revision is judged again.
    """
    key: dict[str, Any] = {"announcement_id": announcement_id, "revision": revision}
    filled = tx.scalars(select(Revision.filled).filter_by(**key)).one()
    if reread:
        rows.insert(tx, Reading, {**key, "filled": filled, "until": now, "state": _plain(before)})
    rows.update(tx, Revision, key, {"filled": filled + 1, **rows.columns(after, merging.STATED)})
    rows.delete(tx, AttachmentRow, key)
    _insert_attachments(tx, key, after)
    if reread:
        judgements.remove_unsound(tx, announcement_id, revision)


def note_reader(tx: Tx, announcement_id: str, revision: int, state: State) -> None:
    """Write which readers read a revision last, when they read the same words."""
    key = {"announcement_id": announcement_id, "revision": revision}
    rows.update(tx, Revision, key, rows.columns(state, ("reader", "reader_version")))


def index(tx: Tx, announcement_id: str, before: State, after: State, **more: object) -> None:
    """Write what the newest state is found by, and further columns of the announcement."""
    old, new = matching(before), matching(after)
    moved = {"place": placing.free(tx, after.published)} if after.published != before.published else {}
    rows.update(tx, Matching, {"announcement_id": announcement_id}, {**new, **moved, "stale": True})
    rows.update(tx, Announcement, {"id": announcement_id}, {"published": after.published, **more})
    for key in likenesses(before, old):
        rows.delete(tx, Likeness, {"key": key, "announcement_id": announcement_id})
    put_likenesses(tx, announcement_id, likenesses(after, new))


def likenesses(state: State, copy: Mapping[str, Any]) -> list[int]:
    """Return the keys under which copies are looked for; `copy` is the matching copy of the state."""
    return copies.keys(copy["title"], state.doc_number, copies.body_of(copy["text"], state.body))


def put_likenesses(tx: Tx, announcement_id: str, found: Iterable[int]) -> None:
    """Keep the keys of an announcement that has none."""
    rows.insert(tx, Likeness, *({"key": key, "announcement_id": announcement_id} for key in found))


def matching(state: State) -> dict[str, Any]:
    """Return the matching copy of everything that a search looks into, and where the body ends in its text."""
    files = [f"{held.file.name}\n{held.file.text or ''}" for held in state.attachments]
    text = keys.matching("\n".join((state.body, *files)))
    return {
        "title": keys.matching(state.title),
        "issuer": keys.matching(state.issuer or ""),
        "numbers": keys.matching(f"{state.doc_number or ''}\n{state.index_number or ''}"),
        "text": text,
        "body_end": len(copies.body_of(text, state.body)) if files else len(text),
    }


def _insert_attachments(tx: Tx, key: dict[str, Any], state: State) -> None:
    held = enumerate(state.attachments)
    rows.insert(
        tx,
        AttachmentRow,
        *({**key, "position": at, "stated_by": one.stated_by, **rows.columns(one.file, FILE)} for at, one in held),
    )


def _plain(state: State) -> dict[str, Any]:
    """Return a state as JSON holds it."""
    return {
        name: said.isoformat() if isinstance(said, date) else said  # a datetime is a date too
        for name, said in asdict(state).items()
    }
