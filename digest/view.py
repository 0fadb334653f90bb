"""What of an edition is laid out, and in which order: the same for the page and for the text. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from digest import ledger_lines
from digest.edition import Change, Edition, Gap, Item, Line, SourceState, Withdrawn
from digest.fitting import Limits
from digest.glance import (
    SOON_DAYS,
    WEEKLY,
    Due,
    certainty,
    counts,
    due,
    edits,
    heading,
    is_short,
    lateness,
    order,
    strongest,
)
from digest.ledger import Entry, Ledger
from digest.overview import MANY, TOP, Overview, overview
from digest.telling import left
from digest.wording import say

ALIGNMENTS_SHOWN = 4
COMPARISONS_SHOWN = 3
EDITS_SHOWN = 6
DUE_SHOWN = 5
"""Deadlines at the top, so that a phone's first screen holds them."""
FULL_TRIED, LISTED_TRIED, ENTRIES_TRIED = 40, 260, 120
"""More items and entries of a list than these never fit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A theme with its items, the weightiest first: those told in full, then those named in a line.

    `total` counts all. `overview` is set when there are too many to be listed.
    """

    theme: str
    name: str
    full: tuple[Item, ...]
    brief: tuple[Item, ...]
    total: int
    overview: Overview | None = None

    @property
    def left_out(self) -> int:
        """How many items are only counted."""
        return self.total - len(self.full) - len(self.brief)


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """An edition as it is laid out. Of each list the first entries stand, `left_out` counts the others by its name."""

    edition: Edition
    limits: Limits
    short: bool
    weekly: bool
    counts: tuple[tuple[str, str, int], ...]
    edits: tuple[tuple[str, int], ...]
    due: tuple[Due, ...]
    more_due: int
    sections: tuple[Section, ...]
    changes: tuple[Change, ...]
    withdrawn: tuple[Withdrawn, ...]
    reprints: tuple[Line, ...]
    near_misses: tuple[Line, ...]
    rows: tuple[tuple[Ledger, Entry], ...]
    gaps: tuple[tuple[str, Gap], ...]
    gaps_certainty: str
    healthy: tuple[tuple[str, tuple[str, ...]], ...]
    unwell: tuple[SourceState, ...]
    earlier: tuple[Line, ...]
    certainty: str
    lateness: str
    left_out: Mapping[str, int]


def sizes(edition: Edition) -> dict[str, int]:
    """Return how long the lists are that stand beside the news."""
    weekly, short = edition.kind == WEEKLY, is_short(edition)
    told = {"changes": edition.changes, "withdrawn": edition.withdrawn, "reprints": edition.reprints}
    more = {
        "near_misses": edition.near_misses,
        # The weekly table has every directive, the silent ones too.
        "rows": _rows(edition) if weekly else (),
        "gaps": () if weekly else edition.gaps,
        "unwell": edition.unknown,
        "healthy": _healthy(edition),
        "earlier": edition.reader.earlier if edition.reader else (),
        "overviews": [one for one in counts(edition) if one[2]] if len(edition.items) > MANY else (),
    }
    return {name: len(entries) for name, entries in (told if short else told | more).items()}


def everything(edition: Edition) -> Limits:
    """Return the limits within which all is laid out that could ever fit, for measuring."""
    whole = {name: min(length, ENTRIES_TRIED) for name, length in sizes(edition).items()}
    weighed = len(ranked(edition))
    full = 0 if edition.kind == WEEKLY else min(weighed, FULL_TRIED)
    return Limits(full=full, listed=min(weighed, LISTED_TRIED), lists=whole, measuring=True)


def ranked(edition: Edition) -> list[Item]:
    """Return the items that may stand on the page, the weightiest first: all of them, or the first of each theme."""
    soon = {one.line.id: one.days for one in due(edition)}
    weighed = sorted(edition.items, key=lambda item: _weight(item, soon))
    if len(weighed) <= MANY:
        return weighed
    by_theme: dict[str, list[Item]] = {}
    for item in weighed:
        by_theme.setdefault(strongest(item), []).append(item)
    tops = zip_longest(*(items[:TOP] for items in by_theme.values()))
    return [item for row in tops for item in row if item is not None]


