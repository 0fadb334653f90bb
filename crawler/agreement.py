"""Agreement: whether a page says what its row says and what it said before, and whether its text can be one at all."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from urllib.parse import unquote

from archive.records import Announcement, Attachment
from archive.text import fingerprint, fold
from crawler.identity import normal_url
from crawler.items import Entry, Link, Page

ROWS = frozenset({"record", "row"})
"""Readers of announcements of which no page was read."""
NEAR_DAYS = 1
"""A list and a page may differ by a day: sites write the hours of midnight in two ways."""
LONG = 8
"""Shorter titles are names of buttons."""
ALIKE = 0.5
RATHER = 20
"""A body of fewer characters than this is as good as none."""
# 產(chǎn)業(yè): what machines make of a page that they convert and annotate; copies of the sites are full of it.
_PINYIN = re.compile(r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}\)")
_BROKEN = re.compile(r"\ufffd|\\x[0-9a-f]{2}|锟斤拷|烫烫烫|[\u00c0-\u00ff][\u0080-\u00bf]{1,2}")
_PROMISE = re.compile(r"^附件\s*[0-9一二三四五六七八九十]*\s*[:：]\s*\S", re.MULTILINE)
_SENTENCE = re.compile(r".{12,200}[。！!]$")
_NUMBER = re.compile(r"[0-9０-９]")
OUTER = 2
"""So many lines of a body are its beginning, and its end."""
GARBLED, BROKEN = 5, 3
PER_CHARACTERS = 400
"""One such place in so many characters is degraded text; a dictionary's entry among ten pages is none."""


def stated(page: Page) -> dict[str, object]:
    """Return what a page states by itself.

    `hour` is a time of day beside the date, `end` that it does not break off, `plain` that all of its text is shown.
    """
    return {
        "title": page.title,
        "published": page.published,
        "hour": page.published is not None and page.published.time() != time.min,
        "issuer": page.issuer,
        "doc_number": page.doc_number,
        "index_number": page.index_number,
        "written_on": page.written_on,
        "validity": page.validity,
        "body": len(page.body) >= RATHER,
        "attachments": page.attachments,
        "end": page.whole,
        "plain": page.hidden < RATHER,
    }


def with_row(page: Page, entry: Entry) -> dict[str, bool]:
    """Return whether page and row agree on each fact that both state; a title cut short is the same title.

    `attachments` is whether there is any where the text names one.
    """
    found = {}
    if _PROMISE.search(page.body):
        found["attachments"] = bool(page.attachments or entry.attachments)
    if page.title and entry.title:
        found["title"] = _same_title(page.title, entry.title)
    if page.published and entry.published:
        found["published"] = abs((page.published.date() - entry.published.date()).days) <= NEAR_DAYS
    return found


def row_with_held(entry: Entry, before: Announcement) -> dict[str, bool]:
    """Return whether a row says what is kept of its announcement, of title and day as far as both have them."""
    if before.reader in ROWS:
        return {}
    found = {"title": _same_title(entry.title, before.title)} if entry.title and before.title else {}
    if entry.published and before.published:
        found["day"] = abs((entry.published.date() - before.published.date()).days) <= NEAR_DAYS
    return found


def ends(body: str) -> frozenset[str]:
    """Return the first and last lines of a body, where furniture of its page would stand."""
    lines = body.splitlines()
    return frozenset((*lines[:OUTER], *lines[-OUTER:]))


def is_sentence(line: str) -> bool:
    """Tell whether a line is a sentence without a number.

    Salutations, dates and the contacts of an office begin and end many announcements of a day.
    """
    return bool(_SENTENCE.match(line)) and not _NUMBER.search(line)


