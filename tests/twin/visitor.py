"""A plain client for the twin, made of the standard library's http.client and ssl."""

import gzip
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from tests.twin.twin import Twin


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A reply as it came: header names in lower case, `body` as sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body unsqueezed."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        """The body as UTF-8 text."""
        return self.content.decode()


def visit(twin: Twin, url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask the twin for a real address through its proxy; `if_none_match="…"` becomes If-None-Match."""
    connection = connect(twin, url)
    try:
        parts = urlsplit(url)
        whole = f"{parts.path or chr(47)}{chr(63) * bool(parts.query)}{parts.query}"
        target = url if parts.scheme == "http" else whole
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        stated = {name.lower(): value for name, value in reply.getheaders()}
        return Answer(status=reply.status, headers=stated, body=reply.read())
    finally:
        connection.close()


def connect(twin: Twin, url: str) -> HTTPConnection:
    """Open a connection to the proxy, with a tunnel when the address is https."""
    proxy, parts = urlsplit(twin.proxy_url), urlsplit(url)
    assert proxy.hostname
    if parts.scheme == "http":
        return HTTPConnection(proxy.hostname, proxy.port, timeout=20)
    context = ssl.create_default_context(cafile=str(twin.ca_file))
    tunnel = HTTPSConnection(proxy.hostname, proxy.port, context=context, timeout=20)
    tunnel.set_tunnel(parts.hostname or "", 443)
    return tunnel
