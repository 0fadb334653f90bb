"""The day and the title of a meeting from the head of its report."""

from datetime import date

import pytest

from digest.heading import find_date, find_title


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("2025年3月12日，会议召开", None, date(2025, 3, 12)),
        ("会议召开\n时间：2025年03月12日", None, date(2025, 3, 12)),
        ("3月12日，会议召开", None, None),
        ("3月12日，会议召开", date(2025, 3, 13), date(2025, 3, 12)),
        ("12月31日，会议召开", date(2026, 1, 1), date(2025, 12, 31)),
        ("发布时间：2026-02-11\n2月10日，会议召开", None, date(2026, 2, 10)),
        ("2月30日，会议召开", date(2026, 3, 1), date(2026, 3, 1)),
        ("会议召开", date(2026, 3, 1), date(2026, 3, 1)),
        ("会议召开", None, None),
    ],
)
def test_day(text: str, published: date | None, expected: date | None) -> None:
    assert find_date(text, published) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("全市大会召开\n3月12日", "全市大会召开"),
        ("3月12日，全市低空经济工作推进会召开，研究工作。", "全市低空经济工作推进会"),
        ("天气晴朗。" * 30, ("天气晴朗。" * 30)[:60]),
    ],
)
def test_title(text: str, title: str) -> None:
    assert find_title(text) == title
