"""Secrets: read from files of their own or from the environment, and told to nobody, whatever goes wrong with them.

What is read here is remembered as long as the process lives. No error of the house carries it then, in none of the
forms in which it is sent, for other sides like to repeat what they were told: a mail server its login, a proxy an
address. A secret that stands in a settings file is refused, see `archive.config`.
"""

import base64
import json
import logging
import re
import stat
from collections.abc import Collection
from pathlib import Path
from typing import NewType
from urllib.parse import quote, quote_plus

from archive import errors
from archive.errors import WrongSettings

MARK = "***"
MOST = 20_000
"""Characters of a line that is a secret; more is no secret but some other file."""
LEAST = 4
"""Characters of a secret that can be kept out of messages: a shorter one is part of too many words."""
Secret = NewType("Secret", str)
"""A text that is known here, and so in no error of the house."""
_known: dict[str, None] = {}
"""Forms of secrets, the longest first: one may be part of another."""
_warned: set[Path] = set()
_log = logging.getLogger("zswatch.secrets")


def read(setting: str, file: Path) -> Secret:
    """Return the first line of a file that a setting names; raises WrongSettings that names both, never the line.

    A file that everybody on this machine may read is told of once, and taken: some ways to hand secrets to a container
    know no other permissions.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            line = stream.readline(MOST).strip()
            mode = Path(file).stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{setting}: {file} can not be read: {type(error).__name__}") from None
    if not line:
        raise WrongSettings(f"{setting}: {file} has no first line")
    if not line.isprintable() or len(line) >= MOST - 1:
        raise WrongSettings(f"{setting}: the first line of {file} is no secret")
    if (why := exposed(mode)) and file not in _warned:
        _warned.add(file)
        _log.warning("%s: %s %s; `chmod 600` mends that", setting, file, why)
    return known(line)


def exposed(mode: int) -> str:
    """Return what is wrong with the permissions of a file with a secret, empty when nothing is."""
    if mode & stat.S_IWOTH:
        return "can be changed by everybody on this machine"
    return "can be read by everybody on this machine" if mode & stat.S_IROTH else ""


def known(value: str, *more: str) -> Secret:
    """Return a secret that came from elsewhere, and keep it out of errors from now on, with other forms of it."""
    forms = (form for one in (value, *more) if len(one) >= LEAST for form in forms_of(one))
    fresh = {form for form in forms if len(form) >= LEAST} - _known.keys()
    if fresh:
        longest = sorted({*_known, *fresh}, key=lambda one: (-len(one), one))
        _known.clear()
        _known.update(dict.fromkeys(longest))
    return Secret(value)


def hidden(text: str) -> str:
    """Return a text in which a mark stands in place of each known secret."""
    for one in _known:
        text = text.replace(one, MARK)
    return text


def values() -> Collection[str]:
    """Return all forms of all known secrets, the longest first; for whoever writes lines that are not errors."""
    return tuple(_known)


def forms_of(value: str) -> set[str]:
    """Return the forms in which programs write a secret: as it is, in an address, in JSON, as a Python literal."""
    raw = value.encode("utf-8", "surrogatepass")
    quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    return {
        value,
        *quoted,
        *(re.sub(r"%..", lambda found: found[0].lower(), one) for one in quoted),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        repr(raw)[2:-1],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    }


errors.cleansing(hidden)
