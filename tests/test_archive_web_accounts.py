"""An account is read whole: of the present method, of earlier ones, and of none."""

from functools import cache
from typing import Any

import pytest

from archive.web.accounts import MOST, Flip, account
from digest.meetings import shipped
from digest.verdicts import account_of
from tests.test_archive_web_closings import announcement

BODY = (
    "为推动人工智能与制造业深度融合，打造一批人工智能应用场景，现组织申报示范项目。\n"
    "单个项目最高补助500万元。\n佛山市的机器人企业参加了活动。"
)
ASKS = {("2025-02-21", "application.2"): "打造一批人工智能应用场景"}


@cache
def told() -> dict[str, Any]:
    return account_of(announcement(BODY), list(shipped().values()))


def test_the_account_of_today_is_read_whole() -> None:
    one = account(told(), ASKS)
    assert one.relevant
    assert one.threshold == 0.65
    assert [name for name, _ in one.numbers] == ["sum", "best", "own", "near", "nothing", "sentences"]
    assert one.flip is not None
    assert one.flip.kind in {"fewer", "stays"}
    first = one.counted[0]
    assert (
        "".join(text for text, _ in first.pieces)
        == "为推动人工智能与制造业深度融合,打造一批人工智能应用场景,现组织申报示范项目"
    )
    assert [text for text, is_word in first.pieces if is_word] == ["人工智能", "人工智能"]
    assert first.words == (("人工智能", 1.0, ""),)
    (compared,) = one.meetings
    (chosen,) = [each for each in compared.chosen if each.directive == "application.2"]
    assert chosen.asks == "打造一批人工智能应用场景"
    assert chosen.signs
    assert all(each.short and each.least for each in compared.refused)


def test_every_form_of_what_would_turn_it_is_understood() -> None:
    said = {
        "would be left out without 2 of its sentences, first of all: 甲\n乙": Flip("fewer", "2", "甲\n乙"),
        "would stay relevant without its 6 strongest sentences": Flip("stays", "6"),
        "would be selected with one sentence that plainly does something with AI or robots": Flip("one_more"),
        "would be left out (0.42) even with one sentence that plainly does something with AI or robots": Flip(
            "even_so", "0.42"
        ),
        "something else": Flip("other", "", "something else"),
    }
    for words, flip in said.items():
        assert account({"relevance": {"flip": words}}, {}).flip == flip


@pytest.mark.parametrize(
    "empty", [{}, {"relevance": None, "alignments": None}, {"words": {"人工智能": 2}, "alignments": []}]
)
def test_accounts_of_earlier_methods_are_read_as_far_as_they_go(empty: dict[str, Any]) -> None:
    one = account({"relevant": True, "score": 0.9, **empty}, {})
    assert (one.relevant, one.score, one.threshold, one.flip) == (True, 0.9, None, None)
    assert (one.counted, one.meetings, bool(one.signs)) == ((), (), False)


def test_why_a_candidate_was_refused() -> None:
    refused = [
        {"directive": "a", "score": 0.1, "because": "0.10 is under 0.40", "rather": "-"},
        {"directive": "b", "because": "its theme, 0.50, is under 0.60"},
        {"directive": "c", "because": "another reason"},
    ]
    (one,) = account({"alignments": {"m": {"refused": refused}}}, {}).meetings
    first, second, third = one.refused
    assert (first.short, first.least, first.of_theme, first.because) == ("0.10", "0.40", False, "")
    assert (second.short, second.least, second.of_theme) == ("0.50", "0.60", True)
    assert (third.short, third.because) == ("", "another reason")


def test_sentences_stand_once_shortened_and_bounded() -> None:
    hit = {"part": "body", "weight": 1.0}
    long = {**hit, "word": "机器人", "sentence": "甲" * 300 + "机器人" + "乙" * 300}
    one = account(
        {"relevance": {"counted": [long, {**long, "word": "机器"}, {**hit, "word": "x", "sentence": "没有"}]}}, {}
    )
    first, second = one.counted
    assert first.pieces == (("…" + "甲" * 50, False), ("机器人", True), ("乙" * 50 + "…", False))
    assert [word for word, _, _ in first.words] == ["机器人", "机器"]
    assert second.pieces == (("没有", False),)
    many = [{**hit, "word": "x", "sentence": f"{n}x"} for n in range(MOST + 5)]
    assert len(account({"relevance": {"counted": many}}, {}).counted) == MOST
