"""Tags as a row of the folded copies holds them: one a line, each between two bounds."""

from collections.abc import Iterable

BOUND = "\n"


def written(of: Iterable[str]) -> str:
    """Return tags as a row holds them; no tag has white space in it."""
    return BOUND + "".join(f"{tag}{BOUND}" for tag in of)
