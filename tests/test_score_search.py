"""Ranking does not get worse: NDCG@10 over the labelled queries of each set."""

from statistics import mean

import pytest

from tests.score_search import FLOORS, SETS, filled, ndcg, queries, scores


def test_a_better_order_scores_higher() -> None:
    grades = [3, 2, 1]
    assert ndcg([3, 2, 1, 0], grades) == 1
    assert 0 < ndcg([1, 2, 3], grades) < ndcg([2, 3, 1], grades) < 1
    assert ndcg([], grades) == 0
    assert ndcg([0] * 10 + [3], [3]) == 0


@pytest.mark.timeout(300)
def test_ranking_does_not_fall() -> None:
    with filled() as archive:
        reached = {name: mean(scores(archive, queries(name)).values()) for name in SETS}
    assert {name: round(score, 4) for name, score in reached.items() if score < FLOORS[name]} == {}
