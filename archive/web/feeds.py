"""The feeds of editions, as the digest has written them: one file for each language in the data folder."""

import os
from datetime import UTC, datetime
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.web import served

LANGUAGES = ("zh", "en")
MOST_BYTES = 10_000_000
"""A larger file is none of ours."""


def file_of(settings: Settings, language: str) -> Path:
    """Return where the feed of a language stands."""
    return settings.data_dir / "feeds" / f"editions.{language}.atom"


def there(settings: Settings) -> list[str]:
    """Return the languages that have a feed."""
    return [one for one in LANGUAGES if file_of(settings, one).is_file()]


def answer(request: Request, settings: Settings, name: str) -> Response:
    """Return a feed by the name of its file, or 304 to who has it already; raises 404 when there is none."""
    language = next((one for one in LANGUAGES if name == file_of(settings, one).name), None)
    if language is None:
        raise HTTPException(404)
    content, written = _read(file_of(settings, language))
    return served.content(request, content, "application/atom+xml", written=written)


def _read(file: Path) -> tuple[bytes, datetime]:
    """Return what a file holds, and the second in which it was written."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
            written = int(os.fstat(opened.fileno()).st_mtime)
    except OSError:
        raise HTTPException(404) from None
    if len(content) > MOST_BYTES:
        raise HTTPException(404)
    return content, datetime.fromtimestamp(written, UTC)
