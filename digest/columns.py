"""Plain text in columns: East-Asian widths, and line breaks that keep Chinese punctuation where it belongs."""

import re
import unicodedata
from functools import lru_cache

COLUMNS = 78
_OPENING = "（《〈「『【〔“‘(["
_CLOSING = "，。、；：！？）》〉」』】〕”’％…—·,.;:!?)]%"
# What must stay on one line: a run of Latin letters and figures or one character, with the marks that cling to it.
_ATOM = re.compile(rf"\s+|[{re.escape(_OPENING)}]*(?:[!-~]+|\S)[{re.escape(_CLOSING)}]*")


def width(text: str) -> int:
    """Return how many columns the text takes; wide and ambiguous characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=20_000)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


@lru_cache(maxsize=8_192)
def wrap(text: str, first: str = "", rest: str | None = None, columns: int = COLUMNS) -> str:
    """Return the text broken into lines no wider than `columns`, with a mark before the first and before the others.

    Line breaks in the text are kept. An address (http…) is never broken, even when it is wider than a line.
    """
    following = " " * width(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _broken(paragraph, first if not lines else following, following, columns)
    return "\n".join(lines)


def _broken(paragraph: str, first: str, following: str, columns: int) -> list[str]:
    lines, line, empty = [], [first], True
    taken, indent = width(first), width(following)
    for atom in _atoms(paragraph.strip(), columns - indent):
        blank = atom.isspace()
        if not empty and taken + width(atom.rstrip()) > columns:
            lines.append("".join(line).rstrip())
            line, empty, taken = [following], True, indent
        if not (empty and blank):
            line.append(" " if blank else atom)
            taken, empty = taken + (1 if blank else width(atom)), False
    return [*lines, "".join(line).rstrip()]


def _atoms(paragraph: str, room: int) -> list[str]:
    atoms: list[str] = []
    for atom in _ATOM.findall(paragraph):
        if width(atom) <= room or atom.startswith(("http://", "https://")):
            atoms.append(atom)
        else:
            step = max(1, room // 2)
            atoms += [atom[start : start + step] for start in range(0, len(atom), step)]
    return atoms
