"""What filters ask of an announcement, the same for subscribers and for the archive: towns, last days, money. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from archive.records import Analysis, Announcement
from archive.text import fold
from archive.towns import towns_of

SHORT = 1000
"""Texts up to so many characters are met again for the next subscriber, and their folded form is remembered."""
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def run_on(*texts: str | None) -> str:
    """Return texts as words are looked for in them: folded, without the spaces and line ends inside Chinese."""
    return "\n".join(_short_run_on(text) if len(text) <= SHORT else _run_on(text) for text in texts if text)


def issuers_of(stated: str | None) -> tuple[str, ...]:
    """Return the issuer as its name is looked into, folded and without blanks; nothing when none is stated."""
    return (_compact(stated),) if stated else ()


def words_of(announcement: Announcement) -> str:
    """Return all its words as `run_on` gives them, those of its attachments and their names too."""
    files = (part for file in announcement.attachments for part in (file.name, file.text))
    return run_on(announcement.title, announcement.body, *files)


def towns_in(announcement: Announcement) -> frozenset[str]:
    """Return the towns that the announcement speaks of or that its issuer belongs to (`archive.towns.TOWNS`)."""
    return towns_of(issuers_of(announcement.issuer), words_of(announcement))


def last_days(analysis: Analysis) -> tuple[date, ...]:
    """Return the last days to apply, comment or object that an analysis found, nearest first."""
    told = [] if analysis.deadline is None else [analysis.deadline]
    offered = (date.fromisoformat(each["day"]) for each in _offer(analysis).get("days", ()))
    return tuple(sorted({*told, *offered}))


def gives_money(analysis: Analysis) -> bool:
    """Tell whether a sum is given, or can be applied for, by what is about our subject."""
    return bool(analysis.amounts or _offer(analysis).get("sums"))


def has_money(announcement: Announcement) -> bool:
    """Tell whether any sum of money stands in it.

    An analysis that read its figures is believed; one of what is not about our subject keeps none, and the text is
    looked into. Whatever `gives_money` has money.
    """
    # Imported here because its patterns take a tenth of a start to compile, and most questions need none of them.
    from archive.figures import states_sum  # noqa: PLC0415

    analysis = announcement.analysis
    if analysis is not None and gives_money(analysis):
        return True
    figures: Iterable[Mapping[str, Any]] = (analysis.account.get("figures") or ()) if analysis is not None else ()
    if any(one.get("kind") == "amount" for one in figures) or states_sum(announcement.title):
        return True
    texts = (announcement.body, *(file.text or "" for file in announcement.attachments))
    return not figures and any(states_sum(text) for text in texts)


def _offer(analysis: Analysis) -> Mapping[str, Any]:
    return analysis.account.get("offer") or {}


@lru_cache(maxsize=1024)
def _compact(text: str) -> str:
    return "".join(fold(text).split())


@lru_cache(maxsize=8192)
def _short_run_on(text: str) -> str:
    return _run_on(text)


def _run_on(text: str) -> str:
    return " ".join(_SPACE.sub("", fold(text)).split())
