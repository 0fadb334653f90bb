"""What the pages of the search say, in Chinese and English."""

from typing import Final

SEARCHING: Final[dict[str, tuple[str, str]]] = {}
