"""Until when: bounds of time as days, reckoned from the day of the meeting."""

from datetime import date

import pytest

from digest.deadlines import find

HELD = date(2025, 8, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2027年底，建成十个", [("到2027年底", "2027-12-31")]),
        ("力争到2027年底达到", [("到2027年底", "2027-12-31")]),
        ("年底前完成", [("年底前", "2025-12-31")]),
        ("年内完成", [("年内", "2025-12-31")]),
        ("9月底前完成", [("9月底前", "2025-09-30")]),
        ("3月底前完成", [("3月底前", "2026-03-31")]),
        ("2026年2月底前完成", [("2026年2月底前", "2026-02-28")]),
        ("在12月31日前完成", [("在12月31日前", "2025-12-31")]),
        ("于2024年12月31日前报送", [("于2024年12月31日前", "2024-12-31")]),
        ("明年上半年前形成草案", [("明年上半年前", "2026-06-30")]),
        ("今年第三季度末前建成", [("今年第三季度末前", "2025-09-30")]),
        ("本月底前报送", [("本月底前", "2025-08-31")]),
        ("到2030年，产业规模", [("到2030年", "2030-12-31")]),
        ("11月前完成", [("11月前", "2025-10-31")]),
        ("9月中旬前完成", [("9月中旬前", "2025-09-20")]),
        ("2月30日前完成", []),
        ("过去三年内，近年内，每年底", []),
        ("2025—2027年", []),
        ("一季度，产值增长", []),
        ("到2025年3月1日", []),
    ],
)
def test_bounds(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[start:end], day.isoformat()) for start, end, day in find(text, HELD)] == expected


def test_the_next_month_of_december_is_in_the_next_year() -> None:
    assert [day for *_, day in find("下月底前", date(2025, 12, 3))] == [date(2026, 1, 31)]
