"""The counting itself: kappa, intervals, calibration, and what a quotation must overlap."""

import pytest

from archive.records import Quote
from tests.agreement import READINGS, agreement, kappa
from tests.labelled import load
from tests.scoring import Judged, Said, Score, relevance_of


def test_kappa_of_perfect_chance_and_opposite_readers() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1.0
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0.0
    assert kappa([("a", "b"), ("b", "a")]) == -1.0


@pytest.mark.parametrize("reading", READINGS)
def test_second_readers_agree_with_the_labels(reading: str) -> None:
    one = agreement(reading)
    assert one.announcements >= 60
    assert min(one.relevance, one.themes) >= 0.95
    assert one.sentences >= 0.9


def test_a_quotation_is_right_where_it_overlaps_a_span_of_its_theme() -> None:
    one = next(each for each in load("development") if each.evidence)
    span = one.evidence[0]
    quote = Quote(part=span.part, revision=1, start=span.end - 1, end=span.end + 5, text="")
    beside = Quote(part=span.part, revision=1, start=span.end + 10_000, end=span.end + 10_005, text="")
    said = Said(True, frozenset({span.theme}), quotes=((span.directive, 0.9, quote), (span.directive, 0.6, beside)))
    score = Score([Judged(one, said)], 0.0, 1)
    assert score.quotes == (2, 1, 1)


def test_intervals_are_the_same_at_every_run_and_hold_the_figure() -> None:
    some = [one for one in load("development") if one.relevance != "borderline"][:60]
    judged = [Judged(one, Said(one.relevance == "yes" or at % 7 == 0, frozenset())) for at, one in enumerate(some)]
    score = Score(judged, 0.0, len(some))

    def precision(drawn: object) -> float:
        pairs = [relevance_of(one) for one in drawn]  # type: ignore[attr-defined]
        return sum(bool(said) and bool(true) for said, true in pairs) / sum(bool(said) for said, _ in pairs)

    low, high = score.interval(precision)
    assert (low, high) == score.interval(precision)
    assert low <= score.relevance.precision <= high
    assert low < high
