"""Signatures of mails (DKIM, RFC 6376), so that a reader's server knows that they come from our domain.

The package dkimpy makes them; it is needed only where `mail.dkim_domain` is set.
"""

import importlib.util
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from archive import secrets
from archive.errors import WrongSettings
from archive.sections import Mail

HEADERS = (
    *("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "precedence"),
    *("content-language", "mime-version", "content-type"),
)
"""Those that are signed where they stand (RFC 6376, 5.4.1); RFC 8058 asks for the two of unsubscribing."""
MISSING = "mail.dkim_domain: signing needs the package dkimpy; install zhongshan-watch with its extra `dkim`"


def signed(message: bytes, mail: Mail, moment: datetime) -> bytes:
    """Return the mail with a signature before its headers, as of a moment: the same bytes whenever it is made.

    Without `mail.dkim_domain` it is returned as it is. Raises WrongSettings when the key can not be used.
    """
    if not mail.dkim_domain or mail.dkim_key_file is None:
        return message
    if importlib.util.find_spec("dkim") is None:
        raise WrongSettings(MISSING)
    import dkim  # noqa: PLC0415 - an optional part

    try:
        signer = _signer()(message, moment)
        present = {name.lower().decode("ascii", "replace") for name, _ in signer.headers}
        signature = signer.sign(
            mail.dkim_selector.encode("idna"),
            mail.dkim_domain.encode("idna"),
            _key(mail.dkim_key_file),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in HEADERS if name in present],
        )
    except (dkim.DKIMException, UnicodeError) as error:
        raise WrongSettings(f"mail.dkim_key_file: {mail.dkim_key_file}: {type(error).__name__}") from None
    return bytes(signature) + message


@cache
def _signer() -> Any:
    import dkim  # noqa: PLC0415

    class Signer(dkim.DKIM):  # type: ignore[misc]
        """Signs as of a given moment: the library takes the present one, and a mail could not be made again."""

        def __init__(self, message: bytes, moment: datetime) -> None:
            super().__init__(message)
            self.moment = int(moment.timestamp())

        def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **named: Any) -> bytes:
            dated = [(name, str(self.moment).encode() if name == b"t" else value) for name, value in fields]
            return bytes(super().gen_header(dated, *rest, **named))

    return Signer


def _key(file: Path) -> bytes:
    try:
        key = file.read_bytes()
    except OSError as error:
        raise WrongSettings(f"mail.dkim_key_file: {file} can not be read: {error.strerror}") from None
    for line in key.decode("utf-8", "replace").splitlines():
        if not line.startswith("-----"):
            secrets.known(line.strip())
    return key
