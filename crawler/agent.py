"""Under which name pages are asked for, and what a robots.txt says to it."""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from protego import Protego

MOST_BYTES = 500_000
"""Of a robots.txt: no crawler has to read more (RFC 9309, section 2.5)."""


def user_agent(contact: str) -> str:
    """Return the honest name under which pages are asked for: program, version, and how to reach whoever runs it."""
    try:
        number = version("zhongshan-watch")
    except PackageNotFoundError:  # run from a checkout that is not installed
        number = "0"
    return f"zhongshan-watch/{number} (+{contact})" if contact else f"zhongshan-watch/{number}"


def forbidden(robots: bytes, urls: Iterable[str], agent: str) -> tuple[str, ...]:
    """Return which addresses a robots.txt forbids to this name, read as a crawl reads it; bytes of any kind will do."""
    rules = Protego.parse(robots[:MOST_BYTES].decode("utf-8-sig", "ignore"))
    return tuple(url for url in urls if not rules.can_fetch(url, agent))
