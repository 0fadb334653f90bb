"""Mail addresses as they are written to a server: hosts in ASCII, and what may stand before them. Pure."""

import re
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address

import idna

from archive.errors import WrongUse

MOST = 254
"""Bytes that an address may have (RFC 5321, 4.5.3.1.3)."""
_PLAIN = re.compile(r"[!-~]+")
_LETTERS = re.compile(r"[^\W_]")


def address(stated: str) -> str:
    """Return an address with its host in lower case and in ASCII (`例子.中国` is `xn--fsqu00a.xn--fiqs8s`).

    What stands before the @ may have letters of any script (RFC 6531), no sign and no space outside ASCII. Raises
    WrongUse when it is not `someone@host`.
    """
    local, _, host = stated.rpartition("@")
    wrong = WrongUse(f"{stated!r} is not a mail address such as name@example.org")
    if not _plain_or_letters(local) or any(mark in stated for mark in '<>,;:"()[]\\'):
        raise wrong
    try:
        ascii_host = _ascii(host)
        # The library knows no letters outside ASCII here; where the dots may stand is the same for all.
        Address(addr_spec=f"{_LETTERS.sub('x', local)}@{ascii_host}")
    except (HeaderParseError, MessageError, ValueError, IndexError):
        raise wrong from None
    if len(f"{local}@{ascii_host}".encode()) > MOST:
        raise wrong
    return f"{local}@{ascii_host}"


def header(written: str, name: str = "") -> Address:
    """Return the address for a header, with a name before it."""
    local, _, host = written.rpartition("@")
    return Address(display_name=name, username=local, domain=host)


def international(written: str) -> bool:
    """Return whether a server needs SMTPUTF8 (RFC 6531) to take mail for the address."""
    return not written.isascii()


def _plain_or_letters(local: str) -> bool:
    return bool(local) and all(_PLAIN.fullmatch(one) or _LETTERS.fullmatch(one) for one in local)


def _ascii(host: str) -> str:
    if host.isascii():
        if not _PLAIN.fullmatch(host):
            raise ValueError(host)
        return host.lower()
    return idna.encode(host, uts46=True).decode("ascii")
