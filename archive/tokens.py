"""What stands in the links of our mails: a name and a nonce, signed for one purpose with this installation's secret."""

import hashlib
import hmac
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from archive import secrets as known_secrets
from archive.errors import Refused, TryLater, WrongSettings

SECRET_FILE = "secret"  # noqa: S105 - the name of the file
LEAST = 32
"""Characters of a secret."""
LONGEST = 2000
"""Characters of a token; a longer one is not looked at."""
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
UNKNOWN = "this link is not valid, or not any more"


def secret(data_dir: Path) -> bytes:
    """Return the secret of the data folder; it is made at the first need, readable for its owner only.

    Raises TryLater when it can not be read or made, WrongSettings when the file holds none.
    """
    file = data_dir / SECRET_FILE
    try:
        if not file.exists():
            _make(file)
        kept = file.read_bytes().strip()
    except OSError as error:
        raise TryLater(f"{file}: {error.strerror}") from None
    if len(kept) < LEAST:
        raise WrongSettings(f"{file}: not a secret, expected at least {LEAST} characters; remove it for a new one")
    known_secrets.known(kept.decode("utf-8", "replace"))
    return kept


def sign(secret: bytes, purpose: str, name: str, nonce: str, *, at: datetime | None = None) -> str:
    """Return a token that is good for one purpose: the same one each time, or with the moment it was given `at`."""
    moment = [] if at is None else [int(at.timestamp())]
    return str(_serializer(secret, purpose).dumps([name, nonce, *moment]))


def check(
    secret: bytes, purpose: str, token: str, *, now: datetime | None = None, lasts: timedelta | None = None
) -> tuple[str, str]:
    """Return the name and the nonce of a token that was signed for the purpose.

    With `lasts`, only of one that was given within so long before `now`. Raises Refused, in the same words whatever is
    wrong with it.
    """
    name, nonce, *moments = _loaded(secret, purpose, token)
    if lasts is not None and now is not None:
        # No token is from the future: one given later was made with another clock, and says nothing about its age.
        age = now.timestamp() - moments[0] if moments else -1.0
        if not 0 <= age <= lasts.total_seconds():
            raise Refused(UNKNOWN)
    return name, nonce


def code(secret: bytes, purpose: str, name: str, nonce: str) -> str:
    """Return eight letters and digits that can be read out, for whoever can not open a link."""
    mac = hmac.new(secret, "\n".join(("code", purpose, name, nonce)).encode(), hashlib.sha256).digest()
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in mac[:CODE_LENGTH])


def is_code(expected: str, given: str) -> bool:
    """Whether a code is the expected one, however a person wrote it."""
    plain = "".join(given.split()).replace("-", "").upper()
    return hmac.compare_digest(expected.encode(), plain.encode())


def nonce() -> str:
    """Return a new nonce: tokens with the one before are void from then on."""
    return token_hex(16)


def _loaded(secret: bytes, purpose: str, token: str) -> list[Any]:
    if len(token) > LONGEST:
        raise Refused(UNKNOWN)
    try:
        stated: list[Any] = _serializer(secret, purpose).loads(token)
    except BadData:
        raise Refused(UNKNOWN) from None
    return stated  # What we signed, we wrote: a name, a nonce and perhaps a moment.


def _serializer(secret: bytes, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret, salt=f"zswatch.{purpose}", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )


def _make(file: Path) -> None:
    """Make the file so that it is whole when it appears, also when two processes do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    passing = file.with_name(f"{file.name}.{token_hex(8)}")
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(token_hex(32) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        with suppress(FileExistsError):
            os.link(passing, file)
    finally:
        passing.unlink()
