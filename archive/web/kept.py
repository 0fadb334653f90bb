"""Kept bytes as they came, as downloads from which nothing runs: pages and attachments that an announcement names."""

import asyncio
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from archive.config import Settings
from archive.errors import NotFound, TryLater, WatchError
from archive.printable import printable
from archive.store import Archive
from archive.store.origins import Origin, origin
from archive.web import asked, pages, served
from archive.web.words import say

logger = logging.getLogger("zswatch.web")
CHUNK = 1 << 16
MOST_AT_ONCE = 8
"""Files that are sent at a time: each is whole in memory, for it is checked against its hash before a byte goes out."""
BUSY_SECONDS = 5
PATIENCE, SLOWEST = 30.0, 16_384
"""Seconds, and bytes a second beyond them, within which a reader must have taken a file: places are few."""
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    # What stands under a hash never changes; only the reader's own browser keeps it.
    "Cache-Control": "private, max-age=86400, immutable",
}
PLAIN = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "rtf", "txt", "csv"}
    | {"odt", "ods", "odp", "zip", "rar", "7z", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff"}
)
"""Endings that open in a program for documents; any other gets one more, so that nothing starts by a double click."""
LONGEST_NAME = 120
_SHA256 = re.compile("[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%;\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")


class Kept:
    """The downloads from one archive."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings
        self.room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def download(self, request: Request, sha256: str) -> Response:
        """Return bytes by their hash; `of` is the id of an announcement that names them, which finds it quicker."""
        found = self._origin(sha256, request.query_params.get("of", ""))
        if not self.room.acquire(blocking=False):
            return self._failed(request, 503, "kept_busy")
        with ExitStack() as room:
            room.callback(self.room.release)
            try:
                raw = self.archive.blobs.get(sha256)
            except NotFound:
                raise HTTPException(404) from None
            except WatchError as error:
                logger.error("%s", error)  # noqa: TRY400 - one line says which file it is, or what is away
                away = isinstance(error, TryLater)
                return self._failed(request, 503 if away else 500, "away" if away else "kept_damaged")
            room.pop_all()  # It is left when all is sent.
        return Original(raw, file_name(found), self.room, send_body=request.method != "HEAD")

    def _origin(self, sha256: str, within: str) -> Origin:
        """Return who names the bytes. What is not kept is not looked for, so that guessing costs us nothing."""
        if not _SHA256.fullmatch(sha256):
            raise HTTPException(404)
        try:
            there = self.archive.blobs.has(sha256)
        except (OSError, WatchError):
            there = True  # Reading it will say what is wrong.
        if not there:
            raise HTTPException(404)
        with self.archive.read() as tx:
            found = (origin(tx, sha256, within) if within else None) or origin(tx, sha256)
        if found is None:
            raise HTTPException(404)
        return found

    def _failed(self, request: Request, status: int, phrase: str) -> Response:
        language = asked.language(request, self.settings)
        page = pages.message(language, str(status), say(language, phrase), root=asked.root(request))
        headers = {"Retry-After": str(BUSY_SECONDS)} if status == 503 else {}  # noqa: PLR2004
        return Response(page, status, headers, media_type="text/html")


class Original(Response):
    """Bytes in pieces; the place they take is free again when they are sent, or the reader is gone."""

    def __init__(self, raw: bytes, name: str, room: threading.BoundedSemaphore, *, send_body: bool) -> None:
        super().__init__(None, headers={**HEADERS, "Content-Disposition": disposition(name)})
        self.headers["Content-Length"] = str(len(raw))
        self.headers["Content-Type"] = "application/octet-stream"
        self.pieces = _pieces(raw) if send_body else iter(())
        self.room = room
        self.seconds = PATIENCE + len(raw) / SLOWEST

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, and the body piece by piece as the reader takes it; one who does not is left."""
        try:
            async with asyncio.timeout(self.seconds):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                for piece in self.pieces:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            logger.warning("a reader took a kept file too slowly")
            raise
        finally:
            self.room.release()


def routes(app: FastAPI, archive: Archive, settings: Settings) -> None:
    """Add the downloads to the application."""
    served.add(app, {"/kept/{sha256}": Kept(archive, settings).download})


def file_name(found: Origin) -> str:
    """Return a harmless name: no path, nothing hidden, no device, and no ending that a machine would run."""
    stated = found.name or f"{found.announcement_id}-{found.revision}.html"
    plain = _FORBIDDEN.sub("_", printable(stated).replace("\n", " ").replace("\t", " "))
    plain = " ".join(plain.split()).strip(". ") or "file"
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or ending.lower() not in PLAIN:
        stem, ending = plain, "txt" if ending.lower() in {"html", "htm", "xml", "svg"} else "bin"
    return f"{stem[:LONGEST_NAME]}.{ending}"


def disposition(name: str) -> str:
    """Return the header of a download by RFC 6266: the name in UTF-8, and one in ASCII for old readers."""
    ascii_name = "".join(one if one.isascii() and one.isprintable() else "_" for one in name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _pieces(raw: bytes) -> Iterator[bytes]:
    return (raw[start : start + CHUNK] for start in range(0, len(raw), CHUNK))
