"""Figures and names that a text states."""

import pytest

from archive import facts


def told(text: str) -> list[tuple[str, str, str | None]]:
    found = facts.find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    return [(one.kind, one.value, one.unit) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安排不低于50亿元财政资金，超过70%规上企业", [("amount", "50", "亿元"), ("percentage", "70", "%")]),
        ("资助１，０００．５万元", [("amount", "1000.5", "万元")]),
        ("给予1,200元，惠及326家企业", [("amount", "1200", "元"), ("count", "326", "家")]),
        ("同比提高2.3个百分点", [("percentage", "2.3", "个百分点")]),
        ("1元旦放假、公元前200年", []),
        ("型号A12家用", []),
    ],
)
def test_figures(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert told(text) == expected


def test_policies_are_named_and_books_are_not() -> None:
    text = "解读《中山市推进“人工智能+”产业创新发展的若干政策措施》，赠《孙中山传记选》"
    assert told(text) == [("policy", "中山市推进“人工智能+”产业创新发展的若干政策措施", None)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("申报截止2026年12月5日18时，逾期不予受理", "2026-12-05"),
        ("请于2026年12月10日前将申报材料报送我局", "2026-12-10"),
        ("报名时间：2026年12月1日至2026年12月5日", "2026-12-05"),
        ("现公开征求意见，期限为自2025年9月10日至2025年10月10日", "2025-10-10"),
        ("申报截止时间：2026-12-05", "2026-12-05"),
        ("镇街应于2026年2月30日前报送", None),
        ("2026年11月1日至2026年11月3日，代表团赴杭州考察", None),
        ("项目完工时间在2026年1月1日至2027年6月30日之间", None),
        ("中山市工业和信息化局\n2026年11月17日", None),
    ],
)
def test_deadlines(text: str, day: str | None) -> None:
    found = facts.deadlines(text)
    assert max((one.value for one in found), default=None) == day
    assert all(text[one.start : one.end] == one.text for one in found)


def test_amounts_come_with_their_bounds_and_once() -> None:
    text = "给予资助，最高1000万元；单个企业最高1000万元，另给予一次性奖励5万元，共支出3亿元。"
    assert facts.amounts(text) == ("最高1000万元", "给予一次性奖励5万元", "3亿元")
