"""Numbers as Chinese papers print them (1,000.5, １２, 100多万, 三百二十, 百万), each with its value and span."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 15
"""Digits of the longest number that is read; what is longer is a code."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_KEEP = "，：；！？（）"
_TABLE = {code: plain for code, plain in _WIDE.items() if chr(code) not in _KEEP}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_TIMES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
# Possessive, so that a long run of digits is passed over once.
_NUMBER = re.compile(
    r"(?<![0-9])(?<![0-9][.,，])(?:"
    r"(?P<digits>[0-9]{1,3}(?:[,，][0-9]{3}(?![0-9]))++(?:\.[0-9]++)?+|[0-9]++(?:\.[0-9]++)?+)"
    r"(?P<more>[余多]?)\s{0,2}(?P<times>万亿|[十百千]?[万亿]|千(?![瓦克米伏兆字])|百(?!分))?+"
    r"|(?P<han>(?:百|千)[万亿](?![一二三四五六七八九])|[〇○零一二两三四五六七八九十][〇○零一二两三四五六七八九十百千万亿]*+))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at start:end. `bare` is its value without 万 or 亿, `about` whether 余 or 多 stands in it."""

    start: int
    end: int
    value: Decimal
    bare: Decimal
    han: bool
    about: bool = False


def plain(text: str) -> str:
    """Return the text with full-width digits, letters and signs as half-width ones; its length stays the same."""
    return text.translate(_TABLE)


def numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Give the numbers of a plain text (see `plain`) in start:end, in their order."""
    for match in _NUMBER.finditer(text, start, len(text) if end is None else end):
        read = _of_han(match) if match["han"] else _of_digits(match)
        if read is not None:
            yield read


def han_value(written: str) -> int | None:
    """Return the value of a number in Chinese characters, None for what is none (三四, 二〇二六, 一两)."""
    total = section = digit = 0
    for sign in written:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
            continue
        if sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
        elif sign == "万":
            total, section = total + (section + digit or 1) * 10**4, 0
        else:
            total, section = (total + section + digit or 1) * 10**8, 0
        digit = 0
    return total + section + digit


def _of_digits(match: re.Match[str]) -> Number | None:
    written = match["digits"].replace(",", "").replace("，", "")
    if len(written) > LONGEST:
        return None
    bare, times = Decimal(written), match["times"]
    end = match.end("times") if times else match.end("digits")
    value = bare * _TIMES[times] if times else bare
    return Number(match.start(), end, value, bare, han=False, about=bool(times and match["more"]))


def _of_han(match: re.Match[str]) -> Number | None:
    written = match["han"]
    value = han_value(written) if len(written) <= LONGEST else None
    if value is None and match.string.startswith("折", match.end()) and len(written) == len("八五"):
        value = 10 * _DIGITS.get(written[0], 0) + _DIGITS.get(written[1], 0)
    if value is None:
        return None
    return Number(match.start(), match.end(), Decimal(value), Decimal(value), han=True)
