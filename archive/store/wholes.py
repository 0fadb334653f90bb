"""Dates and document numbers of a copy as wholes, for the index: their characters stand in every long paper. Pure.

Whatever a text contains has no other wholes than the text has: a query needs those of its words, in whatever form.
"""

import re
from collections.abc import Iterator

from archive.dates import DIGITS, han_number

_WITH_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?", re.ASCII)
_DIGITS = re.compile(r"\d{4,}", re.ASCII)
_BEHIND_YEAR = re.compile(r"([-./])(\d{1,2})\1(\d{1,2})", re.ASCII)
_WRITTEN = re.compile(
    "([一二][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_NUMBER = re.compile(r"[\[〈](\d{4})年?[\]〉]第?(\d{1,5})号", re.ASCII)
_YEARS, _MONTHS, _DAYS = range(1900, 2100), range(1, 13), range(1, 32)


def wholes(copy: str) -> set[str]:
    """Return the wholes of a matching copy: `d20250221`, `d202502` (a month), `d0221` (a day of any year), `n2025x3`.

    What may run on (2025-2-2 in 2025-2-21) has both wholes, and so has what may have begun before (1月2日 in 11月2日).
    """
    found = {f"n{year}x{number}" for year, number in _NUMBER.findall(copy)}
    for year, month, day in _WITH_MONTH.findall(copy):
        found.update(_with_month(year, month, day))
    for match in _WRITTEN.finditer(copy):
        found.update(_written(*match.groups()))
    for match in _DIGITS.finditer(copy):
        found.update(_together(match[0]))
        if behind := _BEHIND_YEAR.match(copy, match.end()):
            days = {behind[3][:1], behind[3]}
            found.update(one for day in days for one in _day(int(match[0][-4:]), int(behind[2]), int(day)))
    return found


def _with_month(year: str, month: str, day: str) -> Iterator[str]:
    if year and int(year) in _YEARS and int(month) in _MONTHS:
        yield f"d{year}{int(month):02d}"
    if day:
        if year:
            yield from _day(int(year), int(month), int(day))
        yield from (f"d{int(one):02d}{int(day):02d}" for one in {month, month[-1]})


def _written(year: str, month: str, day: str) -> Iterator[str]:
    try:
        yield from _day(int(year.translate(DIGITS)), han_number(month), han_number(day))
    except ValueError:
        return


def _together(run: str) -> Iterator[str]:
    for at in range(len(run) - 7):
        yield from _day(int(run[at : at + 4]), int(run[at + 4 : at + 6]), int(run[at + 6 : at + 8]))


def _day(year: int, month: int, day: int) -> Iterator[str]:
    if year in _YEARS and month in _MONTHS and day in _DAYS:
        yield f"d{year}{month:02d}{day:02d}"
