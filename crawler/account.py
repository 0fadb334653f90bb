"""The account of one visit: what was met, read and found wrong, counted as it happens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from archive.records import Announcement, RunError, RunFacts
from crawler import agreement
from crawler.chances import STEADY
from crawler.envelope import Envelope
from crawler.items import Entry, Listing, Page

Where = Literal["listing", "article", "attachment", "copy", "doubt"]
"""What went wrong. Told, and no fault of the source: `copy` is a page that is gone and of which we hold a copy, `doubt`
something that a page says and that is hard to believe."""
NO_FAULT = frozenset({"copy", "doubt"})

ERRORS_KEPT = 50
"""Errors of one source that a run keeps one by one; the rest is counted."""
SIZES = (60, 200, 600)
"""How many bodies are at least so long is counted: announcements of one list are of all lengths, and yet alike."""
LACKS = {
    "end": "the page breaks off before its end, as it never did",
    "plain": "the page hides a part of its text, as it never did",
}
AHEAD = timedelta(days=2)
"""A page dated later than this is not from the future but wrong."""


@dataclass(slots=True)
class Account:
    """What is counted while one source is visited. `began` is when; nothing here is shared between sources.

    `envelope` is what healthy visits of the source look like; it is known before anything is counted.
    """

    source: str
    began: datetime
    pages: int = 0
    listings: int = 0
    entries: int = 0
    articles: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    stopped: str = ""
    envelope: Envelope = field(default_factory=Envelope)
    errors: list[RunError] = field(default_factory=list)
    firsts: dict[tuple[Where, str], RunError] = field(default_factory=dict)
    faults: Counter[tuple[Where, str]] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    bodies: list[int] = field(default_factory=list)
    ends: list[frozenset[str]] = field(default_factory=list)
    gained: set[str] = field(default_factory=set)

    def fault(self, where: Where, url: str, reason: str, detail: str) -> None:
        """Note one thing that went wrong; beyond the first ERRORS_KEPT it is only counted."""
        error = RunError(url=url, reason=reason, detail=detail)
        self.firsts.setdefault((where, reason), error)
        self.faults[where, reason] += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(error)

    def fill(self, fields: Mapping[str, object]) -> None:
        """Count which fields of one announcement that was read are there, from its page or from its row."""
        self.read += 1
        self.filled.update(name for name, value in fields.items() if value)

    def _doubt(self, entry: Entry, detail: str) -> None:
        self.fault("doubt", entry.url, "doubt", detail)

    def listed(self, listing: Listing, url: str) -> None:
        """Count one page of the list, and note what its rows say that is hard to believe."""
        self.listings += 1
        for doubt in agreement.doubles(listing.entries):
            self.fault("listing", url, "duplicate", doubt)
        ahead = [one for one in listing.entries if one.published and one.published > self.began + AHEAD]
        for one in ahead:
            self._doubt(one, f"the list dates it {one.published:%Y-%m-%d}, which is still to come")
        if self.listings > 1:
            return
        days = [one.published for one in listing.entries if one.published and one not in ahead]
        self.counts["pager"] = int(listing.next_url is not None)
        self.counts["row.dated"] = sum(one.published is not None for one in listing.entries)
        self.counts["newest"] = int(f"{max(days):%Y%m%d}") if days else 0

    def page(self, page: Page, entry: Entry, held: Announcement | None) -> None:
        """Count what one page states, whether it says what its row says, and whether it still says what it said."""
        stated = agreement.stated(page)
        self.counts[f"way.{page.reader.partition('+')[0]} {page.container}".strip()] += 1
        self.counts.update(f"page.{name}" for name, value in stated.items() if value)
        self.bodies.append(len(page.body))
        self.counts.update(f"size.{least}" for least in SIZES if len(page.body) >= least)
        if page.body:
            self.ends.append(agreement.ends(page.body))
        for name, same in agreement.with_row(page, entry).items():
            self.counts[f"told.{name}"] += 1
            self.counts[f"agree.{name}"] += same
            if not same and name == "attachments":
                self._doubt(entry, "the text names an attachment, and the page has none")
            elif not same and self.envelope.always(f"agree.{name}", f"told.{name}"):
                self._doubt(entry, f"{name} of the page is not what the list says, as it always was")
        for name, value in stated.items():
            if not value and self.envelope.always(f"page.{name}", "read"):
                self._doubt(entry, LACKS.get(name, f"the page states no {name}, as it always did"))
        if page.hidden > len(page.body) and self._shows():
            self._doubt(entry, f"{page.hidden} characters of its text are hidden by the page, {len(page.body)} shown")
        if page.published and page.published > self.began + AHEAD:
            self._doubt(entry, f"dated {page.published:%Y-%m-%d}, which is still to come")
        if held is not None:
            self._again(page, entry, held)

    def rows(self, entries: Iterable[Entry], held: Mapping[str, Announcement]) -> None:
        """Count whether the rows of what this source met first and is kept still say what is kept of it."""
        for entry in entries:
            if (before := held.get(entry.id)) is not None and before.source == self.source:
                for name, same in agreement.row_with_held(entry, before).items():
                    self.counts[f"known.{name}"] += 1
                    self.counts[f"kept.{name}"] += same

    def taken(self, page: Page, url: str) -> None:
        """Note that a page is kept although a machine has damaged its text: better so than not at all."""
        if why := agreement.degraded(page.title, page.body):
            self.fault("article", url, "degraded", why)

    def not_changed(self, held: Announcement) -> None:
        """Count a page that the server says is as it was when it was kept."""
        for name in agreement.held(held):
            self.counts[f"had.{name}"] += 1
            self.counts[f"same.{name}"] += 1

    def _again(self, page: Page, entry: Entry, held: Announcement) -> None:
        self.gained.update(agreement.ends(page.body).difference(held.body.splitlines()))
        for name, (before, now) in agreement.with_held(page, entry, held).items():
            had, same = f"had.{name}", f"same.{name}"
            self.counts[had] += 1
            self.counts[same] += before == now
            if not now and (self.envelope.rate(same, had) or 0) >= STEADY:
                self._doubt(entry, f"{name} was {str(before)[:60]!r}, and is not there any more")

    @property
    def furniture(self) -> frozenset[str]:
        """The lines that stand at an end of every body read, of two at least, and that no author may have written.

        Sentences are, and whatever a body that was kept without it has gained.
        """
        if len(self.ends) < 2:  # noqa: PLR2004
            return frozenset()
        shared = frozenset.intersection(*self.ends)
        return frozenset(line for line in shared if line in self.gained or agreement.is_sentence(line))

    def _shows(self) -> bool:
        """Tell whether pages of this source are not known to hide text; of those that never did each is told anyway."""
        rate = self.envelope.rate("page.plain", "read")
        return (rate is None or rate >= STEADY) and not self.envelope.always("page.plain", "read")

    def furnished(self, lines: Iterable[str]) -> None:
        """Note lines of `furniture` that no announcement kept before has: they seem to be the site's own."""
        for line in lines:
            detail = f"all {len(self.ends)} bodies read begin or end with {line[:60]!r}, and nothing kept before does"
            self.fault("doubt", "", "doubt", detail)

    def facts(self) -> RunFacts:
        """Return the counts of this visit under the names that `crawler.envelope` explains."""
        filled = {f"fill.{name}": count for name, count in self.filled.items()}
        body = {"body.median": int(median(self.bodies))} if self.bodies else {}
        return {"entries": self.entries, "read": self.read, **filled, **body, **self.counts}

    @property
    def shrunk(self) -> bool:
        """Whether the list has lost so many rows that what it does not show says nothing."""
        return self.entries < self.envelope.entries_min
