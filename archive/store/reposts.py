"""Reposts: which announcements are copies of one text, and which of them is the first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select, update

from archive import copies
from archive.records import Found
from archive.store.opening import Tx
from archive.store.rows import plain
from archive.tables import Announcement, EditionItem, Likeness, Matching, Revision

HOME = "zs-"
"""The city's own ids: its papers come out at home before others repost them."""
PHRASE = 8
"""A sentence that so many announcements have is a phrase of the trade: nothing is looked for under it any more."""
MOST = 100
"""Announcements under the keys of one that are looked at, those of the largest numbers first."""
KEYS = 2 + copies.SENTENCES
"""Keys that an announcement has at most."""

_PLACES = [f"key{place}" for place in range(KEYS)]
_HOLDERS = (
    select(plain(Likeness).c.key, plain(Likeness).c.announcement_id)
    .where(plain(Likeness).c.key.in_([bindparam(place) for place in _PLACES]))
    .order_by(plain(Likeness).c.announcement_id.desc())
    .limit(MOST)
)
_one, _words, _folded = plain(Announcement).c, plain(Revision).c, plain(Matching).c
_COPIES = (
    select(_one.canonical_id, _one.published, _words.body, _words.doc_number, _folded.title, _folded.text)
    .where(
        _one.id.in_(bindparam("ids", expanding=True)),
        (_words.announcement_id == _one.id) & (_words.revision == _one.revision),
        _folded.announcement_id == _one.id,
    )
    .order_by(_one.first_seen, _one.id)
)
Holders = Mapping[int, Sequence[str]]
"""The announcements that have each of some keys."""


class _Copy(NamedTuple):
    """What decides which of several copies is the first."""

    id: str
    published: datetime | None
    post_id: int | None

    @property
    def order(self) -> tuple[date, bool, float, str]:
        day = self.published.date() if self.published else date.max
        return day, not self.id.startswith(HOME), self.post_id or float("inf"), self.id


def holders(tx: Tx, likenesses: Sequence[int]) -> Holders:
    """Return who has which of the keys."""
    asked = dict(zip(_PLACES, [*likenesses, *[likenesses[0]] * (KEYS - len(likenesses))], strict=True))
    found: dict[int, list[str]] = {}
    for key, announcement_id in tx.connection().execute(_HOLDERS, asked):
        found.setdefault(key, []).append(announcement_id)
    return found


def telling(likenesses: Iterable[int], known: Holders) -> list[int]:
    """Return the keys without sentences that are phrases of the trade."""
    return [key for key in likenesses if not _is_phrase(key, known)]


def first_copy(tx: Tx, found: Found, copy: Mapping[str, str], known_by: Holders, now: datetime) -> str:
    """Return the id of the first copy of a new announcement: its own id when it is no repost, or is itself the first.

    Copies that were first seen on one day are put in the order of their publication (at home before elsewhere, then by
    number), because a crawl meets them in no order; a copy seen later, or after one was told, stays a repost.
    `copy` is the matching copy, `known_by` who has its keys.
    """
    known = _known_copy(tx, found, copy, _candidates(known_by))
    if known is None:
        return found.id
    ours = _Copy(found.id, found.published, found.post_id)
    statement = select(Announcement).where(Announcement.id == known)
    theirs = tx.scalars(statement).one()
    same_day = theirs.first_seen.date() == now.date()
    if same_day and ours.order < _Copy(theirs.id, theirs.published, theirs.post_id).order and not _told(tx, known):
        tx.execute(update(Announcement).where(Announcement.canonical_id == known).values(canonical_id=found.id))
        return found.id
    return known


def _is_phrase(key: int, known: Holders) -> bool:
    return copies.key_of(key) == copies.PHRASE and len(known.get(key, ())) >= PHRASE


def _candidates(known: Holders) -> list[str]:
    """Return who shares the title, the number, or two sentences: one may be common to texts that have nothing else."""
    sharing: Counter[str] = Counter()
    for key, ids in known.items():
        if not _is_phrase(key, known):
            sharing.update(dict.fromkeys(ids, 1 if copies.key_of(key) == copies.PHRASE else 2))
    return [one for one, count in sharing.items() if count > 1]


def _known_copy(tx: Tx, found: Found, copy: Mapping[str, str], ids: Sequence[str]) -> str | None:
    """Return the canonical id of the one of the candidates that is a copy, None when none is."""
    if not ids:
        return None
    ours = copies.Copy(
        title=copy["title"],
        doc_number=found.doc_number,
        day=found.published and found.published.date(),
        body=copies.body_of(copy["text"], found.body),
    )
    for canonical_id, published, body, doc_number, title, text in tx.connection().execute(_COPIES, {"ids": ids}):
        day = published and published.date()
        other = copies.Copy(title=title, doc_number=doc_number, day=day, body=copies.body_of(text, body))
        if copies.are_copies(ours, other):
            return str(canonical_id)
    return None


def _told(tx: Tx, canonical_id: str) -> bool:
    copies = select(Announcement.id).where(Announcement.canonical_id == canonical_id)
    return bool(tx.scalar(select(exists().where(EditionItem.announcement_id.in_(copies), EditionItem.told))))
