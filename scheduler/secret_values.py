"""The values that must never be said: what the settings, and files that they name, hold; read only to be hidden."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel

from archive.config import Settings
from archive.tokens import SECRET_FILE

ENVIRONMENT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGPASSWORD")
DEFAULT_FILES = (SECRET_FILE, "mail-token")
"""Files of the data folder that are secrets without being named in the settings."""
MOST_BYTES = 65_536
MOST_LINES = 500
TELLING = 12
"""Shorter parts of a secret address or file say nothing alone, and may be ordinary words."""


def secret_values(settings: Settings) -> Iterator[str]:
    """Give every secret that the settings state, or that files named by them hold; one that is not there has none."""
    yield from (value for name in ENVIRONMENT if (value := os.environ.get(name)))
    for file in DEFAULT_FILES:
        yield from _of_file(settings.data_dir / file)
    for section in (settings, *_sections(settings)):
        for name, field in type(section).model_fields.items():
            value = getattr(section, name)
            if name.endswith("_file") and isinstance(value, Path):
                yield from _of_file(value)
            elif name.endswith("url") and isinstance(value, str):
                yield from _login_of(value)
            elif field.repr is False and isinstance(value, str):
                yield value
    yield from _logins(settings)


def _sections(settings: Settings) -> Iterator[BaseModel]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield one


def _of_file(file: Path) -> Iterator[str]:
    """Give the first line of a file, and each line that is long enough to tell something alone.

    Keys have many lines, a file of users has a name and a hash in each; an address is one, and so are its parts.
    """
    try:
        with file.open("rb") as opened:
            lines = opened.read(MOST_BYTES).decode("utf-8", "replace").splitlines()[:MOST_LINES]
    except OSError:
        return
    for number, line in enumerate(map(str.strip, lines)):
        if number == 0 or (len(line) >= TELLING and not line.startswith("-----")):
            yield line
        if "://" in line:
            yield from _parts_of(line)
        elif ":" in line and len(hidden := line.partition(":")[2]) >= TELLING:
            yield hidden


def _parts_of(address: str) -> Iterator[str]:
    """Give what is secret of a secret address: all behind the host, long steps of its path, values of its query."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    behind = address.partition("://")[2].partition("/")[2]
    found = [behind, parts.query, *parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))]
    yield from (one for one in found if len(one) >= TELLING)
    yield from _login_of(address)


def _login_of(address: str) -> Iterator[str]:
    """Give the password of an address, as it is written there and as it is meant."""
    try:
        password = urlsplit(address).password
    except ValueError:
        return
    if password:
        yield from {password, unquote(password)}


def _logins(settings: Settings) -> Iterator[str]:
    """Give the forms in which mail programs and web clients send a name with its password."""
    mail, bounces = settings.mail, settings.bounces
    held = [(mail.username, mail.password), *((mail.username, one) for one in _first(mail.password_file))]
    held += [(bounces.user, one) for one in _first(bounces.password_file)]
    for user, password in held:
        if user and password:
            for said in (f"\0{user}\0{password}", f"{user}:{password}", f"{user}\0{user}\0{password}"):
                yield base64.b64encode(said.encode("utf-8", "surrogatepass")).decode()


def _first(file: Path | None) -> list[str]:
    return list(_of_file(file))[:1] if file is not None else []
