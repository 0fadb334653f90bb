"""Undo the damage that copies of official texts carry: pinyin, doubled commas, broken bytes, old script.

It comes from a bytewise replacement in GBK text, "traditional character → the same with its pinyin in brackets":
`產業` became `產(chǎn)業(yè)`, and where the bytes of such a character stood across two others, what follows was read
one byte off (`領域?qū)<摇⑵髽I(yè)家` for `領域專家、企業家`). Then full-width signs were made half-width.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

from archive.records import Damage

_MARKED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_READING = rf"(?=[a-zü]*[{_MARKED}])[a-zü{_MARKED}]{{1,7}}"
_BRACKET = re.compile(rf"\(({_READING})\)")
_BROKEN = re.compile(rf"\?\(?({_READING})\)")
_DOUBLED = re.compile(r",(?=[,、。;；:：!！?？])")
_GARBLED = re.compile(rf"[一-鿿]{_BRACKET.pattern}|[一-鿿],[,、。;；]")
# Signs that no clean text has side by side: what a one-byte slip leaves behind.
_SUSPECT = re.compile(
    rf"\?[。！、，；：][\u3105-\u3129一-鿿]{{0,4}}|[\u3105-\u3129\ufffd\ue000-\uf8ff]+|(?:\\x[0-9a-f]{{2}})+|\({_READING}\)|\?{_READING}\)"
)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, which no text has and which a terminal would obey: each becomes the sign of a lost character."""
LOST = "\ufffd"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_SIGNS = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％＋")
_RUN = 40
_HAN = ("\u4e00", "\u9fff")


@dataclass(frozen=True, slots=True)
class Restored:
    """A text in simplified characters and its damaged spans in order.

    Putting each span's `raw` back in place of the span gives the input again. A span whose `raw` equals its own text
    could not be repaired: the damage is stated, the words are left as they were.
    """

    text: str
    damaged: tuple[Damage, ...]

    @property
    def unrepaired(self) -> tuple[Damage, ...]:
        """The spans that are still damaged."""
        return tuple(one for one in self.damaged if self.text[one.start : one.end] in (one.raw, LOST))


@dataclass(slots=True)
class _Piece:
    text: str
    raw: str
    lost: bool = False


def restore(raw: str) -> Restored:
    """Return the text repaired as far as the repair is certain; every changed span is listed with what stood there."""
    garbled = bool(_GARBLED.search(raw))
    pieces = list(_realigned(raw)) if garbled else [_Piece(sign, sign) for sign in raw]
    if garbled:
        pieces = _without_pinyin(pieces)
    pieces = _with_losses(pieces)
    for piece in pieces:
        if _UNSEEN.fullmatch(piece.raw):
            piece.text, piece.lost = LOST, True
    _simplify(pieces)
    if garbled:
        pieces = _without_doubles(pieces)
        _widen(pieces)
    return _assemble(pieces)


def _realigned(raw: str) -> Iterator[_Piece]:
    """Undo the one-byte slips, each of which ends in a piece of several characters."""
    at = 0
    while at < len(raw):
        broken = _BROKEN.match(raw, at)
        undone = _undo(raw[at - 1], broken.group(1), raw[broken.end() : broken.end() + _RUN]) if broken and at else None
        if broken and undone:
            length, text = undone
            yield _Piece(text, raw[at : broken.end() + length])
            at = broken.end() + length
        else:
            yield _Piece(raw[at], raw[at])
            at += 1


def _undo(before: str, reading: str, rest: str) -> tuple[int, str] | None:
    """Return how much of `rest` belongs to the slip and what it was, or None when that is not certain."""
    tail = before.encode("gbk", "ignore")[-1:]
    found = {run for lead in range(0x81, 0xFF) if _reads(tail + bytes([lead]), reading) for run in _runs(lead, rest)}
    return found.pop() if len(found) == 1 else None


def _reads(pair: bytes, reading: str) -> bool:
    """Whether a byte pair is a traditional character with that reading: only those were replaced."""
    try:
        sign = pair.decode("gbk")
    except UnicodeDecodeError:
        return False
    return len(sign) == 1 and simplified(sign) != sign and reading in readings(sign)


