"""Exports over the web: what `zswatch export` writes, as long as it stays small; made whole before a byte is sent.

So the answer has its length, no reader who takes long keeps the archive's state open, and what fails half-way is an
error and no shorter file.
"""

import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import Query as Stated
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from archive import clock
from archive.config import Settings
from archive.errors import WrongUse
from archive.export.writing import MEDIA, Material, into
from archive.records import Announcement, Query
from archive.search import every, search
from archive.store import Archive, Tx, announcements
from archive.store import meetings as imported
from archive.web.api import problems
from archive.web.api.filters import Exported, query
from archive.web.rooms import Rooms

MOST = 10_000
"""Announcements of one export."""
MOST_CHARACTERS = 100_000_000
"""Of all their texts together."""
AT_ONCE = 2
"""Exports that are made at the same time; others are told to come again."""
BUSY_SECONDS = 10
PIECE = 65_536
_TOO_MANY = f"more than an export over the web may have ({MOST:,} announcements); use `zswatch export`, or filter more"


class Exports:
    """The export over one archive."""

    def __init__(self, archive: Archive, settings: Settings, rooms: Rooms) -> None:
        self.archive, self.settings, self.rooms = archive, settings, rooms
        self.places = threading.BoundedSemaphore(AT_ONCE)

    def export(self, request: Request, filters: Annotated[Exported, Stated()]) -> Response:
        """Give all announcements that fit as a file, the newest first: at most 10,000.

        `sort` and `after` do nothing. More is refused; the command line has no such bound.
        """
        asked = replace(query(request), sort="newest", after=None, limit=filters.limit or MOST)
        if not self.places.acquire(blocking=False):
            busy = {"Retry-After": str(BUSY_SECONDS)}
            return problems.problem(503, "other exports are being made; come again", busy)
        try:
            made = self._made(asked, filters.format, whole=filters.limit is None)
        finally:
            self.places.release()
        name = f"announcements-{clock.today().isoformat()}.{filters.format}"
        length = made.seek(0, 2)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(length),
            "Cache-Control": "no-store",
        }
        return StreamingResponse(_pieces(made), media_type=MEDIA[filters.format], headers=headers)

    def _made(self, asked: Query, form: str, *, whole: bool) -> BinaryIO:
        """Return the file, which has no name any more, so that nothing is left of it whatever happens."""
        with self.archive.read() as tx, _passing(form) as file:
            if whole:
                found = search(tx, replace(asked, limit=1))
                if found.count > MOST:
                    raise WrongUse(_TOO_MANY)
                asked = replace(asked, limit=MOST + 1)
            into(file, form, self._material(tx, asked), called="announcements")
            return file.open("rb")

    def _material(self, tx: Tx, asked: Query) -> Material:
        return Material(
            announcements=_bounded(every(tx, asked)),
            revisions=lambda one: announcements.revisions(tx, one),
            meetings=tuple(self.rooms.meetings(tx) if self.rooms.meetings else imported.every(tx)),
        )


def _bounded(found: Iterable[Announcement]) -> Iterator[Announcement]:
    characters = 0
    for number, one in enumerate(found, 1):
        characters += len(one.body) + sum(len(file.text or "") for file in one.attachments)
        if number > MOST or characters > MOST_CHARACTERS:
            raise WrongUse(_TOO_MANY)
        yield one


@contextmanager
def _passing(form: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zswatch-export-") as folder:
        yield Path(folder) / f"announcements.{form}"


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
