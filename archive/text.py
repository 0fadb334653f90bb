"""Text: bytes decoded without loss, the folded copy that is only for matching, and the fingerprint of words."""

import codecs
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import chain

import opencc

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OTHERS = frozenset({"big5hkscs", "euc_jp", "shift_jis", "cp932", "euc_kr", "cp949"})
"""Encodings that are tried when a page declares them."""
COMMON = "的是在一不有了人中大為为我這这國国"
"""Characters so common that the right reading of a Chinese page has more of them than a wrong one."""

LEADS = tuple(bytes([lead]) for lead in range(0xE3, 0xEA))
"""The first bytes of CJK characters in UTF-8."""
TORN = 20
"""A page with more such bytes for each broken one is UTF-8; GB18030 read as UTF-8 breaks at nearly every byte."""

QUOTES = "“”„‟«»「」『』〝〞〟"
APOSTROPHES = "‘’‚‛`´"
DASHES = "‐‑‒–—―−─"
DOTS = "•‧∙・"
OPENING, CLOSING = "〔【〖﹝", "〕】〗﹞"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
BRACKETS = str.maketrans("()", "[]")
_BLANKS = re.compile(r"[^\S\n]+")

_ZHU = re.compile("(?<![显名专卓编原昭土论遗译合巨拙撰])著(?![名作录述者书称])")
"""著 as the traditional spelling of the particle 着, which the conversion tables leave alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    r"""Bytes as text. `damaged` counts bytes that belong to no character; each stands in `text` as `\xNN`."""

    text: str
    encoding: str
    damaged: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A folded copy; `origin[i]` is the original offset of folded character i, `origin[len(text)]` the whole length."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the slice of the original that stands behind the folded slice start:end, which is not empty."""
        return self.origin[start], self.origin[end - 1] + 1


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    r"""Decode a page: byte order mark, else strict UTF-8, else GB18030; `declared` is only a hint.

    Pages lie about their charset (gb2312 declared over UTF-8 is common), so the declaration decides only between
    encodings that all fit the bytes. No byte is lost: what fits nowhere stands as `\xNN` and is counted in `damaged`.
    """
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return _reading(raw[len(mark) :], encoding)
    utf8 = _reading(raw, "utf-8")
    if utf8.damaged == 0 or _is_torn_utf8(utf8, raw):
        return utf8
    others = [_reading(raw, name) for name in ("gb18030", *_codec(declared))]
    sound = [reading for reading in others if reading.damaged == 0]
    if sound:
        return max(sound, key=_plausibility)  # the first of equals: GB18030
    return min([utf8, *others], key=lambda reading: reading.damaged)


def fold(text: str) -> str:
    """Return the matching copy: NFKC, simplified characters, one form of each quote, bracket and dash, lower case."""
    return _simplify(text.translate(_TABLE))


def matching(text: str) -> str:
    """Return the copy that searches look into: folded, one bracket for all kinds, without blanks in a line."""
    # Two replacements are ten times as fast as one translation of Chinese text.
    return _BLANKS.sub("", fold(text).replace("(", "[").replace(")", "]"))


def folded(text: str) -> Folded:
    """Return the matching copy of `fold` together with the way back, so that a hit can be quoted exactly."""
    widths = {character: len(_TABLE[ord(character)]) for character in set(text)}
    if all(width == 1 for width in widths.values()):
        return Folded(text=fold(text), origin=tuple(range(len(text) + 1)))
    origin = chain.from_iterable([offset] * widths[character] for offset, character in enumerate(text))
    return Folded(text=fold(text), origin=(*origin, len(text)))


def fingerprint(*parts: str | None) -> str:
    """Return the SHA-256 (hex) of the words of the parts (NFKC, no white space); None differs from an empty part."""
    digest = hashlib.sha256()
    for part in parts:
        words = b"\xff" if part is None else "".join(unicodedata.normalize("NFKC", part).split()).encode()
        digest.update(b"%d:" % len(words) + words)
    return digest.hexdigest()


class _Table(dict[int, str]):
    """What each character becomes before the script is folded; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        plain = "".join(_form(character) for character in unicodedata.normalize("NFKC", chr(code)))
        self[code] = plain.lower()
        return self[code]


def _form(character: str) -> str:
    for forms, form in ((QUOTES, '"'), (APOSTROPHES, "'"), (DASHES, "-"), (DOTS, "·"), (OPENING, "["), (CLOSING, "]")):
        if character in forms:
            return form
    return "" if character in INVISIBLE else character


_TABLE = _Table()


def _simplify(text: str) -> str:
    """Turn traditional into simplified characters without changing the length, so that offsets survive."""
    if text.isascii():
        return text
    simple: str = _converter().convert(text)
    if len(simple) != len(text):  # a phrase of the tables has another length: only its line goes character by character
        simple = "\n".join(_simplify_line(line) for line in text.split("\n"))
    return _ZHU.sub("着", simple) if "著" in simple else simple


def _simplify_line(line: str) -> str:
    simple: str = _converter().convert(line)
    if len(simple) == len(line):
        return simple
    return "".join(one if len(one := _converter().convert(character)) == 1 else character for character in line)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _codec(declared: str | None) -> tuple[str, ...]:
    """Return the declared encoding when it is one of East Asia that the fixed order does not try already."""
    try:
        name = codecs.lookup((declared or "utf-8").strip(" \"'")).name
    except (LookupError, ValueError):  # a charset that nobody knows is no hint
        return ()
    name = "big5hkscs" if name.startswith(("big5", "cp950")) else name
    return (name,) if name in OTHERS else ()


def _reading(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=raw.decode(encoding), encoding=encoding)
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="backslashreplace")
    lost = raw.decode(encoding, errors="ignore")
    return Decoded(text=text, encoding=encoding, damaged=(len(text) - len(lost)) // 4)


def _is_torn_utf8(utf8: Decoded, raw: bytes) -> bool:
    """Say whether the bytes are UTF-8 with a few broken characters: GB18030 would turn the whole page to nonsense."""
    return sum(raw.count(lead) for lead in LEADS) > TORN * utf8.damaged


def _plausibility(reading: Decoded) -> int:
    return sum(reading.text.count(character) for character in COMMON)
