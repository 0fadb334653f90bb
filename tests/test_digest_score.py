"""The scores of the judgement stay above their floors, and floors only rise."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests import baselines, score
from tests.labelled import load

FLOORS = tomllib.loads((Path(__file__).parent / "fixtures" / "judgement" / "floors.toml").read_text("utf-8"))["floors"]


@pytest.mark.parametrize("part", [part for part in FLOORS[-1] if part in score.PARTS])
def test_scores_are_above_their_floors(part: str) -> None:
    figures = score.score(load(part)).figures()
    fallen = {key: (figures[key], floor) for key, floor in FLOORS[-1][part].items() if figures[key] < floor}
    assert not fallen, f"{part}: below the floor (now, floor)"


def test_floors_only_rise() -> None:
    dates = [one["date"] for one in FLOORS]
    assert sorted(dates) == dates
    for earlier, later in pairwise(FLOORS):
        for part, figures in earlier.items():
            if isinstance(figures, dict):
                assert all(later[part][key] >= value for key, value in figures.items()), part


def test_the_labelled_set_is_large_and_sound() -> None:
    labelled = [one for part in ("development", "test") for one in load(part)]
    assert len(labelled) >= 220
    # counted, not shown: nobody may read the test part through a failing test
    bare = sum(not set(one.themes) <= {evidence.theme for evidence in one.evidence} for one in labelled)
    assert bare == 0, "themes without evidence"
    themed = sum(one.relevance != "yes" and bool(one.themes or one.evidence or one.topics) for one in labelled)
    assert themed == 0, "only relevant announcements have themes and evidence"


def test_the_judgement_beats_a_list_of_words() -> None:
    labelled = load("test")
    ours, words = score.score(labelled), score.score(labelled, baselines.keywords)
    assert ours.relevance.f1 > words.relevance.f1
    assert ours.micro.f1 > words.micro.f1


def test_counts() -> None:
    count = score.Count()
    count.add({"a", "b"}, {"b", "c"})
    assert (count.precision, count.recall, count.f1) == (0.5, 0.5, 0.5)
    assert score.Count().f1 == 0.0
