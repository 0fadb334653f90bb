"""One visit of saved pages, counted and judged as a crawl does it, and whether it lost anything."""

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.errors import Challenged, Gone, PageChanged
from archive.records import Announcement, SourceStatus
from archive.text import fingerprint
from crawler import pages
from crawler.account import Account
from crawler.agreement import unlike
from crawler.envelope import Envelope, learn
from crawler.health import doubts, verdict
from crawler.items import Entry, Listing, Page
from crawler.spiders.recheck import Window
from tests.drift.saved import BEGAN, Saved, kept

Change = Callable[[bytes], bytes]
UNREAD = (PageChanged, Challenged, Gone)
REPEATS = 5
"""Daily visits after the first one, in which every server said that nothing had changed."""
NEW = 2
"""Articles that are new on the day of the redesign: nothing is held of them."""
FILLS = ("published", "issuer", "doc_number", "index_number", "body")


@dataclass(kw_only=True)
class Seen:
    """What a visit came to: its verdict, what it told, and which facts it read otherwise than they are."""

    status: SourceStatus
    why: str
    told: list[str]
    hurt: dict[str, int] = field(default_factory=dict)

    @property
    def flagged(self) -> bool:
        """Whether anybody would look."""
        return self.status != "ok" or bool(self.told)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known before a visit: which articles are still unknown, the envelope, and what the archive says."""

    new: frozenset[str]
    envelope: Envelope
    said: str = ""


def newest(saved: Saved) -> frozenset[str]:
    """Return the articles that are new on the day of the redesign; one at least was there before."""
    return frozenset(list(saved.articles)[: min(NEW, len(saved.articles) - 1)])


def history(saved: Saved, new: frozenset[str]) -> Envelope:
    """Return what a first visit and some quiet days after it have taught, of articles that were there then."""
    known = {one: entry for one, (entry, _) in saved.articles.items() if one not in new}
    account = _account(saved, Envelope())
    for one, entry in known.items():
        _count(account, entry, saved.truth[one])
    quiet = _account(saved, Envelope())
    for one, entry in known.items():
        held = kept(entry, saved.truth[one], saved.source.key)
        quiet.rows([entry], {one: held})
        quiet.not_changed(held)
    return learn([*([quiet.facts()] * REPEATS), account.facts()])


def visit(saved: Saved, *, of_list: Change, of_page: Change, past: Past, rechecks: bool = True) -> Seen:
    """Visit the pages after a change; without `rechecks` only the new articles are read."""
    account = Account(source=saved.source.key, began=BEGAN, envelope=past.envelope)
    hurt: dict[str, int] = {}
    listing = _list(account, saved, of_list, hurt)
    rows = {entry.id: entry for entry in listing.entries} if listing else {}
    for one, (entry, raw) in saved.articles.items():
        held = None if one in past.new else kept(entry, saved.truth[one], saved.source.key)
        if held is not None and one in rows:
            account.rows([rows[one]], {one: held})
        if (held is None and one not in rows) or not (held is None or rechecks):
            continue  # nobody knows of it, or nobody asks
        page = _read(account, saved, rows.get(one, entry), of_page(raw), held)
        if page is not None and listing is not None and one not in rows:
            account.counts["unlisted"] += _window(account, listing).misses(entry.published)
        for fact in differing(page, saved.truth[one], rows.get(one, entry)):
            hurt[fact] = hurt.get(fact, 0) + 1
    return _seen(account, saved, past, hurt)


def next_day(saved: Saved, before: Saved, past: Past) -> Seen:
    """Visit the pages of a later day as they are, with what was held before: whatever it flags is a false alarm."""
    account = _account(saved, past.envelope)
    for one, (entry, raw) in saved.articles.items():
        truth = None if one in past.new else before.truth.get(one)
        held = kept(entry, truth, saved.source.key) if truth else None
        if held is not None:
            account.rows([entry], {one: held})
        _read(account, saved, entry, raw, held)
    return _seen(account, saved, past, {})


def _seen(account: Account, saved: Saved, past: Past, hurt: dict[str, int]) -> Seen:
    account.furnished(line for line in account.furniture if line not in past.said)
    status, why = verdict(account, saved.source.expect)
    told = [error.detail for error in account.errors]
    return Seen(status=status, why=why, told=told + doubts(account) if status == "ok" else told, hurt=hurt)


def _account(saved: Saved, envelope: Envelope) -> Account:
    account = Account(source=saved.source.key, began=BEGAN, envelope=envelope)
    account.listed(saved.listing, saved.url)
    account.entries = len(saved.listing.entries)
    return account


def _list(account: Account, saved: Saved, change: Change, hurt: dict[str, int]) -> Listing | None:
    try:
        listing = pages.listing(change(saved.raw), saved.url, saved.source)
    except UNREAD as error:
        account.fault("listing", saved.url, "page_changed", str(error))
        hurt["list"] = 1
        return None
    account.listed(listing, saved.url)
    account.entries = len(listing.entries)
    before, now = ({entry.id: entry for entry in one.entries} for one in (saved.listing, listing))
    lost = {
        "list rows": sum(one not in now for one in before) + sum(one not in before for one in now),
        "list dates": sum(_day(now[one]) != _day(before[one]) for one in before if one in now),
        "list titles": sum(not _begins(now[one], before[one]) for one in before if one in now),
        "list pager": int(bool(saved.listing.next_url) and listing.next_url != saved.listing.next_url),
    }
    hurt |= {name: count for name, count in lost.items() if count}
    return listing


def _read(account: Account, saved: Saved, entry: Entry, raw: bytes, held: Announcement | None) -> Page | None:
    account.articles += 1
    try:
        same = entry.id in saved.articles and raw == saved.articles[entry.id][1]
        page = saved.truth[entry.id] if same else pages.page(raw, entry.url, saved.source)
    except UNREAD as error:
        account.fault("article", entry.url, "page_changed", str(error))
        return None
    account.page(page, entry, held)
    if held is not None and (why := unlike(page, held)):
        account.fault("article", entry.url, "page_changed", why)
        return None
    account.taken(page, entry.url)
    account.fill({name: getattr(page, name) or getattr(entry, name, None) for name in FILLS})
    return page


def _window(account: Account, listing: Listing) -> Window:
    """Return what a walk of this one page speaks for."""
    oldest = min((one.published for one in listing.entries if one.published), default=None)
    return Window(sound=not account.shrunk, at_end=listing.next_url is None, oldest=oldest)


def _count(account: Account, entry: Entry, page: Page) -> None:
    account.articles += 1
    account.page(page, entry, None)
    account.fill({name: getattr(page, name) or getattr(entry, name, None) for name in FILLS})


def differing(page: Page | None, truth: Page, entry: Entry) -> list[str]:
    """Return which facts of a page are not what they are in truth; all of them when it could not be read.

    Attachments are those of the page and of its row together: a catalogue's record names them too.
    """
    if page is None:
        return ["page"]
    plain = ("title", "issuer", "doc_number", "index_number", "written_on", "validity")
    found = [name for name in plain if getattr(page, name) != getattr(truth, name)]
    if _minute(page) != _minute(truth):
        found.append("published")
    if fingerprint(page.body) != fingerprint(truth.body):
        found.append("body")
    if _files(page, entry) != _files(truth, entry):
        found.append("attachments")
    return found


def _files(page: Page, entry: Entry) -> dict[str, str]:
    return {link.url: link.name for link in (*page.attachments, *entry.attachments)}


def _minute(page: Page) -> object:
    """Return the time of publication as closely as all places of a page tell it."""
    return page.published and page.published.replace(second=0)


def _day(entry: Entry) -> object:
    return entry.published and entry.published.date()


def _begins(now: Entry, before: Entry) -> bool:
    return bool(now.title) and before.title.startswith(now.title.rstrip(".…"))
