"""What a group's message tells of an edition, before it is put into a program's dialect. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from digest import glance
from digest.changes import shorten
from digest.edition import ERRATUM, Change, Edition, Item, Language, Withdrawn
from digest.robots.words import word
from digest.telling import left
from digest.wording import say

SOON_DAYS = 14
TITLE, FACTS, SUMMARY, QUOTE, SENTENCE = 80, 120, 160, 100, 300
"""Characters that are shown at most."""
MOST_URL = 500
_SPACE = re.compile(r"\s+")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One announcement. `url` is empty when it may not be linked; the lines of `more` are told where there is room."""

    section: str
    title: str
    url: str = ""
    facts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A message: `entries` with the most important first; `page` is the address of the whole edition, or empty."""

    language: Language
    title: str
    certainty: str
    certain: bool
    entries: tuple[Entry, ...]
    page: str = ""


def content(edition: Edition, *, subject: str, text: str, linkable: Callable[[str], bool], page: str = "") -> Content:
    """Return what is told of an edition: near deadlines, quiet edits and withdrawals, then the newest.

    An erratum is told by the lines of its plain `text`. `linkable` tells whether an address may be a link.
    """
    if edition.kind == ERRATUM:
        entries = tuple(
            Entry(section="text", title=plain(line, SENTENCE)) for line in text.splitlines() if line.strip()
        )
    else:
        entries = tuple(_entries(edition, linkable))
    return Content(
        language=edition.language,
        title=plain(subject, TITLE + FACTS),
        certainty="" if edition.kind == ERRATUM else plain(glance.certainty(edition), SENTENCE),
        certain=not (edition.unknown or edition.unjudged) and edition.silence != "unknown",
        entries=entries,
        page=page if len(page) <= MOST_URL else "",
    )


def heading(section: str, language: Language) -> str:
    """Return the heading of a section."""
    return word(language, section, days=SOON_DAYS)


def plain(text: str, limit: int) -> str:
    """Return text in one line and of bounded length, without characters that do not print or that turn directions."""
    shown = "".join(one if unicodedata.category(one) not in _HIDDEN else " " if one.isspace() else "" for one in text)
    return shorten(_SPACE.sub(" ", shown).strip(), limit)


def _entries(edition: Edition, linkable: Callable[[str], bool]) -> Iterator[Entry]:
    due = sorted((one for one in edition.items if _is_due(one, edition.date)), key=lambda one: one.deadline or date.max)
    soon = {one.line.id for one in due}
    rest = [one for one in edition.items if one.line.id not in soon]
    newest = sorted(rest, key=lambda one: (one.line.published is not None, one.line.published), reverse=True)
    yield from (_item(one, "due", edition, linkable) for one in due)
    yield from (_change(one, edition, linkable) for one in edition.changes)
    yield from (_withdrawn(one, edition) for one in edition.withdrawn)
    yield from (_item(one, "items", edition, linkable) for one in newest)


def _is_due(item: Item, today: date) -> bool:
    return item.deadline is not None and 0 <= (item.deadline - today).days <= SOON_DAYS


def _item(item: Item, section: str, edition: Edition, linkable: Callable[[str], bool]) -> Entry:
    language, line = edition.language, item.line
    facts = [line.issuer or say(language, "unknown_issuer"), _day(line.published, language)]
    if item.deadline:
        facts.append(_until(item.deadline, edition))
    facts += item.amounts[:2]
    more = [plain(item.summary, SUMMARY)] if item.summary else []
    for one in item.alignments[:1]:
        more.append(word(language, "asks", words=plain(one.directive_quote.text, QUOTE)))
        more.append(word(language, "says", words=plain(one.announcement_quote.text, QUOTE)))
    return Entry(
        section=section,
        title=plain(line.title, TITLE),
        url=_linked(line.url, linkable),
        facts=(plain(word(language, "dot").join(facts), FACTS),),
        more=tuple(more),
    )


def _change(change: Change, edition: Edition, linkable: Callable[[str], bool]) -> Entry:
    language = edition.language
    nothing = word(language, "nothing")
    lines = [
        word(language, "edit", old=plain(one.old, QUOTE) or nothing, new=plain(one.new, QUOTE) or nothing)
        for one in change.edits
    ]
    kind = say(language, f"kind_{change.kind}")
    if change.deadline:
        kind += word(language, "dot") + _until(change.deadline, edition)
    return Entry(
        section="changes",
        title=plain(change.line.title, TITLE),
        url=_linked(change.line.url, linkable),
        facts=(kind, *lines[:1]),
        more=tuple(lines[1:3]),
    )


def _withdrawn(gone: Withdrawn, edition: Edition) -> Entry:
    when = word(edition.language, "gone", day=gone.withdrawn_at.date())
    return Entry(section="withdrawn", title=plain(gone.line.title, TITLE), facts=(when,))


def _until(deadline: date, edition: Edition) -> str:
    away = left(deadline, edition.language, edition.date)
    return word(edition.language, "deadline", day=deadline, left=away)


def _day(moment: date | None, language: Language) -> str:
    return moment.strftime("%Y-%m-%d") if moment else word(language, "undated")


def _linked(url: str, linkable: Callable[[str], bool]) -> str:
    return url if len(url) <= MOST_URL and linkable(url) else ""
