"""A second opinion is read strictly; it can dispute an alignment and do nothing else to it."""

import json
from typing import Any

import pytest

from archive.errors import Refused
from digest import prompt, second_opinion
from digest.judge import judge
from digest.meetings import shipped
from digest.reading import read
from tests.papers import paper

FOUND = paper(
    "为促进应用，现组织申报机器人应用示范项目。\n购置工业机器人的，按购置额的15%给予补助，单个企业最高300万元。",
    "关于组织申报机器人应用示范项目的通知",
)
ANALYSIS = judge(FOUND, [shipped()["2025-02-21"]])
QUESTION = prompt.about_alignments(FOUND, read(FOUND), ANALYSIS.alignments, 10_000)
CLAUSE = json.loads(QUESTION.user)["pairs"][0]["clause"]


def read_answer(*entries: dict[str, Any]) -> tuple[second_opinion.Opinion, ...]:
    return second_opinion.opinions(json.dumps({"opinions": list(entries)}), QUESTION, FOUND)


@pytest.mark.parametrize("view", second_opinion.VIEWS)
def test_a_view_with_the_sentences_it_rests_on(view: str) -> None:
    first = read_answer({"pair": "a1", "view": view, "cites": [CLAUSE]})[0]
    assert first.view == view
    assert first.directive == ANALYSIS.alignments[0].directive
    (quote,) = first.quotes
    assert (FOUND.part(quote.part) or "")[quote.start : quote.end] == quote.text


def test_a_disagreement_that_cites_nothing_and_a_pair_passed_over_are_unsure() -> None:
    assert read_answer({"pair": "a1", "view": "disagree", "cites": []})[0].view == "unsure"
    answer = json.dumps({"opinions": [{"pair": "a1", "view": "agree", "cites": [CLAUSE]}]})
    two = prompt.about_alignments(FOUND, read(FOUND), ANALYSIS.alignments * 2, 10_000)
    assert [one.view for one in second_opinion.opinions(answer, two, FOUND)][:1] == ["agree"]
    assert {one.view for one in second_opinion.opinions(answer, two, FOUND)[1:]} == {"unsure"}


@pytest.mark.parametrize(
    "entry",
    [
        {"pair": "a99", "view": "agree", "cites": [CLAUSE]},
        {"pair": 1, "view": "agree", "cites": [CLAUSE]},
        {"pair": "a1", "view": "replace", "cites": [CLAUSE]},
        {"pair": "a1", "view": ["agree"], "cites": [CLAUSE]},
        {"pair": "a1", "view": "agree", "cites": ["s999"]},
        {"pair": "a1", "view": "agree", "cites": "s1"},
        {"pair": "a1", "view": "agree"},
        {"pair": "a1", "view": "agree", "cites": [1]},
        {},
    ],
)
def test_what_was_not_asked_for_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_answer(entry)


def test_a_pair_named_twice_is_refused() -> None:
    with pytest.raises(Refused, match="twice"):
        read_answer(*[{"pair": "a1", "view": view, "cites": [CLAUSE]} for view in ("agree", "disagree")])


def test_only_a_disagreement_disputes() -> None:
    for view, expected in (("agree", False), ("unsure", False), ("disagree", True)):
        told = second_opinion.account(read_answer({"pair": "a1", "view": view, "cites": [CLAUSE]}), "m")
        assert second_opinion.disputed({"second_opinion": told}, ANALYSIS.alignments[0]) is expected
    assert not second_opinion.disputed({}, ANALYSIS.alignments[0])
    assert not second_opinion.disputed(
        {"second_opinion": second_opinion.account((), "m", "away")}, ANALYSIS.alignments[0]
    )
