"""Heads: what a file says is what is reckoned, and the shipped ones were trained on what is in the tree."""

import math

import pytest

from digest.acts import NOTHING
from digest.heads import HEADS, head, parsed, written
from digest.vocabulary import vocabulary
from tests import training

NAMES, CLASSES = ["s:机器", "L:near"], ["yes", "no"]
WEIGHTS = [[1.0, -1.0], [0.5, 0.0]]


def test_chances_are_those_of_the_weights() -> None:
    made = parsed(written(NAMES, WEIGHTS, CLASSES, [0.25, 0.0], {}))
    chances = made.chances({"s:机器": 1.0, "L:near": 2.0, "s:unknown": 9.0})
    scores = [0.25 + 1.0 + 1.0, -1.0]
    assert chances["yes"] == pytest.approx(1 / (1 + math.exp(scores[1] - scores[0])), abs=0.01)
    assert sum(chances.values()) == pytest.approx(1)


def test_what_spoke_adds_up_to_the_odds() -> None:
    made = parsed(written(NAMES, WEIGHTS, CLASSES, [0.0, 0.0], {}))
    features = {"s:机器": 0.7, "L:near": 1.0}
    chances, spoken = made.chances(features), made.spoken(features, "yes", "no")
    assert set(spoken) == set(features)
    assert sum(spoken.values()) == pytest.approx(math.log(chances["yes"] / chances["no"]))


def test_the_same_weights_give_the_same_file() -> None:
    first, second = (written(NAMES, WEIGHTS, CLASSES, [0.0, 0.0], {"inputs": "x"}) for _ in range(2))
    assert first == second
    assert parsed(first).stated == {"inputs": "x"}


def test_nothing_to_go_by_gives_what_the_bias_says() -> None:
    made = parsed(written(NAMES, WEIGHTS, CLASSES, [-1000.0, 1000.0], {}))
    assert made.chances({}) == {"yes": 0.0, "no": 1.0}


@pytest.mark.parametrize("name", HEADS)
def test_shipped_heads_were_trained_on_what_is_in_the_tree(name: str) -> None:
    assert head(name).stated["inputs"] == training.inputs(), "python -m tests.train (make train) trains them anew"


def test_the_head_of_acts_knows_every_act_that_the_word_lists_describe() -> None:
    described = {f"{theme}.{one.name}" for theme, words in vocabulary().themes.items() for one in words.aspects}
    assert set(head("acts").classes) == described | {NOTHING}


def test_training_material_is_labelled_soundly() -> None:
    written_for_it = training.written()
    assert len(written_for_it) >= 1000
    bare = [one.name for one in written_for_it if one.relevance != "yes" and one.spans]
    assert not bare, "only relevant announcements carry anything out"
    texts = [one.announcement.title + one.announcement.body for one in written_for_it]
    assert len(set(texts)) == len(texts)
