"""Counts of a report: styles, nesting, restarts, and where the last item ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.counts import Item, counts, han_number


def laid_out(text: str) -> list[list[str]]:
    return [[text[one.start : one.end].strip() for one in count] for count in counts(text)]


def test_items_run_from_mark_to_mark_and_the_last_to_the_end_of_its_paragraph() -> None:
    text = "强调，一是甲；二是乙。丙。\n会议要求，丁。"
    assert laid_out(text) == [["一是甲；", "二是乙。丙。"]]


def test_the_last_item_has_its_own_paragraphs_when_the_others_have() -> None:
    text = "一、甲\n子。\n丑。\n二、乙\n寅。\n卯。\n会议要求，辰。"
    assert laid_out(text) == [["一、甲\n子。\n丑。", "二、乙\n寅。\n卯。"]]


def test_nesting() -> None:
    text = "一、甲\n（一）子\n1.鼠\n2.牛\n（二）丑\n二、乙\n（一）寅\n（二）卯\n三、丙"
    (outer,) = counts(text)
    assert [len(one.inner) for one in outer] == [2, 2, 0]
    assert [text[one.start : one.end].strip() for one in outer[0].inner] == ["（一）子\n1.鼠\n2.牛", "（二）丑"]
    assert len(outer[0].inner[0].inner) == 2


def test_a_count_that_begins_again_and_one_beside_it() -> None:
    assert laid_out("一是甲。二是乙。\n一是丙。二是丁。") == [["一是甲。", "二是乙。"], ["一是丙。", "二是丁。"]]
    assert [len(one) for one in counts("一是甲。二是乙。\n一要丙；二要丁。")] == [2, 2]


@pytest.mark.parametrize(
    "text",
    ["一是甲。", "第一，甲。", "其中一是甲，另一个是乙", "2025.3.1 召开", "1.5亿元。2.6亿元", "", "二是乙。三是丙。"],
)
def test_a_mark_alone_is_no_count(text: str) -> None:
    assert counts(text) == []


@pytest.mark.parametrize(
    ("written", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("7", 7), ("一二", 0)]
)
def test_numbers(written: str, number: int) -> None:
    assert han_number(written) == number


def whole(items: list[Item], start: int, end: int) -> None:
    for one in items:
        assert start <= one.start < one.content <= one.end <= end
        whole(one.inner, one.content, one.end)
        start = one.end


@given(st.text(alphabet="一二三四是要、。，；：\n（）第首先其次最后12.①②—甲乙会议强调各部门", max_size=120))
def test_items_stand_in_order_inside_each_other(text: str) -> None:
    at = 0
    for count in counts(text):
        assert len(count) > 1
        whole(count, at, len(text))
        at = count[-1].end
