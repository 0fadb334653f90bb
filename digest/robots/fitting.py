"""As much of a message as is taken: as many announcements as fit, then as much of each as there is room for. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.robots.content import Content, Entry

Shown = Sequence[tuple[Entry, bool]]
"""The entries that are told, each with whether it is told in full."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program wants a message: bytes that it takes, what is counted of it, and how it is written.

    Both functions get the content, the entries that are told, and the keyword that has to stand in it.
    """

    limit: int
    measured: Callable[[Content, Shown, str], int]
    body: Callable[[Content, Shown, str], bytes]


def fitted(content: Content, dialect: Dialect, keyword: str = "") -> bytes:
    """Return the message: entries are left out from the end, and what is left out is counted in it."""

    def fits(shown: Shown) -> bool:
        return dialect.measured(content, shown, keyword) <= dialect.limit

    least, most = 0, len(content.entries)
    while least < most:
        middle = (least + most + 1) // 2
        if fits([(entry, False) for entry in content.entries[:middle]]):
            least = middle
        else:
            most = middle - 1
    shown = [(entry, False) for entry in content.entries[:least]]
    for place, (entry, _) in enumerate(shown):
        shown[place] = (entry, True)
        if not fits(shown):
            shown[place] = (entry, False)
    return dialect.body(content, shown, keyword)


def sections(shown: Shown) -> list[tuple[str, list[tuple[Entry, bool]]]]:
    """Return the entries told under their headings, in their order."""
    grouped: dict[str, list[tuple[Entry, bool]]] = {}
    for entry, full in shown:
        grouped.setdefault(entry.section, []).append((entry, full))
    return list(grouped.items())


def lines(entry: Entry, full: bool) -> tuple[str, ...]:
    """Return the lines below an entry's title."""
    return (*entry.facts, *entry.more) if full else entry.facts
