"""Secrets stand in files of their own: the first line is the secret, and no message ever carries it."""

from pathlib import Path

from archive.errors import WrongSettings

MOST = 20_000
"""Characters of a line that is a secret; more is no secret but some other file."""


def first_line(setting: str, file: Path) -> str:
    """Return the first line of a file that a setting names; raises WrongSettings that names both, never the line."""
    try:
        with file.open(encoding="utf-8") as stream:
            line = stream.readline(MOST).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{setting}: {file} can not be read: {type(error).__name__}") from None
    if not line:
        raise WrongSettings(f"{setting}: {file} has no first line")
    if not line.isprintable() or len(line) >= MOST - 1:
        raise WrongSettings(f"{setting}: the first line of {file} is no secret")
    return line
