"""What the head of a report says of the meeting: its day and its title."""

import re
from datetime import date, timedelta

from archive import dates

LONGEST_TITLE = 60
HEAD = 400
"""Characters in which a report says when the meeting was."""
_DAY = re.compile(r"(?<![\d年./-])(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]\d|[1-9])日")
_HELD = re.compile(r"(?:^|[，。\n])([^，。\n]{6,80}(?:会议|座谈会|大会|报告会|推进会|动员会|部署会|分析会))")


def find_date(text: str, published: date | None = None) -> date | None:
    """Return the day of the meeting, None when no year is known.

    The first day that the head prints counts; one without a year takes the year of the first whole date of the text,
    else of the publication, and is never after the publication.
    """
    head = text[:HEAD]
    whole = dates.find_moment(head) or dates.find_moment(text)
    known = published or (whole.date() if whole else None)
    if known is None:
        return None
    short = _DAY.search(head)
    moment = dates.find_moment(head)
    if short is None or (moment and _place(head, moment.date()) < short.start()):
        return moment.date() if moment and _place(head, moment.date()) < HEAD else known
    for year in (known.year, known.year - 1):
        try:
            day = date(year, int(short["month"]), int(short["day"]))
        except ValueError:
            continue
        if published is None or day <= published + timedelta(days=1):
            return day
    return known


def _place(head: str, day: date) -> int:
    """Where a whole date stands that is part of running text; the line that says when a page was published is none."""
    for form in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        day.isoformat(),
    ):
        at = head.find(form)
        if at >= 0 and not re.search(r"(?:发布|来源|更新|日期)[^\n]{0,8}$", head[:at]):
            return at
    return HEAD


def find_title(text: str) -> str:
    """A short first line is the title; a report without one is named by the first thing that it says was held."""
    first = text.split("\n", 1)[0].strip()
    if len(first) <= LONGEST_TITLE and not first.endswith("。"):
        return first
    held = _HELD.search(first)
    return held.group(1) if held else first[:LONGEST_TITLE]
