"""Reposts: which announcements are copies of one text, and which of them is the first."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select, update

from archive.records import Found
from archive.store import keys
from archive.store.opening import Tx
from archive.tables import Announcement, EditionItem, Revision
from archive.text import fingerprint

GENERIC = 10
"""A folded title shorter than this (招聘公告) is no proof of a repost, even on the same day."""
HOME = "zs-"
"""The city's own ids: its papers come out at home before others repost them."""

_FACTS = (Announcement.canonical_id, Announcement.number_key, Announcement.published, Announcement.id)
_COPIES = (
    select(*_FACTS)
    .where(Announcement.title_key == bindparam("title_key"), Announcement.id != bindparam("id"))
    .order_by(Announcement.first_seen, Announcement.id)
)


class _Copy(NamedTuple):
    """What decides which of several copies is the first."""

    id: str
    published: datetime | None
    post_id: int | None

    @property
    def order(self) -> tuple[date, bool, float, str]:
        day = self.published.date() if self.published else date.max
        return day, not self.id.startswith(HOME), self.post_id or float("inf"), self.id


def first_copy(tx: Tx, found: Found, title: str, now: datetime) -> str:
    """Return the id of the first copy of a new announcement: its own id when it is no repost, or is itself the first.

    Copies that were first seen on one day are put in the order of their publication (at home before elsewhere, then by
    number), because a crawl meets them in no order; a copy seen later, or after one was told, stays a repost.
    `title` is the folded title.
    """
    known = _known_copy(tx, found, title)
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


def _known_copy(tx: Tx, found: Found, title: str) -> str | None:
    """Return the canonical id of a kept copy, None when there is none.

    A copy has the same folded title (a mark such as 【转发】 aside) and either the same document number or the same day
    of publication; when the title is a short common one, the day is not enough and the bodies must say the same too.
    """
    number, day = keys.of_number(found.doc_number), found.published and found.published.date()
    copies = tx.connection().execute(_COPIES, {"title_key": keys.of_folded(title), "id": found.id})
    for canonical_id, its_number, published, its_id in copies:
        if number is not None and number == its_number:
            return str(canonical_id)
        same_day = day is not None and published is not None and published.date() == day
        if same_day and (len(title) >= GENERIC or _same_body(tx, its_id, found)):
            return str(canonical_id)
    return None


def _same_body(tx: Tx, announcement_id: str, found: Found) -> bool:
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    body = tx.scalars(select(Revision.body).join(Announcement, newest).where(Announcement.id == announcement_id)).one()
    return fingerprint(body) == fingerprint(found.body)


def _told(tx: Tx, canonical_id: str) -> bool:
    copies = select(Announcement.id).where(Announcement.canonical_id == canonical_id)
    return bool(tx.scalar(select(exists().where(EditionItem.announcement_id.in_(copies), EditionItem.told))))
