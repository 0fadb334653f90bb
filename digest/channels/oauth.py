"""Access tokens for a mail server (RFC 6749): kept in a file, and exchanged for a new one when they have expired."""

import json
import os
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from archive import secrets
from archive.config import Settings
from archive.errors import TryLater, WrongSettings
from archive.sections import Mail
from digest.channels import exchange
from digest.channels.exchange import Answer

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def kept(settings: Settings) -> str:
    """Return the access token that is there, empty when there is none and one can be had; raises WrongSettings."""
    file = _file(settings)
    if settings.mail.oauth_url and not file.exists():
        return ""
    return secrets.read("mail.token_file", file)


def refreshed(settings: Settings) -> str:
    """Get a new access token and keep it in the token file, readable by its owner only.

    A new refresh token that comes with it replaces the one in its file. Raises TryLater when the place is away or gives
    none, WrongSettings when a file can not be read.
    """
    mail = settings.mail
    if not mail.oauth_url or mail.oauth_refresh_token_file is None:
        raise TryLater("the access token is refused, and without mail.oauth_url no new one can be had")
    old = secrets.read("mail.oauth_refresh_token_file", mail.oauth_refresh_token_file)
    body = urlencode(_form(mail, old)).encode()
    answer = exchange.post(
        mail.oauth_url, body, FORM, network=settings.network, seconds=mail.timeout_seconds, what="mail.oauth_url"
    )
    given = _given(answer)
    _keep(_file(settings), given["access_token"])
    if (new := given.get("refresh_token", old)) != old:
        _keep(mail.oauth_refresh_token_file, new)
    return given["access_token"]


def _form(mail: Mail, refresh_token: str) -> dict[str, str]:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": mail.oauth_client_id}
    if mail.oauth_client_secret_file is not None:
        form["client_secret"] = secrets.read("mail.oauth_client_secret_file", mail.oauth_client_secret_file)
    return form


def _given(answer: Answer) -> dict[str, str]:
    """Return the tokens of an answer; what else it says is not told, for it could be one."""
    try:
        stated = json.loads(answer.body)
    except (ValueError, RecursionError):
        stated = None
    fields = stated if isinstance(stated, dict) else {}
    tokens = {name: fields[name] for name in ("access_token", "refresh_token") if _token(fields.get(name))}
    for token in tokens.values():
        secrets.known(token)
    if answer.status != HTTPStatus.OK or "access_token" not in tokens:
        error = fields.get("error")
        said = f", {error}" if isinstance(error, str) and error.isidentifier() else ""
        raise TryLater(f"mail.oauth_url: no access token is given ({answer.status}{said})")
    return tokens


def _token(value: object) -> bool:
    """Whether it can be a token (RFC 6749, appendix A.12): visible ASCII, and not longer than a line is read."""
    return isinstance(value, str) and 0 < len(value) < secrets.MOST - 1 and value.isascii() and value.isprintable()


def _keep(file: Path, token: str) -> None:
    passing = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        passing.unlink(missing_ok=True)
        with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(f"{token}\n")
        passing.replace(file)
    except OSError as error:
        with suppress(OSError):
            passing.unlink()
        raise WrongSettings(f"{file}: the new token can not be kept there: {error.strerror}") from None


def _file(settings: Settings) -> Path:
    return settings.mail.token_file or settings.data_dir / "mail-token"
