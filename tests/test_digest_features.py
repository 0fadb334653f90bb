"""What the heads see: names are signs, contexts are apart, and no page costs more than its bound."""

import math
import time

from hypothesis import given
from hypothesis import strategies as st

from digest.features import MOST_SEEN, grams, masked, of_paper, of_sentences
from digest.reading import read
from digest.relevance import force
from tests.papers import paper


def test_names_towns_cities_and_figures_are_one_sign_each() -> None:
    assert masked("小榄镇给予中山市灵犀机器人有限公司120.5万元") == "◇给予¤0万元"
    assert masked("赴杭州学习") == masked("赴合肥学习") != masked("赴深圳学习")


def test_grams_are_all_runs_of_the_lengths() -> None:
    assert grams("机器人", 1, 2) == {"机", "器", "人", "机器", "器人"}
    assert grams("", 1, 4) == set()


def test_a_sentence_is_seen_with_its_title_its_headings_and_the_one_before() -> None:
    first, second = of_sentences(read(paper("一、支持方向\n工厂买机器人。每台补两万。", "关于补助的通知")))
    assert {"t:补助", "h:支持", "L:robotics"} & set(first.features) >= {"t:补助", "h:支持"}
    assert "p:买机" in second.features
    assert "p:买机" not in first.features
    assert "s:买机" in first.features


def test_only_so_many_sentences_are_looked_at_those_with_words_of_the_field_first() -> None:
    reading = read(paper("修路一米。\n" * (MOST_SEEN + 500) + "部署大模型一套。"))
    seen = of_sentences(reading)
    assert len(seen) == MOST_SEEN
    assert any("大模型" in one.sentence.text for one in seen)


def test_a_long_line_costs_no_more_than_its_bound() -> None:
    begun = time.process_time()
    of_sentences(read(paper("机器人" * 100_000)))
    assert time.process_time() - begun < 10


@given(st.text(alphabet="机器人大模型AI，。；\n|一、补助0123456789万元 (（）)", max_size=300))
def test_whatever_stands_there_features_are_finite(body: str) -> None:
    reading = read(paper(body))
    seen = of_sentences(reading)
    whole = of_paper(reading, force(reading), {one.index: 0.5 for one in seen}, [0.5])
    assert all(math.isfinite(value) for one in (*(one.features for one in seen), whole) for value in one.values())
