"""Health: what one visit of a source amounts to, judged from what was counted, declared, and usual until now.

    ok       every page, article and attachment asked for was read
    empty    the listing was read well and has no entry, where the source declares that it has some
    partial  something could not be read, or the walk ended early; the rest was kept
    blocked  a firewall, captcha or refusal stood where the pages should be
    drift    the pages no longer look as declared; the reader must be mended
    failed   the listing could not be reached at all

Any other status than `ok` has a sentence that names the first cause.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from archive.records import RunError, RunFacts, SourceRun, SourceStatus
from crawler.account import ERRORS_KEPT, NO_FAULT, Account, Where
from crawler.sources.declaration import Expect

BLOCKING = frozenset({"blocked", "challenge"})
UNREAD = "page_changed"
DUPLICATE = "duplicate"
FILL_FROM = 5
"""Fill rates of fewer pages than this say nothing."""
MOST = 0.5


def verdict(account: Account, expect: Expect) -> tuple[SourceStatus, str]:
    """Return the status of a visit and the sentence behind it, empty for `ok`."""
    firsts = {place: error for place, error in account.firsts.items() if place[0] not in NO_FAULT}
    for (where, reason), error in firsts.items():
        if where == "listing" and reason != DUPLICATE:
            return _of_listing(error, account), _sentence(error)
    refused = [place for place in firsts if place[0] == "article" and place[1] in BLOCKING]
    if refused and sum(account.faults[place] for place in refused) >= account.articles:
        return "blocked", _sentence(firsts[refused[0]])
    if unread := next((error for error in firsts.values() if error.reason == UNREAD), None):
        return "drift", _sentence(unread)
    status, why = _of_contents(account, expect)
    if (firsts or account.stopped) and (status in {"ok", "failed"} or account.stopped):
        return "partial", _first_of(firsts, account) or account.stopped
    return status, why


def record(account: Account, expect: Expect, *, run_id: str, finished_at: datetime) -> SourceRun:
    """Return the record of a visit, with its verdict and its errors in the order in which they happened."""
    status, why = verdict(account, expect)
    facts = dict(account.facts())
    told = []
    if status == "ok":
        told = [*doubts(account), *account.envelope.notes(facts)]
        facts |= {"doubted": 1} if account.envelope.doubts(facts) else {}
    errors = (*account.errors, *(RunError(url="", reason="doubt", detail=detail) for detail in told))
    if beyond := account.faults.total() - len(account.errors):
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
        facts=facts,
    )


def doubts(account: Account) -> list[str]:
    """Return what somebody should look at though nothing is proven: habits that were lost, and a list that shrank."""
    facts = account.facts()
    return [*account.envelope.doubts(facts), *filter(None, [account.envelope.rows_lost(facts)])]


def silence(visits: Iterable[SourceRun], today: date) -> int | None:
    """Return how many days ago the newest announcement on the list was published; None when no visit has told.

    `visits` come newest first; a visit that could not read the list says nothing of it.
    """
    for run in visits:
        if newest := run.facts.get("newest"):
            return max(0, (today - date.fromisoformat(str(newest))).days)
    return None


def too_quiet(days: int | None, expect: Expect) -> str:
    """Return what to say of a source that has been silent for so many days, nothing while that is normal.

    Silence is no fault of a visit: each may be `ok`. It is told because a column that was moved or given up looks so.
    """
    if days is None or days <= expect.quiet_days:
        return ""
    return f"quiet for {days} days; up to {expect.quiet_days} are normal"


def _first_of(firsts: Mapping[tuple[Where, str], RunError], account: Account) -> str:
    """Return the first fault and how many more there are, nothing when there is none."""
    if not firsts:
        return ""
    others = sum(account.faults[place] for place in firsts) - 1
    first = _sentence(next(iter(firsts.values())))
    return f"{first} (and {others} more)" if others else first


def _of_listing(error: RunError, account: Account) -> SourceStatus:
    if error.reason in BLOCKING:
        return "blocked"
    if error.reason == UNREAD:
        return "drift"
    return "partial" if account.listings else "failed"


def _of_contents(account: Account, expect: Expect) -> tuple[SourceStatus, str]:
    """Judge what came of a visit by what the source declares a healthy one to have, and by the healthy ones before."""
    facts = account.facts()
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
    strange = [*_disagreement(facts), *account.envelope.faults(facts)]
    return ("drift", strange[0]) if strange else ("ok", "")


def _disagreement(facts: RunFacts) -> list[str]:
    """Return which facts of the rows most pages contradict: one of the two is not read from where it stands."""
    return [
        f"{name.removeprefix('told.')} of {facts[name] - agreed} of {facts[name]} pages is not what the list says"
        for name in ("told.title", "told.published")
        if facts.get(name, 0) >= FILL_FROM
        if (agreed := facts.get(name.replace("told.", "agree."), 0)) < MOST * facts[name]
    ]


def _sentence(error: RunError) -> str:
    """Name the cause and the page; a detail that names the page already is not given it twice."""
    return error.detail if not error.url or error.url in error.detail else f"{error.detail}, at {error.url}"


__all__ = ["ERRORS_KEPT", "Account", "Where", "record", "silence", "too_quiet", "verdict"]
