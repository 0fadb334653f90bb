"""A last day that an announcement sets, with the words it stands in, as page and calendar show it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.printable import printable
from archive.records import Announcement
from archive.web.papers import place

REACH = 90
"""Characters on each side of the quoted day that are shown at most."""
SENTENCE_ENDS = "。；\n|"
MOST_AMOUNTS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """What closes on a day. `before`, `words` and `after` are one sentence of the text, empty when none was kept.

    `part` is where it stands (`title`, `body` or `attachment`), `name` the attachment's. `gone` says why it no longer
    closes: `withdrawn`, `no_day` for a revision without the day, empty while it does. `sequence` counts its states.
    """

    one: Announcement
    day: date
    before: str = ""
    words: str = ""
    after: str = ""
    part: str = ""
    name: str = ""
    gone: str = ""

    @property
    def amounts(self) -> tuple[str, ...]:
        """The sums that can be had, in the announcement's words."""
        stated = self.one.analysis.amounts if self.one.analysis else ()
        return tuple(printable(each) for each in stated[:MOST_AMOUNTS])

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that it answers, the strongest first."""
        return tuple(dict.fromkeys(each.theme for each in self.one.analysis.alignments)) if self.one.analysis else ()

    @property
    def sequence(self) -> int:
        """A number that grows with every revision, and when it is withdrawn."""
        return 2 * (self.one.revision - 1) + bool(self.gone)

    @property
    def changed(self) -> datetime:
        """When it came to be as it is."""
        gone = self.one.withdrawn_at
        return max(self.one.revised_at, gone) if gone else self.one.revised_at


def closing(one: Announcement, earlier: date | None = None) -> Closing | None:
    """Return what an announcement closes, None when it sets no day; `earlier` is one that it set before."""
    gone = "withdrawn" if one.withdrawn_at else ""
    day = one.analysis.deadline if one.analysis else None
    if day is None:
        return Closing(one=one, day=earlier, gone=gone or "no_day") if earlier else None
    for part, start, end in _places(one.analysis.account if one.analysis else {}, day):
        text = one.part(part) or ""
        if 0 <= start < end <= len(text):
            kind, name = place(one, part)
            before, after = _around(text, start, end)
            words = printable(text[start:end])
            return Closing(one=one, day=day, before=before, words=words, after=after, part=kind, name=name, gone=gone)
    return Closing(one=one, day=day, gone=gone)


def _places(account: Mapping[str, Any], day: date) -> Iterator[tuple[str, int, int]]:
    """Give where the account says that the day stands: in what can be applied for, then among the figures."""
    offered = account.get("offer") or {}
    for one in offered.get("days") or ():
        if one.get("day") == day.isoformat():
            yield _span(one.get("quote") or {})
    for one in account.get("figures") or ():
        if one.get("kind") == "deadline" and one.get("value") == day.isoformat():
            yield _span(one)


def _span(one: Mapping[str, Any]) -> tuple[str, int, int]:
    return str(one.get("part", "")), int(one.get("start", 0)), int(one.get("end", 0))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a span in its sentence."""
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    first = max(low, max(text.rfind(sign, low, start) for sign in SENTENCE_ENDS) + 1)
    last = min((at for sign in SENTENCE_ENDS if (at := text.find(sign, end, high)) >= 0), default=high)
    before = ("…" if first == low > 0 else "") + text[first:start].lstrip()
    after = text[end:last].rstrip() + ("…" if last == high < len(text) else "")
    return printable(before), printable(after)
