"""What can be wrong with a file, how much of one is read, and what came of reading it."""

from dataclasses import dataclass

from archive.records import AttachmentStatus

MAX_TEXT = 8_000_000
"""Characters that are kept of one file."""


class Unreadable(Exception):
    """The file is broken, or not what it says it is."""


class TooLarge(Exception):
    """The file holds more than is read."""


class Locked(Exception):
    """The file can not be read without a password."""


class Unsupported(Exception):
    """The file is of a kind, or of an age, that is not read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of a file, a paragraph a line, a row of a table as `| a | b |`.

    `status` is `ok` or `ocr` when they are all there; else it names what is missing, and `text` has the rest.
    """

    text: str
    status: AttachmentStatus = "ok"
    note: str = ""


def bounded(lines: list[str]) -> str:
    """Join lines that are not empty; raises TooLarge beyond MAX_TEXT characters."""
    size = sum(map(len, lines))
    if size > MAX_TEXT:
        raise TooLarge(f"{size} characters, expected at most {MAX_TEXT}")
    return "\n".join(line for line in lines if line)


def row(cells: list[str]) -> str:
    """Return a row of a table, empty when all its cells are."""
    return f"| {' | '.join(cells)} |" if any(cells) else ""
