"""Dates as Chinese pages print them, read as aware moments in Asia/Shanghai."""

import re
import unicodedata
from datetime import UTC, datetime, time

from archive.clock import SHANGHAI

NOON = 12
DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")

_GAP = r"\s{0,3}"
_SEPARATOR = rf"{_GAP}(?:年|[-‐‑–—―−－]{{1,3}}|[/.]){_GAP}"
_TIME = (
    rf"(?:T|日|{_GAP}){_GAP}(?P<half>上午|下午|晚上|晚|凌晨|中午)?{_GAP}"
    rf"(?P<hour>\d{{1,2}}){_GAP}[:时点]{_GAP}(?P<minute>\d{{2}})?{_GAP}[:分]?(?P<second>(?<=[:分])\d{{2}})?"
    r"(?:\.\d{1,6})?(?P<zone>Z|[+-]\d{2}:?\d{2}(?!\d))?"
)
_NUMERIC = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}){_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR.replace('年', '月')}"
    rf"(?P<day>\d{{2}}(?=\d{{2}}:\d{{2}})|\d{{1,2}}(?!\d))(?:{_TIME})?"
)
_HAN = "〇零○一二三四五六七八九"
_WRITTEN = re.compile(
    rf"(?P<year>[{_HAN}]{{4}}){_GAP}年{_GAP}(?P<month>[{_HAN}十]{{1,3}}){_GAP}月{_GAP}(?P<day>[{_HAN}十]{{1,3}}){_GAP}日"
)

_AMERICAN = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d{2}) (?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}))? (?P<half>[AP]M)"
)
"""As servers of an English system print it; without AM or PM nobody could tell day from month."""


def find_moment(text: str) -> datetime | None:
    """Return the first date (with its time when printed, else midnight) of a text, None when there is none.

    Read are 2025年02月21日, 2025-2-21, 2025/02/21, 2025.2.21, 2017——04——12 21:37, 2025-10-21 11:14:13, ISO times with
    a zone, 下午3:05, 二〇二五年三月十二日 and 9/17/2025 5:54:13 AM. A date that no calendar has
    (2025-02-30) is passed over.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = [*_NUMERIC.finditer(plain), *_WRITTEN.finditer(plain), *_AMERICAN.finditer(plain)]
    for match in sorted(found, key=re.Match.start):
        moment = _written(match) if match.re is _WRITTEN else _numeric(match)
        if moment is not None:
            return moment
    return None


def epoch_moment(seconds: int) -> datetime:
    """Return the moment of Unix seconds in Shanghai.

    A catalogue's `date` is a Beijing midnight: read in UTC it would be the day before.
    """
    return datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI)


def _numeric(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    try:
        day = datetime(int(parts["year"]), int(parts["month"]), int(parts["day"]), tzinfo=SHANGHAI)
    except ValueError:
        return None
    moment = datetime.combine(day, _time(parts), SHANGHAI)
    if stated := parts.get("zone"):
        zone = "+00:00" if stated == "Z" else stated
        return datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + zone).astimezone(SHANGHAI)
    return moment


def _time(parts: dict[str, str | None]) -> time:
    """Return the printed time of day; what is none (25:61) counts as not printed, that is midnight."""
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if parts["half"] in {"下午", "晚上", "晚", "PM"} and hour < NOON:
        hour += NOON
    elif parts["half"] == "AM" and hour == NOON:
        hour = 0
    try:
        return time(hour, minute, second)
    except ValueError:
        return time.min


def _written(match: re.Match[str]) -> datetime | None:
    year = int(match["year"].translate(DIGITS))
    try:
        return datetime(year, han_number(match["month"]), han_number(match["day"]), tzinfo=SHANGHAI)
    except ValueError:
        return None


def han_number(written: str) -> int:
    """Return the value of 七, 十二, 二十, 三十一; raises ValueError for what is no number."""
    tens, ten, ones = written.partition("十")
    if not ten:
        return int(written.translate(DIGITS))
    return int(tens.translate(DIGITS) or "1") * 10 + int(ones.translate(DIGITS) or "0")
