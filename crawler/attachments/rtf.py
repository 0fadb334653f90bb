"""The text of an RTF file; rows of tables as `| a | b |`, words deleted with a mark of revision left out."""

import re
from collections.abc import Callable

from striprtf.striprtf import rtf_to_text

from archive.text import decode
from crawler.attachments.limits import MAX_TEXT, TooLarge, Unreadable, bounded, row

MAX_BYTES = 30_000_000
"""Longer files are pictures for the most part, which stand in the text as hexadecimal."""
_convert: Callable[..., str] = rtf_to_text  # the library states no types
_DELETED = re.compile(r"\{[^{}]*\\deleted(?![0a-z])[^{}]*\}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def text(raw: bytes) -> str:
    """Return the words of the file; raises Unreadable or TooLarge."""
    if len(raw) > MAX_BYTES:
        raise TooLarge(f"{len(raw)} bytes, expected at most {MAX_BYTES}")
    try:
        words = _convert(_DELETED.sub("", decode(raw).text), encoding="gb18030")
    except (ValueError, LookupError, IndexError, TypeError, KeyError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    if len(words) > MAX_TEXT:
        raise TooLarge(f"{len(words)} characters, expected at most {MAX_TEXT}")
    return bounded([_line(line) for line in words.split("\n")])


def _line(line: str) -> str:
    """Return a line; one that ends in the mark of a cell is a row."""
    plain = " ".join(_UNPRINTABLE.sub("", line).split(" ")).strip()
    return row([cell.strip() for cell in plain[:-1].split("|")]) if plain.endswith("|") else plain
