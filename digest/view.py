"""What of an edition is laid out, and in which order: the same for the page and for the text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digest import ledger_lines
from digest.edition import Change, Edition, Gap, Item, Line, SourceState, Withdrawn
from digest.telling import left
from digest.wording import say, theme_name

SOON_DAYS = 14
"""Deadlines so many days ahead stand at the top."""
ALIGNMENTS_SHOWN = 4
COMPARISONS_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much is laid out. Items beyond `full` take one line each, those beyond `listed` are counted."""

    full: int
    listed: int
    changes: int = 20
    edits: int = 4
    lines: int = 30
    due: int = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A theme with its items: first those told in full, then those named in a line; `total` counts all."""

    theme: str
    name: str
    full: tuple[Item, ...]
    brief: tuple[Item, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many items are only counted."""
        return self.total - len(self.full) - len(self.brief)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline that is near."""

    line: Line
    deadline: date
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """An edition as it is laid out."""

    edition: Edition
    limits: Limits
    counts: tuple[tuple[str, str, int], ...]
    due: tuple[Due, ...]
    more_due: int
    sections: tuple[Section, ...]
    changes: tuple[Change, ...]
    withdrawn: tuple[Withdrawn, ...]
    reprints: tuple[Line, ...]
    near_misses: tuple[Line, ...]
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    gaps_certainty: str
    healthy: tuple[tuple[str, tuple[str, ...]], ...]
    unwell: tuple[SourceState, ...]
    certainty: str


def view(edition: Edition, limits: Limits) -> View:
    """Return what is laid out of an edition within the limits; what is left out is counted where it is missing."""
    return View(
        edition=edition,
        limits=limits,
        counts=tuple(counts(edition)),
        due=tuple(due(edition)[: limits.due]),
        more_due=max(0, len(due(edition)) - limits.due),
        sections=tuple(_sections(edition, limits)),
        changes=edition.changes[: limits.changes],
        withdrawn=edition.withdrawn[: limits.lines],
        reprints=edition.reprints[: limits.lines],
        near_misses=edition.near_misses[: limits.lines],
        gaps=tuple(_gaps(edition)),
        gaps_certainty=ledger_lines.certainty(edition.language, edition.ledgers[0].silence) if edition.gaps else "",
        healthy=tuple(_healthy(edition)),
        unwell=edition.unknown,
        certainty=certainty(edition),
    )


def heading(edition: Edition, theme: str) -> str:
    """Return the heading of a theme in the edition's language."""
    names = [one.name for meeting in edition.meetings for one in meeting.themes if one.id == theme]
    return theme_name(edition.language, theme, "／".join(dict.fromkeys(names)) or None)


def asked(edition: Edition, meeting: str, directive: str) -> str:
    """Return the name of a directive, with its meeting's where several are compared."""
    several = len(edition.meetings) > 1
    return f"{meeting or edition.meeting.id}/{directive}" if several else directive


def _order(edition: Edition) -> list[str]:
    """Themes in the meeting's order, then the cross-cutting one, then "" for what answers no directive."""
    stated = [theme.id for meeting in edition.meetings for theme in meeting.themes if theme.id != "general"]
    met = [item.themes[0] for item in edition.items if item.themes] + [gap.theme for gap in edition.gaps]
    return list(dict.fromkeys([*stated, *sorted(set(met) - {"general"}), "general", ""]))


def counts(edition: Edition) -> list[tuple[str, str, int]]:
    """Return theme, heading and number of new items under it, which add up to all items.

    The meeting's own themes always stand there; the cross-cutting one and "other" only when they have items.
    """
    strongest = [item.themes[0] if item.themes else "" for item in edition.items]
    named = [(theme, _heading_or_other(edition, theme), strongest.count(theme)) for theme in _order(edition)]
    return [one for one in named if one[2] or one[0] not in {"general", ""}]


def _heading_or_other(edition: Edition, theme: str) -> str:
    return heading(edition, theme) if theme else say(edition.language, "other")


