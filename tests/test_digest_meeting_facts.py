"""The facts of a report, and whether a fact that somebody edited follows from its text."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from archive.records import Fact
from digest.meeting_facts import find, follows

HELD = date(2025, 3, 12)
TEXT = (
    "市财政局要安排不低于1.5亿元，落实《中山市算力券管理办法》，到2027年底规上企业覆盖率达到70%以上，建成20个平台，主动承接深圳外溢，"
    "请各单位于2025年6月30日前报送方案。"
)


def test_every_kind_is_found_in_order_and_follows_from_its_text() -> None:
    found = find(TEXT, HELD)
    assert [(one.kind, one.value, one.unit) for one in found] == [
        ("body", "市财政局", None), ("amount", "1.5", "亿元"), ("policy", "中山市算力券管理办法", None),
        ("deadline", "2027-12-31", None), ("percentage", "70", "%"), ("count", "20", "个"), ("place", "深圳", None),
        ("deadline", "2025-06-30", None),
    ]  # fmt: skip
    assert all(TEXT[one.start : one.end] == one.text for one in found)
    assert all(first.start <= second.start for first, second in pairwise(found))
    assert [follows(one, HELD) for one in found] == [""] * len(found)


@pytest.mark.parametrize(
    ("place", "changed", "words"),
    [
        (1, {"value": "15"}, "value 15亿元 does not follow from '1.5亿元', which says 1.5亿元"),
        (1, {"unit": "万元"}, "which says 1.5亿元"),
        (1, {"kind": "sum"}, "unknown kind 'sum'"),
        (0, {"value": "市水务局"}, "value '市水务局' does not stand in '市财政局'"),
        (2, {"unit": "个"}, "a policy has no unit"),
        (3, {"value": "2028-12-31"}, "which says 2027-12-31"),
        (4, {"kind": "amount"}, "which says no amount"),
    ],
)
def test_a_value_that_does_not_follow_is_told(place: int, changed: dict[str, str], words: str) -> None:
    fact: Fact = replace(find(TEXT, HELD)[place], **changed)  # type: ignore[arg-type]
    assert words in follows(fact, HELD)
