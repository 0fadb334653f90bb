"""What comes from outside, made fit to be printed: nothing hidden, links to known places. Pure."""

import fnmatch
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER_IN_A_LINK = frozenset("\\\"'<>`")


def printable(value: str) -> str:
    """Return a text without control characters (but line ends and tabs), unassigned ones and marks of direction."""
    if value.isprintable():  # has none of them, and is nearly every text
        return value
    return "".join(
        one for one in value if one in "\n\t" or (unicodedata.category(one) not in _HIDDEN and one not in _BIDI)
    )


def shown(value: str) -> str:
    r"""Return a text on one line with all that hides in it made visible: line ends, control characters, direction.

    Each is written as Python writes it (`\n`, `\x1b`, `\u202e`), so that nothing of it can move a cursor, begin a line,
    or join what stands on its sides.
    """
    if value.isprintable():
        return value
    wide = "\u3000"  # the space of Chinese texts
    return "".join(one if one.isprintable() or one == wide else one.encode("unicode_escape").decode() for one in value)


@lru_cache(maxsize=20_000)
def linkable(url: str, hosts: tuple[str, ...], archive: str = "") -> bool:
    """Return whether an address may be a link: http or https, to one of the hosts or into the archive's own pages.

    `hosts` are patterns, `archive` is the address of the archive's pages or empty. Nothing may be hidden in the link.
    """
    if any(one.isspace() or not one.isprintable() or one in _NEVER_IN_A_LINK for one in url):
        return False
    if archive and url.startswith(f"{archive}/"):
        return True
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None or port not in {None, 80, 443}:
        return False
    host = parts.hostname or ""
    return any(fnmatch.fnmatchcase(host, pattern) for pattern in hosts)
