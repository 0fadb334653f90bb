"""What is sent: a resource as it stands, made into the reply to one request (conditions, compression)."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Literal

HTML = "text/html; charset=utf-8"
REASONS = {412: "Precondition Failed", 521: "Web Server Is Down"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request: `path` keeps its query, header names are lower case."""

    method: str
    scheme: str
    host: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def place(self) -> str:
        """Host and path in one word, as fault patterns are matched."""
        return f"{self.host}{self.path}"

    @property
    def url(self) -> str:
        """The full address."""
        return f"{self.scheme}://{self.place}"

    @property
    def conditional(self) -> bool:
        """Whether the client asked "changed since?"."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What stands at an address. Without `modified` it has no validators; `zipped` is how gzip is handled."""

    body: bytes
    status: int = 200
    media_type: str = HTML
    modified: datetime | None = None
    zipped: Literal["asked", "always", "never"] = "asked"
    chunked: bool = False
    location: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What goes over the line, and how badly.

    `late` is how many seconds it waits first, `cut` stops after so many bytes of the body, `rate` is bytes a second,
    `silent` never answers, `reset` breaks the connection in place of an answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    chunked: bool = False
    cut: int | None = None
    rate: float | None = None
    late: float = 0.0
    silent: bool = False
    reset: bool = False

    def with_body(self, body: bytes, *, status: int = 200, **headers: str) -> "Reply":
        """Return a plain reply with another body, without validators or compression."""
        stated = {"content-type": HTML, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return replace(self, status=status, body=body, headers=tuple(stated.items()), chunked=False)


def page(html: str, **more: object) -> Resource:
    """Return a resource of HTML text."""
    return Resource(body=html.encode(), **more)  # type: ignore[arg-type]


def tag(resource: Resource) -> str:
    """Return the entity tag as nginx makes it: time and length in hexadecimal."""
    assert resource.modified is not None
    return f'"{int(resource.modified.timestamp()):x}-{len(resource.body):x}"'


def reply_to(asked: Asked, resource: Resource) -> Reply:
    """Make the reply: 304 when the client's copy is still good, gzip when accepted or forced."""
    headers = [("content-type", resource.media_type)] if resource.media_type else []
    if resource.location is not None:
        headers.append(("location", resource.location))
    body = resource.body
    squeezed = resource.zipped == "always" or (
        resource.zipped == "asked" and "gzip" in asked.headers.get("accept-encoding", "") and len(body) > 500
    )
    if resource.modified is not None:
        headers.append(("last-modified", format_datetime(resource.modified.astimezone(UTC), usegmt=True)))
        headers.append(("etag", f"W/{tag(resource)}" if squeezed else tag(resource)))
        if _still_good(asked, resource):
            return Reply(status=304, headers=tuple(headers[1:]))
    if squeezed:
        body = _squeeze(body)
        headers += [("content-encoding", "gzip"), ("vary", "Accept-Encoding")]
    return Reply(status=resource.status, headers=tuple(headers), body=body, chunked=resource.chunked)


def _still_good(asked: Asked, resource: Resource) -> bool:
    if asked.method not in {"GET", "HEAD"} or resource.status != 200 or resource.modified is None:
        return False
    if (tags := asked.headers.get("if-none-match")) is not None:
        return tag(resource) in [one.strip().removeprefix("W/") for one in tags.split(",")]
    since = asked.headers.get("if-modified-since")
    return since is not None and int(resource.modified.timestamp()) <= parsedate_to_datetime(since).timestamp()


@lru_cache(maxsize=4096)
def _squeeze(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=5, mtime=0)
