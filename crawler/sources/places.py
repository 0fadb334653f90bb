"""Where something is declared: the file and line that a person has to change."""

import re
from pathlib import Path
from typing import Literal

from crawler.sources.declaration import Source

Declared = Literal[
    "url", "hosts", "sid", "catalogue_column", "link_pattern", "paused_because", "expect", "title", "body", "header"
]
"""What a source's file can be told to change; the last three are parts of `selectors`."""
OF_PUBLISHER = frozenset({"hosts"})
SELECTORS = frozenset({"title", "body", "header"})
_TABLE = re.compile(r"^\s*\[")


def place(source: Source, key: Declared) -> str:
    """Return `file:line` of a key, of its column's head when the column does not state it.

    Selectors that are not stated are placed on the file's last line, below which they can be added.
    """
    lines = source.file.read_text(encoding="utf-8").splitlines()
    name = source.key.partition("-")[2]
    start = next((at for at, line in enumerate(lines) if re.match(rf'^\s*key\s*=\s*"{name}"', line)), 0)
    end = next((at for at in range(start + 1, len(lines)) if _TABLE.match(lines[at])), len(lines))
    column, head = range(start, end), range(next((n for n, line in enumerate(lines) if _TABLE.match(line)), start))
    found = _line(lines, head if key in OF_PUBLISHER else column, key)
    if found is None and key in SELECTORS:
        found = _line(lines, range(len(lines)), key)
        found = len(lines) - 1 if found is None else found
    return f"{shown(source.file)}:{(start if found is None else found) + 1}"


def shown(file: Path) -> str:
    """Return a file as it is spoken of: shipped ones from the program's folder, others as they were named."""
    home = Path(__file__).parents[2]
    return str(file.relative_to(home)) if file.is_relative_to(home) else str(file)


def _line(lines: list[str], where: range, key: str) -> int | None:
    return next((at for at in where if re.match(rf"^\s*{key}\s*=", lines[at])), None)
