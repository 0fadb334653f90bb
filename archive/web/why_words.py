"""What the page of an account says, in Chinese and English."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
