"""Words that bound a figure, before and behind it: 最高, 不少于, 以上, 约, ≤; and what it is for each of (每人每月)."""

import re

from archive.records import Bound

_MOST = (
    "最高|最多|最长|至多|不超过|不得超过|不高于|不多于|不大于|不超|上限|封顶|(?<![不得])(?:低于|少于|小于)|不足|不到|≤|<|"
    "控制在|(?<![有期时权无上下局])限(?![公制期时于定价])"
)
_LEAST = (
    "最低|最少|至少|不低于|不得低于|不少于|不得少于|不小于|不下于|(?<![不得])(?:超过(?!部分)|高于|多于|大于)|突破|逾|"
    "(?<!不)超(?!过)|满(?!意)|≥|>"
)
_ABOUT = "大约|约|近|将近|接近|左右"
_BETWEEN = r"[^，。；：、！？|\n≤≥<>]{0,8}$"
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("max", re.compile(rf"(?:{_MOST}){_BETWEEN}")),
    ("min", re.compile(rf"(?:{_LEAST}){_BETWEEN}")),
    ("about", re.compile(rf"(?:{_ABOUT})\s?$")),
)
_BEHIND: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("max", re.compile("(?:[（(]含[）)])?(?:以下|以内|之内|内(?![容部涵地设含])|封顶|为限|为上限)")),
    ("min", re.compile("(?:[（(]含[）)])?(?:以上|及以上|起(?![草来步点诉])|以外)")),
    ("about", re.compile("左右|上下(?!游)")),
)
_PER = re.compile(
    r"(?:(?:每一?|单(?=[个家项件台套户名人笔场]))(?:企业|单位|项目|学期|季度|平方米|课时|小时|人次|卡时|机柜|岗位|个企业|个项目|个单位|个场景|"
    r"[人家项个名台套辆件户校班队篇门张课月年日天次周]){1,2}){1,3}"
)
AHEAD, BEHIND = 14, 8


def bound(text: str, line: int, start: int, end: int, last: int) -> tuple[Bound, int, int]:
    """Return the bound of the figure start:end in the line from `line` to `last`, and its span with these words."""
    for kind, pattern in _BEHIND:
        if behind := pattern.match(text, end, min(last, end + BEHIND)):
            return kind, start, behind.end()
    first = max(line, start - AHEAD)
    nearest: tuple[Bound, int] | None = None
    for kind, pattern in _BEFORE:
        found = list(re.finditer(pattern, text[first:start]))
        if found and (nearest is None or found[-1].start() > nearest[1]):
            nearest = kind, found[-1].start()
    return ("exact", start, end) if nearest is None else (nearest[0], first + nearest[1], end)


def per(text: str, line: int, start: int) -> str:
    """Return for each what a sum is given (每人每月), as it stands in the clause before `start`, else nothing."""
    clause = re.split("[，。；|\n]", text[max(line, start - 24) : start])[-1]
    found = list(_PER.finditer(clause))
    return found[-1].group() if found else ""
