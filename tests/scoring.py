"""Counting: precision, recall, F1 with 95 % intervals, evidence, abstention and calibration of a way of judging."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.records import Announcement, Quote
from tests.labelled import Labelled

THEMES = ("study", "application", "industry", "talent")
RESAMPLES, SEED = 400, 20250221
BINS = 10


@dataclass(slots=True)
class Count:
    """True and false positives and false negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, said: Iterable[str], true: Iterable[str]) -> None:
        got, gold = set(said), set(true)
        self.right += len(got & gold)
        self.wrong += len(got - gold)
        self.missed += len(gold - got)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a method says of one announcement; a quotation is the directive it is for, its chance, and its place."""

    relevant: bool
    themes: frozenset[str]
    directives: frozenset[str] = frozenset()
    quotes: tuple[tuple[str, float, Quote], ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One announcement with its labels and what was said of it."""

    one: Labelled
    said: Said


@dataclass(slots=True)
class Score:
    """What a method said of a part; borderline announcements are judged (their time counts) but not counted."""

    judged: list[Judged]
    milliseconds: float
    announcements: int

    @property
    def relevance(self) -> Count:
        return counted(self.judged, relevance_of)

    def theme(self, theme: str) -> Count:
        return counted(self.judged, lambda one: (one.said.themes & {theme}, set(one.one.themes) & {theme}))

    @property
    def micro(self) -> Count:
        return counted(self.judged, themes_of)

    @property
    def directives(self) -> Count:
        return counted(self.judged, directives_of)

    def directive(self, name: str) -> Count:
        return counted(self.judged, lambda one: (one.said.directives & {name}, true_directives(one) & {name}))

    @property
    def quotes(self) -> tuple[int, int, int]:
        """How many quotations there are, of how many the theme is right, and of how many the directive too."""
        shown = [(one, quote) for one in self.judged for quote in one.said.quotes]
        return (
            len(shown),
            sum(_shown(one.one, quote, name.partition(".")[0]) for one, (name, _, quote) in shown),
            sum(_shown(one.one, quote, name) for one, (name, _, quote) in shown),
        )

    @property
    def silent(self) -> tuple[int, int]:
        """How many relevant announcements were given no directive, and how many of these have none by their labels."""
        silent = [one for one in self.judged if one.said.relevant and not one.said.directives]
        return len(silent), sum(not true_directives(one) for one in silent)

    def figures(self) -> dict[str, float]:
        """Return the figures that have floors."""
        quotes, right, _ = self.quotes
        return {
            "relevance_precision": self.relevance.precision,
            "relevance_recall": self.relevance.recall,
            "relevance_f1": self.relevance.f1,
            **{f"{theme}_f1": self.theme(theme).f1 for theme in THEMES},
            "themes_f1": self.micro.f1,
            "directives_f1": self.directives.f1,
            "evidence_precision": right / quotes if quotes else 0.0,
        }

    def interval(self, of: Callable[[Sequence[Judged]], float]) -> tuple[float, float]:
        """Return the 95 % interval of a figure: announcements drawn anew with replacement, always the same draws."""
        draw = random.Random(SEED)  # noqa: S311 - no secret
        values = sorted(of(draw.choices(self.judged, k=len(self.judged))) for _ in range(RESAMPLES))
        return values[RESAMPLES // 40], values[-RESAMPLES // 40 - 1]

    def calibration(self) -> list[tuple[float, float, int]]:
        """Return for each tenth of chances: the mean chance given, the share that was right, how many quotations."""
        bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
        for one in self.judged:
            for name, chance, _ in one.said.quotes:
                bins[min(BINS - 1, int(chance * BINS))].append((chance, name in true_directives(one)))
        return [
            (sum(chance for chance, _ in some) / len(some), sum(right for _, right in some) / len(some), len(some))
            for some in bins
            if some
        ]

    @property
    def calibration_error(self) -> float:
        """The mean distance between the chance given and the share that was right, weighed by how many there are."""
        some = self.calibration()
        return sum(abs(mean - right) * size for mean, right, size in some) / max(1, sum(size for _, _, size in some))


Pair = tuple[Iterable[str], Iterable[str]]


def counted(judged: Sequence[Judged], pair: Callable[[Judged], Pair]) -> Count:
    """Count what was said against what is true, over announcements."""
    count = Count()
    for one in judged:
        count.add(*pair(one))
    return count


def relevance_of(one: Judged) -> Pair:
    """Said and true relevance."""
    return ["yes"] if one.said.relevant else [], ["yes"] if one.one.relevance == "yes" else []


def themes_of(one: Judged) -> Pair:
    """Said and true themes."""
    return one.said.themes & set(THEMES), one.one.themes


def directives_of(one: Judged) -> Pair:
    """Said and true directives."""
    return one.said.directives, true_directives(one)


def true_directives(one: Judged) -> set[str]:
    """The directives of the labelled spans."""
    return {span.directive for span in one.one.evidence}


def score(labelled: Sequence[Labelled], judged_by: Callable[[Announcement], Said]) -> Score:
    """Judge all; borderline ones are left out of the counts."""
    begun = time.perf_counter()
    said = [judged_by(one.announcement) for one in labelled]
    milliseconds = 1000 * (time.perf_counter() - begun) / max(1, len(labelled))
    judged = [Judged(one, what) for one, what in zip(labelled, said, strict=True) if one.relevance != "borderline"]
    return Score(judged, milliseconds, len(labelled))


def _shown(one: Labelled, quote: Quote, name: str) -> bool:
    """Whether a quotation overlaps a labelled span of the theme or directive it was given for."""
    return any(
        name in (span.theme, span.directive)
        and span.part == quote.part
        and span.start < quote.end
        and quote.start < span.end
        for span in one.evidence
    )
