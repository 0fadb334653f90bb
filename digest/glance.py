"""What stands at the top of an edition and in its subject: how much is new, what closes soon, what is unknown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive.amendments import GRAVITY
from digest.edition import Change, Edition, Item, Line, SourceState
from digest.printable import one_line
from digest.wording import say, theme_name

SOON_DAYS = 14
"""Deadlines so many days ahead stand at the top."""
IMMEDIATE, WEEKLY = "immediate", "weekly"
SUBJECT_TITLE = 60
"""Characters of a title in a subject."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline that is near."""

    line: Line
    deadline: date
    days: int


def heading(edition: Edition, theme: str) -> str:
    """Return the heading of a theme in the edition's language."""
    names = [one.name for meeting in edition.meetings for one in meeting.themes if one.id == theme]
    return theme_name(edition.language, theme, "／".join(dict.fromkeys(names)) or None)


def order(edition: Edition) -> list[str]:
    """Return themes in the meeting's order, then the cross-cutting one, then "" for what answers no directive."""
    stated = [theme.id for meeting in edition.meetings for theme in meeting.themes if theme.id != "general"]
    met = {strongest(item) for item in edition.items} | {gap.theme for gap in edition.gaps}
    return list(dict.fromkeys([*stated, *sorted(met - {"general", ""}), "general", ""]))


def strongest(item: Item) -> str:
    """Return the theme under which an item stands, "" when it answers no directive."""
    return item.themes[0] if item.themes else ""


def counts(edition: Edition) -> list[tuple[str, str, int]]:
    """Return theme, heading and number of new items under it, which add up to all items.

    The meeting's own themes always stand there; the cross-cutting one and "other" only when they have items.
    """
    under = [strongest(item) for item in edition.items]
    named = [(theme, _heading_or_other(edition, theme), under.count(theme)) for theme in order(edition)]
    return [one for one in named if one[2] or one[0] not in {"general", ""}]


def _heading_or_other(edition: Edition, theme: str) -> str:
    return heading(edition, theme) if theme else say(edition.language, "other")


def edits(edition: Edition) -> list[tuple[str, int]]:
    """Return how many announcements were quietly edited, by what changed in them, the gravest kind first."""
    kinds = [change.kind for change in edition.changes]
    return [(kind, kinds.count(kind)) for kind in reversed(GRAVITY) if kind in kinds]


def due(edition: Edition) -> list[Due]:
    """Return the deadlines of new and changed announcements that are at most SOON_DAYS away, nearest first."""
    told: list[Item | Change] = [*edition.items, *edition.changes]
    found = [
        Due(line=one.line, deadline=one.deadline, days=(one.deadline - edition.today).days)
        for one in told
        if one.deadline and 0 <= (one.deadline - edition.today).days <= SOON_DAYS
    ]
    return sorted(found, key=lambda one: (one.days, one.line.id))


def certainty(edition: Edition) -> str:
    """Return the one sentence on whether anything is unknown."""
    language, unknown = edition.language, edition.unknown
    values = {
        "n": len(unknown) or len(edition.sources),
        "hours": f"{edition.fresh_hours:g}",
        "which": _named(edition, unknown),
        "span": span(edition),
    }
    quiet = edition.silence != "news"
    if not edition.sources:
        sentence = say(language, "no_sources")
    elif unknown:
        sentence = say(language, "silence_unknown" if quiet else "news_doubt", **values)
    elif quiet:
        proven = "silence_proven" if edition.silence == "proven" else "silence_late"
        sentence = say(language, "silence_unjudged" if edition.unjudged else proven, **values)
    else:
        sentence = say(language, "news_complete", **values)
    if edition.unjudged:
        sentence += ("" if language == "zh" else " ") + say(language, "unjudged", n=len(edition.unjudged))
    return sentence


def _named(edition: Edition, states: Sequence[SourceState], most: int = 3) -> str:
    label = [f"{state.publisher} {state.column}".strip() for state in states[:most]]
    return say(edition.language, "and").join(label) + ("…" if len(states) > most else "")


def span(edition: Edition) -> str:
    """Return the word for the time that an edition covers: today, this week."""
    return say(edition.language, "span_weekly" if edition.kind == WEEKLY else "span_daily")


def lateness(edition: Edition) -> str:
    """Return the sentences that say that an edition comes late or stands for other days, empty for one on time."""
    late, language = edition.late, edition.language
    if late is None:
        return ""
    values = {"planned": _minute(late.planned), "composed": _minute(edition.composed_at), "days": _days(late.days)}
    told = ["late_composed"] if late.overdue else []
    told += ["late_since"] if late.since else []
    told += ["late_days"] if late.days else []
    told += ["late_followed"] if late.followed else []
    told += [] if late.certain else ["late_uncertain"]
    since = _minute(late.since) if late.since else ""
    return ("" if language == "zh" else " ").join(say(language, one, since=since, **values) for one in told)


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _days(days: Sequence[date]) -> str:
    if len(days) > 1:
        return f"{days[0].isoformat()} – {days[-1].isoformat()}"
    return "".join(day.isoformat() for day in days)


def title(edition: Edition) -> str:
    """Return the name of an edition, by its kind."""
    known = {WEEKLY: "name_weekly", IMMEDIATE: "name_immediate"}
    return say(edition.language, known.get(edition.kind, "name"))


def days_of(edition: Edition) -> str:
    """Return the day of an edition, or its first and last, and that it comes late or stands for more days."""
    first, last = edition.period or (edition.date, edition.date)
    days = first.isoformat() if edition.period is None else f"{first.isoformat()} – {last.isoformat()}"
    return days + late_mark(edition)


def late_mark(edition: Edition) -> str:
    """Return the few words that stand beside the day of an edition that comes late, empty for one on time."""
    late = edition.late
    if late is None:
        return ""
    if late.days:
        return say(edition.language, "mark_days", n=len(late.days))
    return say(edition.language, "mark_late")


def subject(edition: Edition) -> str:
    """Return the subject: the date, what is new by theme, what closes soon and what is not certain."""
    language = edition.language
    colon = say(language, "colon")
    if edition.kind == IMMEDIATE and edition.items:
        first, *others = edition.items
        more = say(language, "subject_more", n=len(others)) if others else ""
        return f"{title(edition)} {days_of(edition)}{colon}{one_line(first.line.title, SUBJECT_TITLE)}{more}"
    parts = list(_subject(edition))
    return f"{title(edition)} {days_of(edition)}{colon}{say(language, 'comma').join(parts)}"


def _subject(edition: Edition) -> list[str]:
    language, zh = edition.language, edition.language == "zh"
    parts = []
    if edition.items:
        by_theme = " · ".join(f"{name} {n}" for _, name, n in counts(edition) if n)
        new = say(language, "count_items", n=len(edition.items))
        parts.append(f"{new}（{by_theme}）" if zh else f"{new} ({by_theme})")
    counted = {"count_due": len(due(edition)), "count_changes": len(edition.changes)}
    counted["count_withdrawn"] = len(edition.withdrawn)
    parts += [say(language, phrase, n=n, days=SOON_DAYS) for phrase, n in counted.items() if n]
    if not parts and edition.reader and edition.reader.left_out:
        parts.append(say(language, "subject_not_yours"))
    elif not parts:
        return [say(language, "subject_none" if edition.silence == "proven" else "subject_unknown")]
    if edition.unknown:
        parts.append(say(language, "subject_doubt", n=len(edition.unknown)))
    return parts


def is_short(edition: Edition) -> bool:
    """Return whether an edition has the news only; states of sources, gaps and near misses wait for the daily one."""
    return edition.kind == IMMEDIATE
