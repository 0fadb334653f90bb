"""Keeping what a crawl found: new, revised or unchanged, in a handful of statements."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from archive.records import Attachment, Found, Kept
from archive.store import indexing, keys, merging, placing, reposts, rows, states
from archive.store.opening import Tx
from archive.tables import Announcement, Matching, Sighting, storable

WORDS = ("title", "body", "issuer", "doc_number", "index_number", "validity", "url")

_PAGE = (
    (Sighting.announcement_id == Announcement.id)
    & (Sighting.source == bindparam("source"))
    & (Sighting.url_key == bindparam("url_key"))
)
_KNOWN = (
    select(Announcement.revision, Announcement.source, Sighting.reading_key, Announcement.withdrawn_at)
    .outerjoin(Sighting, _PAGE)
    .where(Announcement.id == bindparam("id"))
)


class _Known(NamedTuple):
    """The kept announcement that a reading is of, and the key of the last reading of the same page if there was one."""

    revision: int
    source: str
    reading_key: str | None
    withdrawn_at: datetime | None


def keep(tx: Tx, found: Found, now: datetime) -> Kept:
    """Keep one announcement as a crawl saw it; the rules of what is a revision are those of `archive.store.merging`.

    One that was withdrawn and is seen again is no longer withdrawn.
    """
    found = as_stored(found)
    states.alone(tx)
    page = {"id": found.id, "source": found.source, "url_key": keys.of_url(found.url)}
    row = tx.connection().execute(_KNOWN, page).one_or_none()
    if row is None:
        _keep_first(tx, found, now)
        _sight(tx, found, page["url_key"], now, known=False)
        return Kept(id=found.id, revision=1, outcome="new")
    known = _Known(*row)
    revised = known.reading_key != keys.of_reading(found) and _keep_again(tx, found, known, now)
    said = {"fingerprint": found.fingerprint} if found.source == known.source else {}
    rows.update(tx, Announcement, {"id": found.id}, {"last_seen": now, "withdrawn_at": None, **said})
    _sight(tx, found, page["url_key"], now, known=known.reading_key is not None)
    if known.reading_key is None or known.withdrawn_at is not None:
        indexing.mark(tx, found.id)  # it was met elsewhere too, or is there again
    return Kept(id=found.id, revision=known.revision + int(revised), outcome="revised" if revised else "unchanged")


def _keep_first(tx: Tx, found: Found, now: datetime) -> None:
    state = merging.first(found)
    copy = states.matching(state)
    likenesses = states.likenesses(state, copy)
    known_by = reposts.holders(tx, likenesses)
    row = {
        "id": found.id,
        "post_id": found.post_id,
        "source": found.source,
        "url": found.url,
        "canonical_id": reposts.first_copy(tx, found, copy, known_by, now),
        "published": state.published,
        "revision": 1,
        "first_seen": now,
        "last_seen": now,
        "fingerprint": found.fingerprint,
    }
    rows.insert(tx, Announcement, row)
    states.add(tx, found.id, 1, state, now)
    rows.insert(tx, Matching, {"announcement_id": found.id, "place": placing.free(tx, state.published), **copy})
    states.put_likenesses(tx, found.id, reposts.telling(likenesses, known_by))


def _keep_again(tx: Tx, found: Found, known: _Known, now: datetime) -> bool:
    """Merge a reading into what is kept; returns whether that made a revision."""
    before = states.load(tx, found.id, known.revision)
    after, revised = merging.merge(before, found, reference=found.source == known.source)
    if after == before:
        return False
    if revised:
        states.add(tx, found.id, known.revision + 1, after, now)
    else:
        reread = merging.is_reread(before, after)
        states.write_over(tx, found.id, known.revision, before, after, now, reread=reread)
    states.index(tx, found.id, before, after, revision=known.revision + int(revised))
    return revised


def _sight(tx: Tx, found: Found, url_key: str, now: datetime, *, known: bool) -> None:
    page = {"announcement_id": found.id, "source": found.source, "url_key": url_key}
    state = {"url": found.url, "reading_key": keys.of_reading(found), "last_seen": now}
    if known:
        rows.update(tx, Sighting, page, state)
    else:
        rows.insert(tx, Sighting, {**page, **state, "first_seen": now})


def as_stored(found: Found) -> Found:
    """Replace what no database holds before anything is compared, so that a second reading is equal to the kept one."""
    texts: dict[str, Any] = {name: storable(said) for name in WORDS if (said := getattr(found, name)) is not None}
    files = found.attachments and tuple(as_read(one) for one in found.attachments)
    return replace(found, attachments=files, **texts)


def as_read(one: Attachment) -> Attachment:
    """Replace what no database holds in what was read of a file."""
    return replace(one, url=storable(one.url), name=storable(one.name), text=one.text and storable(one.text))
