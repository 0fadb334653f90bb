"""Score the judgement against the labelled announcements: `python -m tests.score` (or `make score`).

Of the test part only totals are printed: nobody may tune on it. How to read the numbers stands in docs/judgement.md.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from archive.records import Announcement, Quote
from digest.judge import METHOD, judge
from digest.meetings import shipped
from tests.labelled import PARTS, Labelled, load

MEETING = "2025-02-21"
THEMES = ("study", "application", "industry", "talent")
KEYWORDS = {
    "relevance": ("人工智能", "机器人", "AI", "大模型", "智能", "算力", "DeepSeek"),
    "study": ("学习", "培训"),
    "application": ("应用", "场景"),
    "industry": ("产业", "企业"),
    "talent": ("人才", "招聘"),
}


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
    """What a method says of one announcement."""

    relevant: bool
    themes: frozenset[str]
    directives: frozenset[str] = frozenset()
    quotes: tuple[tuple[str, Quote], ...] = ()


@dataclass(slots=True)
class Score:
    """The counts of one method on one part."""

    relevance: Count = field(default_factory=Count)
    themes: dict[str, Count] = field(default_factory=lambda: {theme: Count() for theme in THEMES})
    directives: Count = field(default_factory=Count)
    quotes_right: int = 0
    quotes: int = 0
    milliseconds: float = 0.0
    announcements: int = 0

    @property
    def micro(self) -> Count:
        parts = self.themes.values()
        return Count(sum(one.right for one in parts), sum(one.wrong for one in parts), sum(one.missed for one in parts))

    def figures(self) -> dict[str, float]:
        """Return the figures that have floors."""
        return {
            "relevance_precision": self.relevance.precision,
            "relevance_recall": self.relevance.recall,
            "relevance_f1": self.relevance.f1,
            **{f"{theme}_f1": count.f1 for theme, count in self.themes.items()},
            "themes_f1": self.micro.f1,
            "directives_f1": self.directives.f1,
            "evidence_precision": self.quotes_right / self.quotes if self.quotes else 0.0,
        }


def method(announcement: Announcement) -> Said:
    """The program's judgement."""
    analysis = judge(announcement, [shipped()[MEETING]])
    return Said(
        relevant=analysis.relevance.relevant,
        themes=frozenset(one.theme for one in analysis.alignments),
        directives=frozenset(one.directive for one in analysis.alignments),
        quotes=tuple((one.theme, one.announcement_quote) for one in analysis.alignments),
    )


def keywords(announcement: Announcement) -> Said:
    """The baseline: a plain list of words looked for anywhere in the text."""
    text = "\n".join((announcement.title, announcement.body, *(one.text or "" for one in announcement.attachments)))
    relevant = any(word in text for word in KEYWORDS["relevance"])
    themes = frozenset(theme for theme in THEMES if relevant and any(word in text for word in KEYWORDS[theme]))
    return Said(relevant=relevant, themes=themes)


def score(labelled: Sequence[Labelled], judged_by: Callable[[Announcement], Said] = method) -> Score:
    """Judge all and count; borderline announcements are judged (their time counts) but not scored."""
    total = Score(announcements=len(labelled))
    begun = time.perf_counter()
    said = [judged_by(one.announcement) for one in labelled]
    total.milliseconds = 1000 * (time.perf_counter() - begun) / max(1, len(labelled))
    for one, answer in zip(labelled, said, strict=True):
        if one.relevance != "borderline":
            _add(total, one, answer)
    return total


def _add(total: Score, one: Labelled, answer: Said) -> None:
    total.relevance.add(["yes"] if answer.relevant else [], ["yes"] if one.relevance == "yes" else [])
    for theme in THEMES:
        total.themes[theme].add(answer.themes & {theme}, set(one.themes) & {theme})
    total.directives.add(answer.directives, {evidence.directive for evidence in one.evidence})
    total.quotes += len(answer.quotes)
    total.quotes_right += sum(_shown(one, theme, quote) for theme, quote in answer.quotes)


def _shown(one: Labelled, theme: str, quote: Quote) -> bool:
    return any(
        span.theme == theme and span.part == quote.part and span.start < quote.end and quote.start < span.end
        for span in one.evidence
    )


def main() -> int:
    """Print the scores of both parts beside the baseline's, as a table or (with --json) as one document."""
    parts = [part for part in PARTS if f"--{part}" in sys.argv] or list(PARTS)
    scores = {part: (score(load(part)), score(load(part), keywords)) for part in parts}
    if "--json" in sys.argv:
        print(json.dumps({part: ours.figures() for part, (ours, _) in scores.items()}, indent=1))
        return 0
    print(f"method {METHOD}, meeting {MEETING}")
    for part, (ours, baseline) in scores.items():
        print(f"\n{part} part: {ours.announcements} announcements, {ours.milliseconds:.1f} ms each")
        print(f"  {'':22}{'precision':>10}{'recall':>8}{'F1':>7}   keyword list: precision, recall, F1")
        rows = [("relevance", ours.relevance, baseline.relevance)]
        rows += [(f"theme {theme}", ours.themes[theme], baseline.themes[theme]) for theme in THEMES]
        rows += [("themes (micro)", ours.micro, baseline.micro)]
        for name, count, base in rows:
            print(f"  {name:22}{_row(count)}   {_row(base)}")
        print(f"  {'directives (micro)':22}{_row(ours.directives)}")
        print(f"  evidence: {ours.quotes_right} of {ours.quotes} quotations overlap a labelled span of their theme")
    return 0


def _row(count: Count) -> str:
    return f"{count.precision:10.2f}{count.recall:8.2f}{count.f1:7.2f}"


if __name__ == "__main__":
    sys.exit(main())
