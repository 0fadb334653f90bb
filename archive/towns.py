"""The towns and districts of Zhongshan: what people call them, whose paper it is and which one a text speaks of. Pure.

The 23 towns and subdistricts since 2021, and 翠亨新区, which has a committee of its own. Names that mean something else
too (民众 the public, 港口 a port, 三角 a triangle, 东区 any eastern quarter) count in a text only with what follows.
"""

import re
from collections.abc import Iterable
from functools import cache

from archive.text import fold

_PLAIN = ("小榄镇", "横栏镇", "沙溪镇", "大涌镇", "黄圃镇", "东凤镇", "阜沙镇", "坦洲镇", "三乡镇", "板芙镇", "神湾镇")
_PLAIN_STREETS = ("石岐街道", "五桂山街道", "南朗街道")
_AMBIGUOUS = ("古镇镇", "港口镇", "南头镇", "三角镇", "民众街道", "东区街道", "西区街道", "南区街道")
_OTHER_NAMES = {
    "火炬开发区": ("火炬区", "火炬高新区", "火炬高技术产业开发区", "中山港街道", "中山港", "火炬"),
    "翠亨新区": ("翠亨",),
    "小榄镇": ("小榄", "东升镇", "东升"),
    "民众街道": ("民众", "民众镇"),
    "南朗街道": ("南朗", "南朗镇"),
    "古镇镇": ("古镇",),
}
_IN_TEXT = {
    "火炬开发区": "火炬(?:开发|高|区)|中山港街道",
    "翠亨新区": "翠亨",
    "小榄镇": "小榄|东升镇",
    "古镇镇": "古镇(?=镇|灯|照明|人民|政府|党)|中山(?:市)?古镇",
}
_HINTS = {"火炬开发区": ("火炬", "中山港"), "翠亨新区": ("翠亨",), "小榄镇": ("小榄", "东升镇")}
_OFFICE = "(?:镇|街道|办事处|人民政府|党|分局|管委会)"
TOWNS = ("火炬开发区", "翠亨新区", *_PLAIN_STREETS, *_PLAIN, *_AMBIGUOUS)
"""The names under which filters are kept."""


def town(name: str) -> str | None:
    """Return the kept name of a town as people write it (小榄, 小榄镇, 東區), None for what is none."""
    return _names().get(_plain(name))


def known() -> list[str]:
    """Return every name that `town` understands."""
    return [name for one in TOWNS for name in _written(one)]


def towns_of(issuers: Iterable[str], text: str) -> frozenset[str]:
    """Return the towns that folded names of issuers belong to or that a folded text names."""
    offices = "\n".join(issuers)
    return frozenset(one for one in TOWNS if _found(one, text) or _found(one, offices, office=True))


def _found(one: str, text: str, *, office: bool = False) -> bool:
    hints, in_text, in_office = _patterns(one)
    # Nearly every text names few of them: the plain search first.
    if not any(hint in text for hint in hints):
        return False
    return bool(in_text.search(text)) or (office and bool(in_office.search(text)))


@cache
def _names() -> dict[str, str]:
    return {_plain(name): one for one in TOWNS for name in _written(one)}


def _written(one: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((one, _short(one), *_OTHER_NAMES.get(one, ()))))


def _short(one: str) -> str:
    return one.removesuffix("街道") if one.endswith("街道") else one.removesuffix("镇")


def _plain(name: str) -> str:
    return "".join(fold(name).split()).removeprefix("中山市")


@cache
def _patterns(one: str) -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    """Return words without which a text can not name the town, and what names it in a text and in an issuer."""
    short = _short(one)
    ambiguous = f"{one}|(?<=中山市){short}|(?<=中山){short}(?!大学)"
    in_text = _IN_TEXT.get(one, ambiguous if one in _AMBIGUOUS else short)
    return _HINTS.get(one, (short,)), re.compile(in_text), re.compile(f"{short}{_OFFICE}")
