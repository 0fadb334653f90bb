"""Health: what one visit of a source amounts to, judged from what was counted and what the source declares.

    ok       every page, article and attachment asked for was read
    empty    the listing was read well and has no entry, where the source declares that it has some
    partial  something could not be read, or the walk ended early; the rest was kept
    blocked  a firewall, captcha or refusal stood where the pages should be
    drift    the pages no longer look as declared; the reader must be mended
    failed   the listing could not be reached at all

Any other status than `ok` has a sentence that names the first cause.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from archive.records import RunError, SourceRun, SourceStatus
from crawler.sources.declaration import Expect

Where = Literal["listing", "article", "attachment", "copy"]
"""What went wrong: `copy` is a page that is gone and of which we hold a copy, told but no fault of the source."""

ERRORS_KEPT = 50
"""Errors of one source that a run keeps one by one; the rest is counted."""
BLOCKING = frozenset({"blocked", "challenge"})
UNREAD = "page_changed"
FILL_FROM = 5
"""Fill rates of fewer pages than this say nothing."""


@dataclass(slots=True)
class Account:
    """What is counted while one source is visited. `began` is when; nothing here is shared between sources."""

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
    errors: list[RunError] = field(default_factory=list)
    firsts: dict[tuple[Where, str], RunError] = field(default_factory=dict)
    faults: Counter[tuple[Where, str]] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)

    def fault(self, where: Where, url: str, reason: str, detail: str) -> None:
        """Note one thing that went wrong; beyond the first ERRORS_KEPT it is only counted."""
        error = RunError(url=url, reason=reason, detail=detail)
        self.firsts.setdefault((where, reason), error)
        self.faults[where, reason] += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(error)

    def fill(self, fields: Mapping[str, object]) -> None:
        """Count which fields of one page that was read are there."""
        self.read += 1
        self.filled.update(name for name, value in fields.items() if value)


def verdict(account: Account, expect: Expect) -> tuple[SourceStatus, str]:
    """Return the status of a visit and the sentence behind it, empty for `ok`."""
    firsts = {place: error for place, error in account.firsts.items() if place[0] != "copy"}
    for (where, _), error in firsts.items():
        if where == "listing":
            return _of_listing(error, account), _sentence(error)
    refused = [place for place in firsts if place[0] == "article" and place[1] in BLOCKING]
    if refused and sum(account.faults[place] for place in refused) >= account.articles:
        return "blocked", _sentence(firsts[refused[0]])
    for error in firsts.values():
        if error.reason == UNREAD:
            return "drift", _sentence(error)
    if firsts:
        others = sum(account.faults[place] for place in firsts) - 1
        first = _sentence(next(iter(firsts.values())))
        return "partial", f"{first} (and {others} more)" if others else first
    if account.stopped:
        return "partial", account.stopped
    return _of_contents(account, expect)


def record(account: Account, expect: Expect, *, run_id: str, finished_at: datetime) -> SourceRun:
    """Return the record of a visit, with its verdict and its errors in the order in which they happened."""
    status, why = verdict(account, expect)
    errors = tuple(account.errors)
    if beyond := account.faults.total() - len(errors):
        detail = f"{beyond} more errors that are not listed"
        errors += (RunError(url="", reason="more", detail=detail),)
    return SourceRun(
        run_id=run_id,
        source=account.source,
        started_at=account.began,
        finished_at=finished_at,
        status=status,
        why=why.removeprefix(f"{account.source}: "),  # the record names its source already
        pages=account.pages,
        new=account.new,
        changed=account.changed,
        withdrawn=account.withdrawn,
        unchanged=account.unchanged,
        errors=errors,
    )


def _of_listing(error: RunError, account: Account) -> SourceStatus:
    if error.reason in BLOCKING:
        return "blocked"
    if error.reason == UNREAD:
        return "drift"
    return "partial" if account.listings else "failed"


def _of_contents(account: Account, expect: Expect) -> tuple[SourceStatus, str]:
    """Judge a visit without faults by what the source declares a healthy one to have."""
    if not account.listings:
        return "failed", "the listing was not read"
    if account.entries == 0 and expect.entries_min > 0:
        return "empty", f"the listing was read and has no entry; expected at least {expect.entries_min}"
    if account.entries < expect.entries_min:
        return "drift", f"the first listing page has {account.entries} entries; expected at least {expect.entries_min}"
    for name, share in expect.fill.items():
        found = account.filled[name]
        if account.read >= FILL_FROM and found < share * account.read:
            return "drift", f"{name} was found on {found} of {account.read} pages; expected on {share:.0%}"
    return "ok", ""


def _sentence(error: RunError) -> str:
    """Name the cause and the page; a detail that names the page already is not given it twice."""
    return error.detail if not error.url or error.url in error.detail else f"{error.detail}, at {error.url}"