def _weight(item: Item, soon: Mapping[str, int]) -> tuple[int, bool, bool, bool, float, str]:
    """What closes soon first, then what is new against a directive, money, any answer, and the newest."""
    newest = -item.line.published.timestamp() if item.line.published else 0.0
    near = soon.get(item.line.id, SOON_DAYS + 1)
    return near, not item.novelties, item.offer is None, not item.alignments, newest, item.line.id


def view(edition: Edition, limits: Limits) -> View:
    """Return what is laid out of an edition within the limits; what is left out is counted where it is missing."""
    of, closing = limits.of, due(edition)
    return View(
        edition=edition,
        limits=limits,
        short=is_short(edition),
        weekly=edition.kind == WEEKLY,
        counts=tuple(counts(edition)),
        edits=tuple(edits(edition)),
        due=tuple(closing[:DUE_SHOWN]),
        more_due=max(0, len(closing) - DUE_SHOWN),
        sections=tuple(_sections(edition, limits)),
        changes=edition.changes[: of("changes")],
        withdrawn=edition.withdrawn[: of("withdrawn")],
        reprints=edition.reprints[: of("reprints")],
        near_misses=edition.near_misses[: of("near_misses")],
        rows=tuple(_rows(edition)[: of("rows")]),
        gaps=tuple(_gaps(edition)[: of("gaps")]),
        gaps_certainty=_gaps_certainty(edition),
        healthy=tuple(_healthy(edition)[: of("healthy")]),
        unwell=edition.unknown[: of("unwell")],
        earlier=edition.reader.earlier[: of("earlier")] if edition.reader else (),
        certainty=certainty(edition),
        lateness=lateness(edition),
        left_out={name: length - of(name) for name, length in sizes(edition).items()},
    )


def _sections(edition: Edition, limits: Limits) -> list[Section]:
    """Deal out the room by weight, whatever the theme; within a theme the weightiest stands first."""
    weighed = ranked(edition)
    full, brief = weighed[: limits.full], weighed[0 if limits.measuring else limits.full : limits.listed]
    sections: list[Section] = []
    for theme, _, total in counts(edition):
        if not total:
            continue
        summed = len(sections) < limits.of("overviews")
        under = [item for item in edition.items if strongest(item) == theme]
        sections.append(
            Section(
                theme=theme,
                name=heading(edition, theme) if theme else say(edition.language, "unaligned"),
                full=tuple(item for item in full if strongest(item) == theme),
                brief=tuple(item for item in brief if strongest(item) == theme),
                total=total,
                overview=overview(under, edition.today) if summed else None,
            )
        )
    return sections


def _rows(edition: Edition) -> list[tuple[Ledger, Entry]]:
    return [(told, entry) for told in edition.ledgers for entry in told.entries]


def _gaps(edition: Edition) -> list[tuple[str, Gap]]:
    """Return the directives without an answer, each with its theme's heading, theme by theme."""
    themes = order(edition)
    return [(heading(edition, theme), gap) for theme in themes for gap in edition.gaps if gap.theme == theme]


def _gaps_certainty(edition: Edition) -> str:
    return ledger_lines.certainty(edition.language, edition.ledgers[0].silence) if edition.ledgers else ""


def _healthy(edition: Edition) -> list[tuple[str, tuple[str, ...]]]:
    by_publisher: dict[str, list[str]] = {}
    for state in edition.sources:
        if state.healthy:
            by_publisher.setdefault(state.publisher, []).append(state.column)
    return [(publisher, tuple(columns)) for publisher, columns in by_publisher.items()]


def asked(edition: Edition, meeting: str, directive: str) -> str:
    """Return the name of a directive, with its meeting's where several are compared."""
    several = len(edition.meetings) > 1
    return f"{meeting or edition.meeting.id}/{directive}" if several else directive


def status_word(edition: Edition, state: SourceState) -> str:
    """Return how a source fares, in a word."""
    if state.status == "ok" and not state.healthy:
        return say(edition.language, "status_stale")
    return say(edition.language, f"status_{state.status or 'none'}")


def day_of(moment: datetime | None, edition: Edition) -> str:
    """Return a moment's day, or that it is not known."""
    return moment.strftime("%Y-%m-%d") if moment else say(edition.language, "undated")


def days_left(deadline: date, edition: Edition) -> str:
    """Return how far away a deadline is."""
    return left(deadline, edition.language, edition.today)
