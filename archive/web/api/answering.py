"""How the interface answers: JSON with a strong tag of its content, or 304 to who has it already."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.web import served


def document(
    request: Request, told: Any, *, written: datetime | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON document. `written` is when it came to be as it is, where that is known for sure."""
    raw = json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    return served.content(request, raw, "application/json", written=written, headers=headers)


def page(settings: Settings, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address of another page of a list: whole where the settings say how we are reached, else relative."""
    asked = f"?{urlencode(pairs)}"
    return f"{settings.web.url.rstrip('/')}{path}{asked}" if settings.web.url else asked


def linked(following: str | None) -> dict[str, str]:
    """Return the header that leads to the next page (RFC 8288)."""
    return {"Link": f'<{following}>; rel="next"'} if following else {}
