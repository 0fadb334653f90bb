"""Until when a meeting wants something done: 到2027年底, 6月底前, 年内, 明年上半年, 12月31日前, 本月底前 as days.

A day without a year is the next one after the meeting.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

_YEAR = r"(?:(?P<year>20\d{2})年|(?P<which>今年|本年|明年|当年|后年)?)"
_BY = "(?:到|至|在|于|力争在|力争|争取在)?"
_BEFORE = "(?:之前|以前|前)"
_MONTH = "(?P<month>1[0-2]|0?[1-9])月"
_THAT_YEAR = r"(?:(?P<year>20\d{2})年|(?P<which>今年|本年|明年|当年|后年|(?<![\d每去近多半全几两三千百十])年))"
_FORMS = (
    rf"{_BY}{_YEAR}{_MONTH}(?P<day>3[01]|[12]\d|0?[1-9])日(?:{_BEFORE}|止)",
    rf"{_BY}{_YEAR}{_MONTH}(?P<part>底|末|中旬|上旬|下旬)?{_BEFORE}",
    rf"{_BY}{_YEAR}{_MONTH}(?P<part>底|末)",
    rf"{_BY}{_YEAR}第?(?P<quarter>[一二三四1-4])季度(?:末|底|内|结束)?(?:{_BEFORE}|内|(?<=[末底]))",
    rf"{_BY}{_YEAR}(?P<half>上半年|下半年)(?:{_BEFORE}|内|结束前)",
    rf"{_BY}{_THAT_YEAR}(?:(?:底|末){_BEFORE}?|内)",
    r"到(?P<year>20\d{2})年(?![底末内\d\-—至到])(?!\d{1,2}月|[上下]半年|第)",
    rf"(?:到|在|于)?(?P<this>本月|当月|下月)(?:底|末|内){_BEFORE}?",
)
_PATTERNS = tuple(re.compile(rf"(?<![\d—-]){form}") for form in _FORMS)
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4}
_YEARS = {"明年": 1, "后年": 2}
_TENTHS = {"上旬": 10, "中旬": 20}
DECEMBER = 12


def find(text: str, held_on: date) -> Iterator[tuple[int, int, date]]:
    """Give start, end and day of every such bound, none of which overlaps another."""
    at = 0
    found = [match for pattern in _PATTERNS for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        day = _day(match, held_on)
        if match.start() >= at and day is not None:
            at = match.end()
            yield match.start(), match.end(), day


def _day(match: re.Match[str], held_on: date) -> date | None:
    stated = match.groupdict()
    if stated.get("this"):
        month = held_on.month + (stated["this"] == "下月")
        return _month_end(held_on.year + month // 13, (month - 1) % DECEMBER + 1)
    month, day = _month_and_day(stated)
    year = int(stated["year"]) if stated.get("year") else held_on.year + _YEARS.get(stated.get("which") or "", 0)
    if not stated.get("year") and not stated.get("which") and month < held_on.month:
        year += 1
    try:
        if stated.get("month") and not day and not stated.get("part"):  # 7月前 is over on the last of June
            return date(year, month, 1) - timedelta(days=1)
        return date(year, month, day) if day else _month_end(year, month)
    except ValueError:  # 2月30日 is printed now and then; it is no day
        return None


def _month_and_day(stated: dict[str, str | None]) -> tuple[int, int]:
    """Return the month and the day of a bound; day 0 is the month's last."""
    if stated.get("month"):
        part = stated.get("part") or ""
        before = _TENTHS.get(part, 0)
        return int(stated["month"] or 0), int(stated.get("day") or before)
    if quarter := stated.get("quarter"):
        return 3 * (_HAN.get(quarter) or int(quarter)), 0
    if half := stated.get("half"):
        return (6, 0) if half == "上半年" else (DECEMBER, 0)
    return DECEMBER, 0


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
