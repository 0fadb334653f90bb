"""Numbers in whatever script they are written, as one token each: 1,000万, 一千万 and 10000000 are the same number.

Works on folded text (`archive.text.fold`), where full-width and circled digits are plain ones already.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_SCALE = "".join((*_TENS, *_MYRIADS))
_NUMBER = re.compile(
    rf"(?P<part>百分之)?(?:(?P<arabic>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)(?P<scale>[{_SCALE}]{{0,4}})"
    rf"|(?P<han>[{_HAN}]{{1,24}}(?:点[{''.join(_DIGITS)}]{{1,8}}[万亿]?)?))"
)
_ISO_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-./]([01]?[0-9])[-./]([0-3]?[0-9])(?![0-9])")
MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A character, or a number in its normal form (`#1000000`); `start` and `end` count characters of the text."""

    word: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.word[0] == "#" and len(self.word) > 1


def tokens(text: str) -> list[Token]:
    """Return the tokens of a folded text; white space is none."""
    found: list[Token] = []
    at = 0
    for start, end, words in _numbers(text):
        found += _characters(text, at, start)
        found += [Token(word, start, end) for word in words]
        at = end
    return found + list(_characters(text, at, len(text)))


def dated(text: str) -> str:
    """Return the text with 2026-12-18 and the like written as 2026年12月18日."""
    return _ISO_DATE.sub(lambda one: f"{one[1]}年{int(one[2])}月{int(one[3])}日", text)


def _numbers(text: str) -> Iterator[tuple[int, int, list[str]]]:
    for match in _NUMBER.finditer(text):
        value = _arabic(match) if match["arabic"] else _han(match["han"])
        if value is not None:
            yield match.start(), match.end(), [_named(value), *("%" for _ in [0] if match["part"])]


def _characters(text: str, start: int, end: int) -> Iterator[Token]:
    for at in range(start, end):
        if not text[at].isspace():
            digit = unicodedata.digit(text[at], None)
            yield Token(text[at] if digit is None else _named(Decimal(digit)), at, at + 1)


def _named(value: Decimal) -> str:
    plain = f"{value:f}"
    return "#" + (plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _arabic(match: re.Match[str]) -> Decimal | None:
    digits = match["arabic"].replace(",", "")
    if len(digits) > MOST_DIGITS:
        return None
    value = Decimal(digits)
    for sign in match["scale"]:
        value *= _TENS.get(sign) or _MYRIADS[sign]
    return value


def _han(written: str) -> Decimal | None:
    """Return the value of 二〇二六, 三百二十, 一千万, 一点五亿; None for what is no number (百千万)."""
    whole, point, rest = written.partition("点")
    if point and rest[-1] in _MYRIADS:
        value = _han(written[:-1])
        return None if value is None else value * _MYRIADS[rest[-1]]
    fraction = "".join(str(_DIGITS[sign]) for sign in rest)
    if all(sign in _DIGITS for sign in whole):
        digits = "".join(str(_DIGITS[sign]) for sign in whole)
        return Decimal(digits + ("." + fraction if point else ""))
    number = _grouped(whole)
    return None if number is None else Decimal(f"{number}.{fraction}" if point else number)


def _grouped(whole: str) -> int | None:
    total, section, digit, last = 0, 0, None, 10**9
    for sign in whole:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            if _TENS[sign] >= last or digit == 0:
                return None
            last = _TENS[sign]
            section += (1 if digit is None else digit) * last
            digit = None
        else:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + section) * _MYRIADS[sign] if _MYRIADS[sign] > 10**4 else total + section * _MYRIADS[sign]
            section, digit, last = 0, None, 10**9
    return total + section + (digit or 0)
