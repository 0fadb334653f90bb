"""Score the judgement against the labelled announcements: `python -m tests.score` (or `make score`).

Of the test part only totals are printed: nobody may tune on it. The development part is what the heads were trained
on, so that its figures say only that the program does as it was taught; what it does with announcements it has not
seen, `python -m tests.train --try` tells of the development part and this of the test part. How to read the numbers
stands in docs/judgement.md.
"""

import json
import sys
from collections.abc import Callable, Sequence

from archive.records import Announcement
from digest.judge import METHOD, judge
from digest.meetings import shipped
from tests import agreement, baselines
from tests.labelled import PARTS, Labelled, load
from tests.scoring import THEMES, Count, Judged, Said, Score, counted, directives_of, relevance_of, themes_of
from tests.scoring import score as score_of

MEETING = "2025-02-21"
PRINTED = ("development", "test")


def method(announcement: Announcement) -> Said:
    """The program's judgement."""
    analysis = judge(announcement, [shipped()[MEETING]])
    return Said(
        relevant=analysis.relevance.relevant,
        themes=frozenset(one.theme for one in analysis.alignments),
        directives=frozenset(one.directive for one in analysis.alignments),
        quotes=tuple((one.directive, one.score, one.announcement_quote) for one in analysis.alignments),
        score=analysis.relevance.score,
    )


def score(labelled: Sequence[Labelled], judged_by: Callable[[Announcement], Said] = method) -> Score:
    """Judge all and count."""
    return score_of(labelled, judged_by)


def main() -> int:
    """Print the scores beside those of the baselines, as a table or (with --json) as one document."""
    parts = [part for part in PARTS if f"--{part}" in sys.argv] or list(PRINTED)
    if "--json" in sys.argv:
        print(json.dumps({part: score(load(part)).figures() for part in parts}, indent=1))
        return 0
    print(f"method {METHOD}, meeting {MEETING}")
    for part in parts:
        _print(part, score(load(part)))
    for part in parts:
        print(f"\nbaselines, {part} part                P      R     F1   themes  directives")
        for name, way in _baselines().items():
            _print_baseline(name, score_of(load(part), way))
    print("\nagreement of readers who have not seen each other's labels (kappa)")
    for reading in agreement.READINGS:
        one = agreement.agreement(reading)
        figures = f"relevance {one.relevance:.2f}, themes {one.themes:.2f}, sentence by sentence {one.sentences:.2f}"
        print(f"  {reading:12} {one.announcements:4} announcements: {figures}")
    return 0


def _baselines() -> dict[str, Callable[[Announcement], Said]]:
    found = {"keyword list": baselines.keywords, "BM25": baselines.bm25()}
    try:
        found["sentence vectors"] = baselines.vectors()
    except ImportError:
        print("sentence vectors: the encoder is not installed (extra `train`)")
    return found


def _print_baseline(name: str, one: Score) -> None:
    relevance = one.relevance
    print(
        f"  {name:28} {relevance.precision:6.2f} {relevance.recall:6.2f} {relevance.f1:6.2f}"
        f" {one.micro.f1:8.2f} {one.directives.f1:11.2f}"
    )


def _print(part: str, ours: Score) -> None:
    print(f"\n{part} part: {ours.announcements} announcements, {ours.milliseconds:.1f} ms each")
    print(f"  {'':24}{'P':>6}{'R':>7}{'F1':>7}   95 % of F1")
    _row("relevance", ours.relevance, ours, relevance_of)
    for theme in THEMES:
        _row(f"theme {theme}", ours.theme(theme), ours, lambda one, theme=theme: _only(themes_of(one), theme))
    _row("themes (micro)", ours.micro, ours, themes_of)
    for directive in shipped()[MEETING].directives:
        name = directive.id
        _row(name, ours.directive(name), ours, lambda one, name=name: _only(directives_of(one), name))
    _row("directives (micro)", ours.directives, ours, directives_of)
    quotes, right, exact = ours.quotes
    print(
        f"  evidence: {right} of {quotes} quotations overlap a labelled span of their theme, {exact} of their directive"
    )
    silent, rightly = ours.silent
    print(f"  abstention: {silent} relevant announcements without a directive, {rightly} of them rightly")
    told = ", ".join(f"{mean:.2f}: {true:.2f} ({size})" for mean, true, size in ours.calibration())
    print(f"  calibration (chance given: share right, how many): {told}; mean error {ours.calibration_error:.3f}")


def _only(pair: tuple[object, object], name: str) -> tuple[set[str], set[str]]:
    said, true = pair
    return set(said) & {name}, set(true) & {name}  # type: ignore[call-overload]


def _row(name: str, count: Count, ours: Score, pair: Callable[[Judged], object]) -> None:
    def f1(judged: Sequence[Judged]) -> float:
        return counted(judged, pair).f1  # type: ignore[arg-type]

    low, high = ours.interval(f1)
    print(f"  {name:24}{count.precision:6.2f}{count.recall:7.2f}{count.f1:7.2f}   {low:.2f} to {high:.2f}")


if __name__ == "__main__":
    sys.exit(main())
