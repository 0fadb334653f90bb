"""Who may read: everybody, people with a password, or those whom a trusted web server before us has let in."""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections import OrderedDict
from pathlib import Path
from time import monotonic

from archive.errors import WrongSettings

COST, BLOCK, LANES = 1 << 14, 8, 1
"""Of scrypt: 16 MiB and some 50 ms for one password."""
COSTS = frozenset(str(1 << power) for power in range(10, 19))
"""Costs that a line may state."""
MOST_BYTES = 1_000_000
MOST_PASSWORD = 1_000
REMEMBERED_SECONDS = 600.0
MOST_REMEMBERED = 1_000
FORM = "NAME:scrypt$COST$SALT$HASH"


def line(name: str, password: str) -> str:
    """Return the line of a file of users for a person. Raises WrongSettings for a name that can not stand in one."""
    if not name or ":" in name or not name.isprintable() or name != name.strip() or name.startswith("#"):
        raise WrongSettings(f"{name!r} is no name for a login: it must print, and have no colon")
    if not password:
        raise WrongSettings("an empty password lets everybody in")
    salt = secrets.token_bytes(16)
    return f"{name}:scrypt${COST}${_text(salt)}${_text(_hash(password, salt, COST))}"


class Users:
    """The people of a file; it is read anew when it has changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stamp: tuple[int, int] | None = None
        self._known: dict[str, tuple[int, bytes, bytes]] = {}
        self._sure: OrderedDict[bytes, float] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()

    def read(self) -> None:
        """Read the file when it has changed; raises WrongSettings that names it and the line."""
        try:
            seen = self.file.stat()
            stamp = (seen.st_mtime_ns, seen.st_size)
            if stamp == self._stamp:
                return
            with self.file.open("rb") as opened:
                text = opened.read(MOST_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSettings(f"web.users_file: {self.file}: can not be read: {error}") from None
        found = {}
        for number, stated in enumerate(text.splitlines(), 1):
            if stated.strip() and not stated.startswith("#"):
                name, entry = self._entry(stated, number)
                found[name] = entry
        with self._lock:
            self._known, self._stamp = found, stamp
            self._sure.clear()

    def knows(self, authorization: str) -> str | None:
        """Return the name of whoever sends a header `Authorization` with the right password, else None."""
        name, password = _credentials(authorization)
        if name is None or password is None:
            return None
        said = hmac.digest(self._key, f"{name}:{password}".encode("utf-8", "surrogatepass"), "sha256")
        if self._is_sure(said):
            return name
        # An unknown name takes as long as a wrong password, so that nobody learns who has an account.
        cost, salt, expected = self._known.get(name, (COST, b"nobody has this", b""))
        right = hmac.compare_digest(_hash(password, salt, cost), expected)
        if right:
            self._remember(said)
        return name if right else None

    def _entry(self, stated: str, number: int) -> tuple[str, tuple[int, bytes, bytes]]:
        name, _, rest = stated.strip().partition(":")
        kind, cost, salt, expected = (rest.split("$") + [""] * 4)[:4]
        if not name or kind != "scrypt" or cost not in COSTS or not (_bytes(salt) and _bytes(expected)):
            raise WrongSettings(f"web.users_file: {self.file}: line {number} is not {FORM}")
        return name, (int(cost), _bytes(salt), _bytes(expected))

    def _is_sure(self, said: bytes) -> bool:
        with self._lock:
            return self._sure.get(said, 0.0) > monotonic()

    def _remember(self, said: bytes) -> None:
        with self._lock:
            self._sure[said] = monotonic() + REMEMBERED_SECONDS
            while len(self._sure) > MOST_REMEMBERED:
                self._sure.popitem(last=False)


def _credentials(authorization: str) -> tuple[str | None, str | None]:
    """Return name and password of RFC 7617, in UTF-8; None twice when there are none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic" or len(encoded) > 4 * MOST_PASSWORD:
        return None, None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None, None
    return (name, password) if colon and name and len(password) <= MOST_PASSWORD else (None, None)


def _hash(password: str, salt: bytes, cost: int) -> bytes:
    plain = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=cost, r=BLOCK, p=LANES, maxmem=256 * cost * BLOCK, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    """Return the bytes, none for what is no base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