def _runs(lead: int, rest: str) -> Iterator[tuple[int, str]]:
    """Give every plausible reading of the slipped run: it ends where a single byte brings the pairs back into step."""
    taken = bytes([lead])
    for at, sign in enumerate(rest):
        if "\x40" <= sign <= "\x7e":
            yield from _plausible(at + 1, taken + sign.encode())
        wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
        try:
            taken += wide.encode("gbk")
        except UnicodeEncodeError:
            return
        if taken[-1:].isascii():
            yield from _plausible(at + 1, taken)


def _plausible(length: int, taken: bytes) -> Iterator[tuple[int, str]]:
    try:
        text = taken.decode("gbk")
    except UnicodeDecodeError:
        return
    if all(sign in _SIGNS or (sign.isascii() and sign.isalpha()) or _common(sign) for sign in text):
        yield length, text


def _common(sign: str) -> bool:
    """Whether a character is, in its simplified form, one of the 3,755 of GB 2312's first level."""
    try:
        pair = simplified(sign).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return b"\xb0\xa1" <= pair <= b"\xd7\xf9"


def _without_pinyin(pieces: list[_Piece]) -> list[_Piece]:
    text, at = "".join(piece.text[0] if len(piece.text) == 1 else "\n" for piece in pieces), 0
    kept: list[_Piece] = []
    while at < len(pieces):
        bracket = _BRACKET.match(text, at)
        if bracket and kept and bracket.group(1) in readings(kept[-1].text[-1]):
            kept[-1].raw += bracket.group()
            at = bracket.end()
        else:
            kept.append(pieces[at])
            at += 1
    return kept


def _without_doubles(pieces: list[_Piece]) -> list[_Piece]:
    kept: list[_Piece] = []
    for piece in pieces:
        if kept and _DOUBLED.match(kept[-1].text + piece.text):
            piece.raw = kept.pop().raw + piece.raw
        kept.append(piece)
    return kept


def _with_losses(pieces: list[_Piece]) -> list[_Piece]:
    """Join what is damaged beyond certain repair to pieces of their own, whose words stay as they are."""
    text = "".join(piece.text[0] for piece in pieces)
    kept, at = [], 0
    for match in _SUSPECT.finditer(text):
        whole = "".join(piece.raw for piece in pieces[match.start() : match.end()])
        kept += [*pieces[at : match.start()], _Piece(whole, whole, lost=True)]
        at = match.end()
    return kept + pieces[at:]


def _simplify(pieces: list[_Piece]) -> None:
    whole = "".join(piece.text for piece in pieces)
    simple = simplified(whole)
    if len(simple) != len(whole):  # a phrase that changes its length: then each character for itself
        simple = "".join(simplified(sign) for sign in whole)
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        piece.text, at = piece.text if piece.lost else simple[at:end], end


def _widen(pieces: list[_Piece]) -> None:
    """Give half-width signs between Chinese words their width back; figures and Latin keep theirs."""
    for at, piece in enumerate(pieces):
        if piece.text in _WIDE and any(
            _chinese(side.text) for side in (*pieces[at - 1 : at], *pieces[at + 1 : at + 2])
        ):
            piece.text = _WIDE[piece.text]


def _chinese(text: str) -> bool:
    return any(_HAN[0] <= sign <= _HAN[1] or sign in _SIGNS for sign in text)


def _assemble(pieces: list[_Piece]) -> Restored:
    text, damaged, at = "".join(piece.text for piece in pieces), [], 0
    for piece in pieces:
        if piece.text != piece.raw or piece.lost:
            damaged.append(Damage(start=at, end=at + len(piece.text), raw=piece.raw))
        at += len(piece.text)
    return Restored(text, tuple(_merged(damaged, text)))


def _merged(damaged: list[Damage], text: str) -> Iterator[Damage]:
    """Join repaired spans that touch; what could not be repaired stays apart."""
    last: Damage | None = None
    for one in damaged:
        mended = text[one.start : one.end] not in (one.raw, LOST)
        if last and mended and last.end == one.start and text[last.start : last.end] not in (last.raw, LOST):
            last = Damage(start=last.start, end=one.end, raw=last.raw + one.raw)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def readings(sign: str) -> frozenset[str]:
    """Return all tone-marked readings of a character."""
    return frozenset(pinyin(sign, style=Style.TONE, heteronym=True)[0])


def simplified(text: str) -> str:
    """Return the text in simplified characters."""
    converted: str = _converter().convert(text)
    return converted