def held(before: Announcement) -> dict[str, object]:
    """Return the facts of a kept announcement that its page can be compared with; none when no page was read for it.

    Of what a catalogue lists only title and body: the other facts may be those of its record alone.
    """
    if before.reader in ROWS:
        return {}
    facts: dict[str, object] = {"title": before.title, "body": before.body}
    if not before.reader.startswith("gkmlpt"):
        facts["day"] = before.published.date() if before.published else None
        facts |= {"issuer": before.issuer, "doc_number": before.doc_number}
        facts["attachments"] = tuple(sorted(_plain(one.url) for one in before.attachments))
        facts["names"] = _names(before.attachments)
    return {name: value for name, value in facts.items() if value}


def with_held(page: Page, entry: Entry, before: Announcement) -> dict[str, tuple[object, object]]:
    """Return, of each fact that was kept, what it was and what page and row say now; blanks do not count."""
    published = page.published or entry.published
    now: Mapping[str, object] = {
        "title": page.title or entry.title,
        "day": published.date() if published else None,
        "issuer": page.issuer,
        "doc_number": page.doc_number,
        "body": page.body,
        "attachments": tuple(sorted(_plain(one.url) for one in page.attachments)),
        "names": _names(page.attachments),
    }
    found = {name: (value, now[name]) for name, value in held(before).items()}
    same = {name for name, (was, is_) in found.items() if is_ and _same_words(was, is_)}
    return {name: (was, was if name in same else is_) for name, (was, is_) in found.items()}


def _same_words(one: object, other: object) -> bool:
    if one != other and isinstance(one, str) and isinstance(other, str):
        return fingerprint(one) == fingerprint(other)
    return one == other


def unlike(page: Page, before: Announcement) -> str:
    """Return why a page must not take the place of what is kept of it, nothing when it may.

    A publisher edits words. That the body can not be found where it was, is gone as a whole, or has turned to garbage,
    says something of the page's layout or of a copy, and nothing of the announcement.
    """
    if before.reader in ROWS or _same_words(page.body, before.body):
        return ""
    if page.reader.startswith("rescue") and not before.reader.startswith("rescue"):
        return f"the body is not where it was when it was read by {before.reader}"
    if len(page.body) < RATHER <= len(before.body) and not page.reader.endswith("+images"):
        return f"the body has {len(page.body)} characters, it had {len(before.body)}"
    if (why := degraded(page.title, page.body)) and not degraded(before.title, before.body):
        return why
    return ""


def degraded(title: str, body: str) -> str:
    """Return what is wrong with a text that a machine has damaged, nothing when it seems sound."""
    text = f"{title}\n{body}"
    most = len(text) // PER_CHARACTERS
    if (garbled := len(_PINYIN.findall(text))) >= max(GARBLED, most):
        return f"the text is garbled: {garbled} characters have their pinyin behind them, as in copies made by machines"
    if (broken := len(_BROKEN.findall(text))) >= max(BROKEN, most):
        return f"the text is damaged: {broken} characters are broken"
    return ""


def doubles(entries: Iterable[Entry]) -> list[str]:
    """Return a sentence for each id under which one list shows two announcements."""
    first: dict[str, Entry] = {}
    found = []
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if entry is not other and are_two(entry.title, other.title):
            found.append(f"{entry.id} stands for two announcements: {other.title[:60]!r} and {entry.title[:60]!r}")
    return found


def are_two(one: str, other: str) -> bool:
    """Tell whether two titles are of two announcements: long, not one the beginning of the other, and little alike."""
    if min(len(one), len(other)) < LONG or _same_title(one, other):
        return False
    pairs = [{title[at : at + 2] for at in range(len(title) - 1)} for title in (fold(one), fold(other))]
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1])) < ALIKE


def _same_title(one: str, other: str) -> bool:
    here, there = ("".join(fold(title).split()).rstrip(".…·") for title in (one, other))
    return here.startswith(there) or there.startswith(here)


def _names(files: Iterable[Attachment | Link]) -> tuple[str, ...]:
    """Return the names of files that people gave them: what the address says by itself is none."""
    return tuple(sorted(one.name for one in files if one.name != unquote(one.url.rpartition("/")[2])))


def _plain(url: str) -> str:
    return (normal_url(url) or url).partition("://")[2]
