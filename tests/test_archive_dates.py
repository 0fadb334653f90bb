"""Every form of date that the sites print is read, in Shanghai, and nothing else is taken for one."""

from datetime import datetime

import pytest

from archive.clock import SHANGHAI
from archive.dates import epoch_moment, find_moment


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("2025年02月21日", (2025, 2, 21)),
        ("2025年2月21日", (2025, 2, 21)),
        ("发布日期:2020-12-11 浏览次数:-", (2020, 12, 11)),
        ("2022-08-01信息来源", (2022, 8, 1)),
        ("2025/2/21", (2025, 2, 21)),
        ("2025.02.21", (2025, 2, 21)),
        ("２０２５年１月２日", (2025, 1, 2)),
        ("时间 : 2025-10-21 11:14:13 来源", (2025, 10, 21, 11, 14, 13)),
        ("2025-10-2111:14:13", (2025, 10, 21, 11, 14, 13)),
        ("2017——04——12 21:37", (2017, 4, 12, 21, 37)),
        ("2025年2月21日下午3:05", (2025, 2, 21, 15, 5)),
        ("2025年2月21日 上午9：30", (2025, 2, 21, 9, 30)),
        ("2025年2月21日 10时30分", (2025, 2, 21, 10, 30)),
        ("2025-02-21T02:00:00Z", (2025, 2, 21, 10)),
        ("2025-02-21T10:00:00.123+08:00", (2025, 2, 21, 10)),
        ("2025-02-21 00:00:00", (2025, 2, 21)),
        ("二〇二五年三月十二日", (2025, 3, 12)),
        ("二○一五年十二月三十一日", (2015, 12, 31)),
        ("二零二五年十月二十日", (2025, 10, 20)),
        ("发布日期：9/17/2004 5:54:13 AM", (2004, 9, 17, 5, 54, 13)),
        ("7/5/2005 12:23 PM", (2005, 7, 5, 12, 23)),
        ("7/5/2005 12:23 AM", (2005, 7, 5, 0, 23)),
        ("2025-02-30 改为 2025-03-01", (2025, 3, 1)),
        ("2025-12-31 25:61", (2025, 12, 31)),
        ("二〇二五年三月一日，原2024-01-01", (2025, 3, 1)),
    ],
)
def test_printed_dates_are_read(printed: str, wanted: tuple[int, ...]) -> None:
    year, month, day, *time = wanted
    assert find_moment(printed) == datetime(year, month, day, *time, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["", "2024年12月", "电话0760-2025-1-12345", "2025-13-01", "第2025134号", "3月12日", "20250221", "7/5/2005 9:23"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert find_moment(text) is None


def test_an_epoch_day_is_a_beijing_midnight() -> None:
    assert epoch_moment(1783353600) == datetime(2026, 7, 7, tzinfo=SHANGHAI)
    assert epoch_moment(1781771108).strftime("%H:%M:%S") == "16:25:08"
