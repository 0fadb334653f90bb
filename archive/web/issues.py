"""What an edition told, in lists, from its document as it was stored. Pure.

The documents of all versions of the program are read: what one of them did not have yet is empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

PAGE = 100
"""Entries of a list on one page."""
KNOWN = ("study", "application", "industry", "talent")
"""Themes in the order of the meeting; others follow, the cross-cutting one and what answers nothing come last."""
LAST = {"general": 1, "": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One announcement as an edition told it: under a theme, or as one that was changed or withdrawn.

    `under` is `theme`, `changes`, `withdrawn` or `near`; `theme` is empty for what answers no directive.
    """

    under: str
    id: str
    title: str = ""
    theme: str = ""
    summary: str = ""
    deadline: str = ""
    directives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of a list: what stands on it, how many pages there are, and which one this is, from 1."""

    entries: tuple[Any, ...]
    number: int
    pages: int
    total: int


def entries(content: Mapping[str, Any]) -> list[Entry]:
    """Return what an edition told: the new items by theme, then what was changed, withdrawn or nearly relevant."""
    items = [_item(one) for one in content.get("items") or ()]
    found = sorted(items, key=lambda one: _order(one.theme))
    for under in ("changes", "withdrawn"):
        found += [Entry(under=under, id=one["id"], title=one["title"]) for one in content.get(under) or ()]
    return found + [Entry(under="near", id=one) for one in content.get("near_misses") or ()]


def sections(shown: Iterable[Entry]) -> list[tuple[tuple[str, str], list[Entry]]]:
    """Return entries in their order, by what they stand under."""
    return [(under, list(some)) for under, some in groupby(shown, key=lambda one: (one.under, one.theme))]


def page(shown: Sequence[Any], number: int, total: int) -> Page | None:
    """Return a page of a list of so many entries, the first one also when it is empty; None when there is no such page.

    `shown` are those from (number - 1) * PAGE on.
    """
    pages = max(1, -(-total // PAGE))
    return Page(entries=tuple(shown), number=number, pages=pages, total=total) if number <= pages else None


def _item(one: Mapping[str, Any]) -> Entry:
    themes = one.get("themes") or ()
    alignments = one.get("alignments") or ()
    return Entry(
        under="theme",
        id=one["id"],
        title=one["title"],
        theme=themes[0] if themes else "",
        summary=one.get("summary") or "",
        deadline=one.get("deadline") or "",
        directives=tuple(dict.fromkeys(f"{each['meeting']} · {each['directive']}" for each in alignments)),
    )


def _order(theme: str) -> tuple[int, int, str]:
    known = KNOWN.index(theme) if theme in KNOWN else len(KNOWN)
    return LAST.get(theme, 0), known, theme
