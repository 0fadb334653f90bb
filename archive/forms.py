"""Other ways to write what somebody asks for: dates, and document numbers (文号), in a matching copy. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from archive.dates import DIGITS, han_number

_SEPARATED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:年|[-./])(?P<month>\d{1,2})(?:月|[-./])(?P<day>\d{1,2})(?!\d)日?"
)
_TOGETHER = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_WRITTEN = re.compile(
    "(?P<year>[一二][〇零○一二三四五六七八九]{3})年"
    "(?P<month>[一二三四五六七八九十]{1,3})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_HAN = "〇一二三四五六七八九"
_NUMBER = re.compile(r"[\[〈<{《](?P<year>(?:19|20)\d{2})年?[\]〉>}》]第?(?P<number>\d{1,5}(?:-\d{1,3})?)")
"""The year in brackets and the number behind it: the copy has one bracket for 〔〕（）【】 and the like already."""


def others(word: str) -> tuple[str, ...]:
    """Return the other forms of a word that has a date or a document number in it, both as matching copies.

    2025年2月21日, 2025-02-21, 2025.2.21, 2025/2/21, 20250221 and 二〇二五年二月二十一日 are one date; 中府[2026]1号,
    中府[2026]第1号 and 中府〈2026〉1号 one number. A word without either has no other form.
    """
    for pattern in (_SEPARATED, _TOGETHER, _WRITTEN):
        for match in pattern.finditer(word):
            if day := _day(match):
                return _within(word, match, _dates(day))
    if number := _NUMBER.search(word):
        return _within(word, number, _numbers(number["year"], number["number"]))
    return ()


def _within(word: str, match: re.Match[str], forms: Iterator[str]) -> tuple[str, ...]:
    before, after = word[: match.start()], word[match.end() :]
    return tuple(one for form in dict.fromkeys(forms) if (one := before + form + after) != word)


def _day(match: re.Match[str]) -> date | None:
    try:
        year = int(match["year"].translate(DIGITS))
        return date(year, han_number(match["month"]), han_number(match["day"]))
    except ValueError:
        return None


def _dates(day: date) -> Iterator[str]:
    months, days = ((str(one), f"{one:02d}") for one in (day.month, day.day))
    for month, number in product(months, days):
        yield f"{day.year}年{month}月{number}日"
        for separator in "-./":
            yield separator.join((str(day.year), month, number))
    yield f"{day:%Y%m%d}"
    year = "".join(_HAN[int(digit)] for digit in str(day.year))
    for zero in "〇零○":
        yield f"{year.replace('〇', zero)}年{_han(day.month)}月{_han(day.day)}日"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_HAN[tens]}十"
    return ten + (_HAN[ones] if ones else "")


def _numbers(year: str, number: str) -> Iterator[str]:
    for opening, closing in ("[]", "〈〉"):
        yield f"{opening}{year}{closing}{number}"
        yield f"{opening}{year}{closing}第{number}"
    yield f"[{year}年]{number}"
    yield f"[{year}年]第{number}"
