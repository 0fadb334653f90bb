"""Passwords of the settings: where they may stand, and which of the environment are to be kept out of messages."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from archive import secrets
from archive.errors import WrongSettings

URLS = {
    ("database_url",): "database_url_file, the variable ZSWATCH_DATABASE_URL, or PGPASSWORD or ~/.pgpass",
    ("engine", "url"): "the variable ZSWATCH_ENGINE__URL, or PGPASSWORD or ~/.pgpass",
}
"""Settings that may hold a password within an address, and where it may stand instead."""
_LOGIN = re.compile(r"(?<=://)[^/@\s]*(?=@)")
PASSWORD = ("mail", "password")
PLAIN = ("ZSWATCH_MAIL__PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "OPENAI_API_KEY")
ADDRESSES = ("ZSWATCH_DATABASE_URL", "ZSWATCH_ENGINE__URL", "http_proxy", "https_proxy", "all_proxy")


def refuse_written(stated: Mapping[str, Any], file: Path) -> None:
    """Raise WrongSettings that names the key and what to use instead, when a settings file holds a password.

    Such files are shown to others, copied and kept in repositories; nobody thinks of what else is in them.
    """
    if _at(stated, PASSWORD):
        secrets.known(str(_at(stated, PASSWORD)))
        raise WrongSettings(
            f"{file}: mail.password: no password stands in a settings file; "
            "use mail.password_file or the variable ZSWATCH_MAIL__PASSWORD"
        )
    for path, instead in URLS.items():
        if password_of(str(_at(stated, path) or "")):
            raise WrongSettings(f"{file}: {'.'.join(path)}: no password stands in a settings file; use {instead}")


def remember(environ: Mapping[str, str]) -> None:
    """Keep the passwords of an environment out of all errors from now on."""
    for name, value in environ.items():
        if name in PLAIN:
            secrets.known(value)
        elif name.upper() in {one.upper() for one in ADDRESSES} and (password := password_of(value)):
            secrets.known(password, unquote(password))


def password_of(url: str) -> str:
    """Return the password of an address as it stands there, before its host or among its parameters; else nothing."""
    try:
        parts = urlsplit(url)
        return parts.password or next(iter(parse_qs(parts.query).get("password", [])), "")
    except ValueError:
        return ""


def url_in(file: Path) -> str:
    """Return the database URL of a file, and keep its password out of all errors; raises WrongSettings."""
    url = secrets.read("database_url_file", file)
    if password := password_of(url):
        secrets.known(password, unquote(password))
    return url


def without_logins(text: str) -> str:
    """Return a text in which a mark stands in place of what is before the host of an address."""
    return _LOGIN.sub(secrets.MARK, text)


def _at(stated: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = stated
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
