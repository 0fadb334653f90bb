"""Hits are marked where the search finds them, in the words as they were published."""

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import WrongUse
from archive.records.questions import Place
from archive.text import matching
from archive.web import hits


def said(text: str, words: str, place: Place = "body") -> list[str]:
    return [text[one.start : one.end] for one in hits.marks(text, hits.asked(words), place)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("机器人与機器人", "机器人", ["机器人", "機器人"]),
        ("ＡＩ＋产业、AI+", "ai+", ["ＡＩ＋", "AI+"]),
        ("中府〔2025〕1号和中府[2025]1号", "中府（2025）1号", ["中府〔2025〕1号", "中府[2025]1号"]),
        ("人工 智能\n人工\n智能", "人工智能", ["人工 智能"]),
        ("甲乙丙", "甲 丙", ["甲", "丙"]),
        ("甲乙丙", "甲 -乙", ["甲"]),
        ("甲乙", "", []),
        ("①甲", "1", ["①"]),
    ],
)
def test_hits_are_the_published_words(text: str, words: str, found: list[str]) -> None:
    assert said(text, words) == found


def test_a_field_is_marked_in_its_place_only() -> None:
    assert said("机器人", "标题:机器人") == []
    assert said("机器人", "标题:机器人", "title") == ["机器人"]


def test_words_out_of_bounds_are_refused() -> None:
    with pytest.raises(WrongUse):
        hits.asked("字" * 2000)


@given(st.text("机器人機ＡAa \n(（", max_size=40), st.sampled_from(["机器人", "a", "(", "机 a"]))
def test_there_is_a_mark_wherever_the_copy_has_the_word(text: str, words: str) -> None:
    terms = hits.asked(words)
    there = any(term.word in matching(line) for term in terms for line in text.split("\n"))
    assert bool(hits.marks(text, terms, "body")) == there
    for one in hits.marks(text, terms, "body"):
        assert matching(text[one.start : one.end]) in {term.word for term in terms}


def test_many_hits_in_one_long_line_are_bounded() -> None:
    begun = monotonic()
    assert len(said("机器人" * 100_000, "机器人")) == hits.MOST
    assert monotonic() - begun < 5
