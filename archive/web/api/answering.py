"""How the interface answers: JSON with a strong tag of its content, or 304 to who has it already."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings


def document(
    request: Request, told: Any, *, written: datetime | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON document. `written` is when it came to be as it is, where that is known for sure."""
    raw = json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    return content(request, raw, "application/json", written=written, headers=headers)


def content(
    request: Request,
    raw: bytes,
    media_type: str,
    *,
    written: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return bytes with their tag, or 304 to who has this very state (RFC 9110, 13.1 and 13.2.2)."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    stated = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if written is not None:
        stated["Last-Modified"] = format_datetime(written.astimezone(UTC), usegmt=True)
    if has_it(request, tag, written):
        return Response(status_code=304, headers=stated)
    return Response(raw, media_type=media_type, headers=stated)


def has_it(request: Request, tag: str, written: datetime | None) -> bool:
    """Whether the client has this very state: by its tag when it names some, else by the time."""
    stated = request.headers.get("if-none-match")
    if stated is not None:
        tags = {one.strip().removeprefix("W/") for one in stated.split(",")}
        return stated.strip() == "*" or tag in tags
    if written is None:
        return False
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and written.replace(microsecond=0) <= since


def page(settings: Settings, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address of another page of a list: whole where the settings say how we are reached, else relative."""
    asked = f"?{urlencode(pairs)}"
    return f"{settings.web.url.rstrip('/')}{path}{asked}" if settings.web.url else asked


def linked(following: str | None) -> dict[str, str]:
    """Return the header that leads to the next page (RFC 8288)."""
    return {"Link": f'<{following}>; rel="next"'} if following else {}
