"""How answers to the meetings' directives go over the months, and how long each directive has been silent. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.records import Answer, Meeting
from digest.ledger import Entry, Ledger, Silence, ledger

MONTHS = 12
Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeTrend:
    """How many texts answered a theme, by the month of their publication; `total` counts all since the meetings."""

    theme: str
    name: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """For how many days a directive has had no answer: since its last one, or since its meeting when `never`."""

    meeting: str
    directive: str
    theme: str
    days: int
    never: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Trends:
    """The months that are compared, the newest (which `as_of` stands in) last; themes in the meetings' order.

    `silences` are all directives, the longest silent first.
    """

    as_of: date
    months: tuple[Month, ...]
    themes: tuple[ThemeTrend, ...]
    silences: tuple[Silent, ...]


def trends(answers: Sequence[Answer], meetings: Sequence[Meeting], as_of: datetime) -> Trends:
    """Return the trends of the meetings from what was held at a moment.

    An answer is counted as in the ledger: copies once, nothing from before the meeting, nothing withdrawn; one that
    answers several directives of a theme counts once there. No months from before the first meeting are compared.
    """
    told = [ledger(one, answers, as_of=as_of, silence=Silence(sources=0)) for one in meetings]
    months = _months(min((one.date for one in meetings), default=as_of.date()), as_of.date())
    silences = [_silent(entry, one) for one in told for entry in one.entries]
    return Trends(
        as_of=as_of.date(),
        months=months,
        themes=tuple(_themes(told, months)),
        silences=tuple(sorted(silences, key=lambda one: -one.days)),
    )


def document(told: Trends) -> dict[str, Any]:
    """Return the trends as editions carry them (docs/schemas/edition.schema.json)."""
    return {
        "months": [month_name(month) for month in told.months],
        "themes": [{"theme": one.theme, "counts": list(one.counts), "total": one.total} for one in told.themes],
        "silences": [
            {"meeting": one.meeting, "directive": one.directive, "days": one.days, "never": one.never}
            for one in told.silences
        ],
    }


def month_name(month: Month) -> str:
    """Return a month as YYYY-MM."""
    return f"{month[0]}-{month[1]:02d}"


def _months(since: date, until: date) -> tuple[Month, ...]:
    """Return the months up to a day, MONTHS at most and none from before `since`."""
    last = until.year * 12 + until.month - 1
    first = max(last - MONTHS + 1, min(last, since.year * 12 + since.month - 1))
    return tuple((number // 12, number % 12 + 1) for number in range(first, last + 1))


def _themes(told: Iterable[Ledger], months: Sequence[Month]) -> Iterable[ThemeTrend]:
    """Themes of one id in several meetings are one; the cross-cutting one stands last."""
    names: dict[str, str] = {}
    texts: dict[str, dict[str, date]] = {}
    for one in told:
        names |= {theme.id: theme.name for theme in one.meeting.themes if theme.id not in names}
        for entry in one.entries:
            answered = texts.setdefault(entry.directive.theme, {})
            answered |= {given.answer.canonical_id: given.answer.day for given in entry.answers}
    for theme in sorted([*names, *(one for one in texts if one not in names)], key=lambda one: one == "general"):
        days = texts.get(theme, {}).values()
        by_month = Counter((day.year, day.month) for day in days)
        counts = tuple(by_month[month] for month in months)
        yield ThemeTrend(theme=theme, name=names.get(theme, ""), counts=counts, total=len(days))


def _silent(entry: Entry, told: Ledger) -> Silent:
    since = entry.answers[-1].answer.day if entry.answers else told.meeting.date
    return Silent(
        meeting=told.meeting.id,
        directive=entry.directive.id,
        theme=entry.directive.theme,
        days=told.days_since(since),
        never=not entry.answers,
    )