def due(edition: Edition) -> list[Due]:
    """Return the deadlines of new and changed announcements that are at most SOON_DAYS away, nearest first."""
    told: list[Item | Change] = [*edition.items, *edition.changes]
    found = [
        Due(line=one.line, deadline=one.deadline, days=(one.deadline - edition.date).days)
        for one in told
        if one.deadline and 0 <= (one.deadline - edition.date).days <= SOON_DAYS
    ]
    return sorted(found, key=lambda one: (one.days, one.line.id))


def _sections(edition: Edition, limits: Limits) -> list[Section]:
    """Deal out the room: items with a near deadline first, then the newest, whatever their theme."""
    soon = {one.line.id for one in due(edition)}
    ranked = sorted(edition.items, key=lambda item: item.line.id not in soon)
    full = {item.line.id for item in ranked[: limits.full]}
    brief = {item.line.id for item in ranked[limits.full : limits.full + limits.listed]}
    sections = []
    for theme in _order(edition):
        under = [item for item in edition.items if (item.themes[0] if item.themes else "") == theme]
        if under:
            name = heading(edition, theme) if theme else say(edition.language, "unaligned")
            sections.append(
                Section(
                    theme=theme,
                    name=name,
                    full=tuple(item for item in under if item.line.id in full),
                    brief=tuple(item for item in under if item.line.id in brief),
                    total=len(under),
                )
            )
    return sections


def _gaps(edition: Edition) -> list[tuple[str, tuple[Gap, ...]]]:
    grouped = [
        (heading(edition, theme), tuple(gap for gap in edition.gaps if gap.theme == theme)) for theme in _order(edition)
    ]
    return [(name, gaps) for name, gaps in grouped if gaps]


def _healthy(edition: Edition) -> list[tuple[str, tuple[str, ...]]]:
    by_publisher: dict[str, list[str]] = {}
    for state in edition.sources:
        if state.healthy:
            by_publisher.setdefault(state.publisher, []).append(state.column)
    return [(publisher, tuple(columns)) for publisher, columns in by_publisher.items()]


def certainty(edition: Edition) -> str:
    """Return the one sentence on whether anything is unknown."""
    language, unknown = edition.language, edition.unknown
    values = {
        "n": len(unknown) or len(edition.sources),
        "hours": f"{edition.fresh_hours:g}",
        "which": _named(edition, unknown),
    }
    quiet = edition.silence != "news"
    if not edition.sources:
        sentence = say(language, "no_sources")
    elif unknown:
        sentence = say(language, "silence_unknown" if quiet else "news_doubt", **values)
    elif quiet:
        sentence = say(language, "silence_unjudged" if edition.unjudged else "silence_proven", **values)
    else:
        sentence = say(language, "news_complete", **values)
    if edition.unjudged:
        sentence += ("" if language == "zh" else " ") + say(language, "unjudged", n=len(edition.unjudged))
    return sentence


def _named(edition: Edition, states: Sequence[SourceState], most: int = 3) -> str:
    label = [f"{state.publisher} {state.column}".strip() for state in states[:most]]
    return say(edition.language, "and").join(label) + ("…" if len(states) > most else "")


def status_word(edition: Edition, state: SourceState) -> str:
    """Return how a source fares, in a word."""
    if state.status == "ok" and not state.healthy:
        return say(edition.language, "status_stale")
    return say(edition.language, f"status_{state.status or 'none'}")


def day_of(moment: datetime | None, edition: Edition) -> str:
    """Return a moment's day, or that it is not known."""
    return moment.strftime("%Y-%m-%d") if moment else say(edition.language, "undated")


def written_by(item: Item, edition: Edition) -> str:
    """Return who wrote an item's summary."""
    phrase = "by_model" if item.written_by else "by_extract"
    return say(edition.language, phrase, model=item.written_by)


def days_left(deadline: date, edition: Edition) -> str:
    """Return how far away a deadline is."""
    return left(deadline, edition.language, edition.date)
