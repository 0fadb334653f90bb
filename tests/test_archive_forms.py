"""Dates and document numbers in other forms: each leads to all the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.forms import others


@given(st.dates(date(1950, 1, 1), date(2059, 12, 31)))
def test_the_forms_of_a_date_are_one_family(day: date) -> None:
    typed = f"{day.year}年{day.month}月{day.day}日"
    family = {typed, *others(typed)}
    assert {day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y.%m.%d}", f"{day.year}/{day.month}/{day.day}"} <= family
    for form in family:
        # 〇 零 ○ are one to whoever writes, and each is its own character: what was typed is searched as it stands too
        assert {form, *others(form)} == family


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("2025年2月21日", "二〇二五年二月二十一日"),
        ("2020-10-10", "二零二零年十月十日"),
        ("一九九九年十二月三十一日", "1999/12/31"),
        ("2025-2-21会议", "2025年02月21日会议"),
        ("自2025.02.21起", "自2025年2月21日起"),
        ("中府[2025]3号", "中府[2025]第3号"),
        ("中府[2025]第3号", "中府[2025]3号"),
        ("中府〈2025〉3号", "中府[2025]3号"),
        ("中府{2025}3号", "中府[2025]3号"),
        ("[2025]3号", "[2025年]第3号"),
    ],
)
def test_other_forms(typed: str, other: str) -> None:
    assert other in others(typed)
    assert typed not in others(typed)


@pytest.mark.parametrize(
    "word", ["", "算力", "2025", "2025年2月", "2025-13-01", "2025年2月30日", "12025-02-21", "0760-88880000", "[225]3号"]
)
def test_words_without_other_forms(word: str) -> None:
    assert others(word) == ()
