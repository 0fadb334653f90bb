"""The figures of an announcement, each with the part in which it stands, and the words around it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.figures import figures
from archive.records import Announcement, Figure, Quote

MOST_KEPT = 300
"""Figures of one announcement that are kept with its analysis."""
_LOWER_END = re.compile(r"[0-9.]{1,10}\s?[万亿元%个名家]{0,2}\s?(?:至|到|[-–—~～])\s?$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with the part of the announcement in which it stands."""

    part: str
    figure: Figure

    def quote(self, announcement: Announcement) -> Quote:
        """Return the figure's words, with for each what (每人每月) or the lower end of a range right before them."""
        start = self.figure.start
        text = announcement.part(self.part) or ""
        if self.figure.per.startswith("每") and text.endswith(self.figure.per, 0, start):
            start -= len(self.figure.per)
        elif lower := _LOWER_END.search(text, max(0, start - 16), start):
            start = lower.start()
        return quote(announcement, self.part, start, self.figure.end)

    def around(self, announcement: Announcement, reach: int, signs: str) -> tuple[int, int]:
        """Return the span between two of the signs around the figure, at most `reach` characters on each side."""
        return around(announcement.part(self.part) or "", self.figure, reach, signs)

    def words(self, announcement: Announcement, reach: int, signs: str) -> str:
        """Return the text of `around`."""
        return (announcement.part(self.part) or "")[slice(*self.around(announcement, reach, signs))]

    def before(self, announcement: Announcement, length: int = 16) -> str:
        """Return the characters before the figure."""
        return (announcement.part(self.part) or "")[max(0, self.figure.start - length) : self.figure.start]


def stated(announcement: Announcement) -> tuple[Stated, ...]:
    """Return the figures of body and attachments, in this order."""
    day = announcement.published.date() if announcement.published else None
    parts = {"body": announcement.body}
    parts |= {f"attachment:{one.sha256}": one.text for one in announcement.attachments if one.text and one.sha256}
    return tuple(Stated(part, one) for part, text in parts.items() for one in figures(text, day))


def account(announcement: Announcement, found: Sequence[Stated]) -> list[dict[str, Any]]:
    """Return the figures as the analysis keeps them, MOST_KEPT at most; `recognised` ones were read in a picture."""
    names = ("kind", "value", "unit", "bound", "per", "subject", "start", "end", "text")
    return [
        {"part": one.part, "recognised": one.part in announcement.recognised}
        | {name: getattr(one.figure, name) for name in names}
        for one in found[:MOST_KEPT]
    ]


def quote(announcement: Announcement, part: str, start: int, end: int) -> Quote:
    """Return the span as it stands in the announcement's present text."""
    text = announcement.part(part) or ""
    return Quote(part=part, revision=announcement.revision, start=start, end=end, text=text[start:end])


def around(text: str, one: Figure, reach: int, signs: str) -> tuple[int, int]:
    """Return the span between two of the signs around a figure, at most `reach` characters on each side."""
    low, high = max(0, one.start - reach), min(len(text), one.end + reach)
    first = max(low, max(text.rfind(sign, low, one.start) for sign in signs) + 1)
    return first, min([at for sign in signs if (at := text.find(sign, one.end, high)) >= 0], default=high)
