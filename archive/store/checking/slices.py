"""Looking at a part of the archive, another one each day, for no longer than it may take: pages, files, quotations.

The part begins where the golden ratio puts the day: the days' beginnings lie evenly over the whole, however much of it
one day gets through, and nothing has to be remembered.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from archive.errors import TryLater, WatchError
from archive.records import Fault, Meeting
from archive.store.checking import revisions
from archive.store.checking.keeping import FETCH
from archive.store.opening import Archive, Tx
from archive.tables import Attachment, Revision

GOLDEN = 0.6180339887498949
BATCH = 50


def faults(archive: Archive, meetings: Mapping[str, Meeting], day: date, seconds: float) -> Iterator[Fault]:
    """Give the faults of the revisions that a day begins with, and of the bytes that they rest on.

    It goes round the whole at most, one read transaction for some revisions, and ends after so many seconds. Raises
    DatabaseAway when the database can not be read on, TryLater when the store of kept bytes is away.
    """
    end = time.monotonic() + seconds
    key = sa.tuple_(Revision.announcement_id, Revision.revision)
    start = last = _start(archive, day)
    wrapped = False
    while time.monotonic() < end:
        some = sa.select(Revision).order_by(Revision.announcement_id, Revision.revision).limit(BATCH)
        some = some.where(key > last, key <= start) if wrapped else some.where(key > last)
        with archive.read() as tx:
            found = tx.scalars(some).all()
            if found:
                last = (found[-1].announcement_id, found[-1].revision)
                yield from revisions.of_some(tx, found, meetings)
                rests_on = _bytes(tx, [(one.announcement_id, one.revision) for one in found])
        if found:
            yield from _kept(archive, rests_on)
        elif wrapped:
            return
        else:
            wrapped, last = True, ("", 0)


def _start(archive: Archive, day: date) -> tuple[str, int]:
    """Return the revision after which a day begins."""
    with archive.read() as tx:
        count = tx.scalar(sa.select(sa.func.count()).select_from(Revision)) or 0
        place = int(day.toordinal() * GOLDEN % 1 * count)
        keys = sa.select(Revision.announcement_id, Revision.revision)
        row = tx.execute(
            keys.order_by(Revision.announcement_id, Revision.revision).offset(place).limit(1)
        ).one_or_none()
        return ("", 0) if row is None else (row[0], row[1])


def _bytes(tx: Tx, keys: list[tuple[str, int]]) -> dict[str, str]:
    """Return the hashes that some revisions rest on, each with one that does."""
    pages = sa.select(Revision.raw_sha256, Revision.announcement_id, Revision.revision)
    pages = pages.where(sa.tuple_(Revision.announcement_id, Revision.revision).in_(keys))
    files = sa.select(Attachment.sha256, Attachment.announcement_id, Attachment.revision)
    files = files.where(sa.tuple_(Attachment.announcement_id, Attachment.revision).in_(keys))
    return {
        sha256: f"{owner} revision {revision}"
        for rows in (pages, files)
        for sha256, owner, revision in tx.execute(rows)
        if sha256
    }


def _kept(archive: Archive, rests_on: Mapping[str, str]) -> Iterator[Fault]:
    for sha256, where in rests_on.items():
        try:
            archive.blobs.check(sha256)
        except TryLater:
            raise
        except WatchError as error:
            what = f"{where} rests on it: {str(error).partition(': ')[2] or error}"
            yield Fault(check="kept bytes", where=f"blob {sha256}", what=what, remedy=FETCH)
