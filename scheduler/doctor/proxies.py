"""The way out: proxies and authorities of the environment."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from scheduler.doctor.finding import Finding, Installation, fault, well

NAME = "way out"


def look(it: Installation) -> Iterator[Finding]:
    """Tell the proxies in force, and a file of authorities that is not there."""
    found = {kind: proxy for kind, proxy in getproxies().items() if kind in {"http", "https", "all"}}
    told = ", ".join(f"{kind} by {_bare(proxy)}" for kind, proxy in sorted(found.items()))
    yield well(NAME, told or "direct, no proxy is set")
    if stated := it.environ.get("SSL_CERT_FILE"):
        yield _authorities(Path(stated))


def _bare(proxy: str) -> str:
    """Return a proxy's host and port: its address may hold a password."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _authorities(file: Path) -> Finding:
    do = "correct SSL_CERT_FILE, or unset it: without it those of the machine are believed"
    try:
        ssl.create_default_context(cafile=str(file))
    except (OSError, ssl.SSLError) as error:
        return fault(NAME, f"SSL_CERT_FILE: {file}: {error.strerror or error}", do)
    return well(NAME, f"certificates are also believed by SSL_CERT_FILE: {file}")
