"""One number is one token, in whatever script it is written."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold
from digest.numerals import dated, tokens


def words(text: str) -> list[str]:
    return [one.word for one in tokens(fold(text))]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一千万", "#10000000"),
        ("1,000万", "#10000000"),
        ("１０００万", "#10000000"),
        ("10000000", "#10000000"),
        ("三百二十", "#320"),
        ("一百零五", "#105"),
        ("十", "#10"),
        ("二十", "#20"),
        ("十二", "#12"),
        ("两", "#2"),
        ("叁拾万", "#300000"),
        ("1.5亿", "#150000000"),
        ("一点五亿", "#150000000"),
        ("三亿五千万", "#350000000"),
        ("86.50", "#86.5"),
        ("二〇二六", "#2026"),
        ("③", "#3"),
        ("٣", "#3"),
    ],
)
def test_a_number_in_its_normal_form(written: str, number: str) -> None:
    assert words(written) == [number]


def test_percentages_and_dates() -> None:
    assert words("百分之十") == words("10%") == ["#10", "%"]
    assert words("二〇二六年十二月十八日") == words(dated("2026-12-18")) == words("2026年12月18日")
    assert dated("2026.1.2-2026/3/4") == "2026年1月2日-2026年3月4日"


def test_what_is_no_number_stays_as_it_is() -> None:
    assert words("百千万工程") == list("百千万工程")
    assert words("上万家") == list("上万家")
    assert words("#机器 人") == list("#机器人")


@given(st.text(max_size=80))
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    found = tokens(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.start <= b.start for a, b in pairwise(found))


@given(st.integers(0, 99_999_999))
def test_chinese_and_arabic_are_one(number: int) -> None:
    assert words(chinese(number)) == [f"#{number}"]


def chinese(number: int) -> str:
    if number >= 10_000:
        rest = number % 10_000
        return chinese(number // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (chinese(rest) if rest else "")
    digits, out, gap = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return out or "零"
