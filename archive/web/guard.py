"""What holds for every answer and request: headers that keep browsers strict, and bounds on what is sent to us."""

import asyncio
from collections.abc import Awaitable, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from archive.config import Settings

MOST_BYTES = 10_000
BODY_SECONDS = 10.0
MOST_FIELDS = 20
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
    "X-Robots-Tag": "noindex",
}


HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
GoOn = Callable[[Request], Awaitable[Response]]


class TooLarge(Exception):
    """More was sent than any form of ours has."""


class TooSlow(Exception):
    """What is sent does not come to an end."""


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every answer; where readers come by https, browsers are told to keep to it."""
    return HEADERS | (HTTPS_ONLY if settings.web.url.startswith("https:") else {})


def strict(settings: Settings) -> Callable[[Request, GoOn], Awaitable[Response]]:
    """Return what gives every answer the headers, but where it states one of them itself."""
    every = headers(settings)

    async def strictly(request: Request, go_on: GoOn) -> Response:
        answer = await go_on(request)
        for name, value in every.items():
            answer.headers.setdefault(name, value)
        return answer

    return strictly


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form, as browsers and mail programs send them; anything else has none.

    Raises TooLarge and TooSlow.
    """
    kind = request.headers.get("content-type", "")
    raw = await _body(request)
    if kind.lower().startswith("multipart/form-data"):
        return _multipart(kind, raw)
    try:
        return dict(parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (UnicodeDecodeError, ValueError):
        return {}


async def _body(request: Request) -> bytes:
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                raw += piece
                if len(raw) > MOST_BYTES:
                    raise TooLarge
    except TimeoutError:
        raise TooSlow from None
    except ClientDisconnect:
        raise TooSlow from None
    return bytes(raw)


def _multipart(kind: str, raw: bytes) -> dict[str, str]:
    """Read a form as RFC 7578 has it, of which RFC 8058 allows mail programs to make use."""
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    mail = message_from_bytes(head + raw, policy=policy.HTTP)
    fields: dict[str, str] = {}
    for part in list(mail.iter_parts())[:MOST_FIELDS] if isinstance(mail, EmailMessage) else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode("utf-8", "replace").rstrip("\r\n")
    return fields
