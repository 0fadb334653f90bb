"""What comes from outside, made fit for a page of the digest: in one line, bounded, marked where Chinese. Pure."""

import re
from functools import lru_cache

from archive.printable import linkable, printable
from digest.changes import shorten

__all__ = ["chinese", "linkable", "one_line", "printable"]

_SPACE = re.compile(r"\s+")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_CHINESE = re.compile(rf"([{_HAN}](?:[^\n]{{0,60}}[{_HAN}])?)")


@lru_cache(maxsize=20_000)
def one_line(value: str, limit: int) -> str:
    """Return a text in one line and of bounded length, without characters that do not print."""
    return shorten(_SPACE.sub(" ", printable(value)).strip(), limit)


def chinese(value: str) -> list[tuple[bool, str]]:
    """Return a text in pieces, each with whether it is Chinese, so that a page can say so to who reads it aloud."""
    return [(at % 2 == 1, piece) for at, piece in enumerate(_CHINESE.split(value)) if piece]
