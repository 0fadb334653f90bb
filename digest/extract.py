"""Choose the two or three sentences of an announcement that tell who does what, how much, and until when.

A sentence is worth what it does about the subject; after the first one it is worth more when it tells what no chosen
sentence tells yet, and less the more of its words are told already (maximal marginal relevance, Carbonell 1998).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive import facts
from archive.records import Alignment, Announcement, Quote
from digest.clauses import Sentence
from digest.orders import is_order
from digest.reading import Reading
from digest.substance import nearness, substance

MOST_SENTENCES, MOST_CHARACTERS, LONGEST = 3, 280, 120
LONGEST_SHOWN = 200
SHORTEST, SHORTEST_REST, SHORTEST_ROW, ROW = 12, 20, 4, 0.45
MOST_WEIGHED = 300
"""Sentences that are compared with each other; those before them are found by their worth alone."""
LONG, FAR, ALIKE = 0.8, 0.12, 0.8
"""The worth of a sentence too long to read at a glance; of one far from the subject; what being told already costs."""
GAIN = {"who": 0.25, "how_much": 0.5, "until": 0.9}
EMPTY = 0.3
"""The worth of a sentence of set phrases without a figure."""
CLEAR = {"how_much": 0.5, "until": 0.7}
QUOTED = 0.5
"""What being quoted for an alignment adds, times its chance: not more than a sum, which people look for."""
FIRST = 0.3
"""The worth of opening the paper: papers begin with what they are about."""

_CONTACT = re.compile(
    r"[,;(]?\s*(?:业务|政策|技术|项目|监督|举报)?(?:联系|咨询|监督|投诉)?(?:人|电话|方式|地址|邮箱|邮编|传真)(?:及电话)?\s*[::为]"
    r"|[,;(]?\s*(?:电话|邮政编码|邮编|地址|电子邮箱|邮箱)\s*[::]?\s*(?:[\w.+-]+@|\d{3,4}-?\d|中山市)|\d{3,4}-\d{7,8}"
)
_DULL = re.compile(
    "^(?:各镇街|各有关|各单位|附件|联系|抄送|此复|专此|特此|感谢|电话|注[:]|受理单位|解读机关|问:|政策原文|有关事项)"
    "|遵照执行|贯彻执行|抓好落实|认真组织实施|续表|是指|所称|收悉|请予审议|[((]记者|^第?[一二三四五六七八九十\\d]+[章节]"
    r"|^[^,。]{4,60}(?:办法|方案|细则|措施|指南|清单|规定|意见|书|表)(?:\(.*\))?$|^\d{4}年\d+月\d+日$"
    "|^[^,。]{4,24}(?:局|政府|办公室|委员会|厅|部|联合会)$"
)
_HOLLOW = re.compile(
    "意义(?:重大|深远)|重要意义|前景广阔|蓬勃|高度重视|提高(?:政治站位|认识)|统一思想|再上新台阶|凝心聚力|砥砺|奋力|谱写|开创.{0,8}新局面"
    "|大有可为|千方百计|坚定不移|扎实做好|取得(?:积极|显著|明显)成效"
)
_ROUTINE = re.compile(
    r"[,;](?:现?(?:将|就)?(?:有关|相关)?(?:事项|情况|内容)?(?:通知|公告|公示|公布|解读|答复|批复|作)?[^,;]{0,8}如下|请[^,;]{0,14}(?:执行|落实|实施))[::]?$"
)
_SPEECH = re.compile('"[^"]*"?$')
"""Somebody's words and nothing else: news begin with such, which say nothing of who did what."""
_MONEY = re.compile(r"\d[\d,.]*\s*[十百千]?[万亿]?(?:多|余)?(?:美元|港元|元)")
_SHARE = re.compile(r"\d[\d.]*\s*%|百分之|(?<=[万元)])\)?\s*\|")
_COUNT = re.compile(
    r"\d[\d.,]*\s*(?:万|余|多)*(?:家|个|项|名|人|台|套|条|支|款|间|所|亩|平方米|公里|件|p)(?!月|工作日|百分点)"
)
_UNTIL = re.compile(
    r"自\d+年\d+月\d+日起|有效期|公示期|示范期|截止|截至|\d+月\d+日(?:\d+时)?(?:[^,。;]{0,4})?前|\d月底前|\d+月\d+日起施行|时间为\d"
)
_SOME_DAY = re.compile(r"\d+月\d+日|个工作日内|个月内|20\d\d年|\d月底")
_WHO = re.compile(
    "公司|企业|单位|[一-鿿]局|政府|管委会|学校|高校|医院|机构|协会|[东南西北]?[一-鿿]镇|街道|人才|工程师|我[市局委办会镇区]|团队|学员|居民"
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A sentence that may be chosen: the span of it to quote, its worth, what kinds of facts and which words it has."""

    index: int
    start: int
    end: int
    worth: float
    tells: dict[str, float]
    pairs: frozenset[str]

    @property
    def length(self) -> int:
        return self.end - self.start


def extract(announcement: Announcement, reading: Reading, alignments: Sequence[Alignment]) -> tuple[Quote, ...]:
    """Return the chosen sentences in the order they stand, each a slice of body or attachment; none of a bare title."""
    weighed = _weighed(announcement, reading, alignments)
    chosen: list[_Choice] = []
    length = 0
    while len(chosen) < MOST_SENTENCES:
        room = [one for one in weighed if one not in chosen and (not chosen or length + one.length <= MOST_CHARACTERS)]
        best = max(_due(room, chosen), key=lambda one: (_value(one, chosen), -one.index), default=None)
        if best is None or (chosen and _value(best, chosen) <= 0):
            break
        chosen.append(best)
        length += best.length
    ordered = sorted(chosen, key=lambda one: one.index)
    return tuple(reading.sentences[one.index].quote(announcement, one.start, one.end) for one in ordered)


def _due(room: list[_Choice], chosen: Sequence[_Choice]) -> list[_Choice]:
    """The last sentence is one that tells until when, the one before it one that tells how much, if none did so yet."""
    for kind, place in (("until", MOST_SENTENCES - 1), ("how_much", MOST_SENTENCES - 2)):
        if len(chosen) >= place and not any(one.tells[kind] >= CLEAR[kind] for one in chosen):
            clear = [one for one in room if one.tells[kind] >= CLEAR[kind]]
            if clear:
                return clear
    return room


def _weighed(announcement: Announcement, reading: Reading, alignments: Sequence[Alignment]) -> list[_Choice]:
    near = nearness(reading)
    opening = next((index for index, one in enumerate(reading.sentences) if _may_open(one)), -1)
    found = [
        _choice(index, one, span, near[index], QUOTED * _quoted(one, alignments) + FIRST * (index == opening))
        for index, one in enumerate(reading.sentences)
        if one.part != "title" and not one.heading and not _asks(announcement, one) and (span := _readable(one))
    ]
    return sorted(found, key=lambda one: -one.worth - sum(one.tells.values()))[:MOST_WEIGHED]


def _choice(index: int, sentence: Sentence, span: tuple[int, int], near: float, extra: float) -> _Choice:
    text = sentence.text[slice(*span)]
    short = 1.0 if len(text) <= LONGEST else LONG
    hollow = EMPTY if _HOLLOW.search(text) and not re.search(r"\d", text) else 1.0
    worth = (max(near, FAR) * substance(sentence) * short * hollow + extra) * (ROW if sentence.row else 1.0)
    return _Choice(index, *span, worth, _tells(text, near), frozenset(map("".join, pairwise(text))))


def _asks(announcement: Announcement, sentence: Sentence) -> bool:
    """Whether it is a question: without its sign, which is no part of the span, it would read as a statement."""
    return (announcement.part(sentence.part) or "")[sentence.end : sentence.end + 1] in {"?", "？"}


def _may_open(sentence: Sentence) -> bool:
    plain = sentence.part == "body" and not (sentence.heading or sentence.row or _SPEECH.match(sentence.text))
    return plain and _readable(sentence) is not None


def _readable(sentence: Sentence) -> tuple[int, int] | None:
    """Return the span of a sentence without what nobody need read in a summary, None when nothing is left."""
    text = sentence.text
    if _DULL.search(text[:LONGEST]) or is_order(text) or (sentence.row and _is_head(sentence)):
        return None
    start, end = 0, len(text)
    if routine := _ROUTINE.search(text):
        end = routine.start()
    if contact := _CONTACT.search(text):
        end = min(end, len(text[: contact.start()].rstrip(" ,;:(")))
    if end - start > LONGEST_SHOWN:
        start, end = _shortened(text, end)
    bare = contact and not _UNTIL.search(text, 0, end)
    least = SHORTEST_ROW if sentence.row else SHORTEST_REST if bare else SHORTEST
    return (start, end) if end - start >= least else None


def _shortened(text: str, end: int) -> tuple[int, int]:
    """Return a run of whole clauses that fits, the one with the first sum of money in it when there is one."""
    money = _MONEY.search(text, 0, end)
    start = 0
    if money and money.end() > LONGEST_SHOWN:
        start = text.rfind(",", 0, money.start()) + 1
    last = text.rfind(",", start + SHORTEST, start + LONGEST_SHOWN)
    return start, min(end, last if last > start else start + LONGEST_SHOWN)


def _is_head(sentence: Sentence) -> bool:
    return bool(sentence.headings) and sentence.headings[-1].strip(" |") == sentence.text.strip(" |")


def _tells(text: str, near: float) -> dict[str, float]:
    """How clearly a sentence tells who, how much and until when, 0..1; a figure far from the subject tells less."""
    amount = 1.0 if _MONEY.search(text) else 0.8 if _SHARE.search(text) else 0.5 if _COUNT.search(text) else 0.0
    until = 1.0 if facts.deadlines(text) else 0.75 if _UNTIL.search(text) else 0.2 if _SOME_DAY.search(text) else 0.0
    return {"who": float(bool(_WHO.search(text))), "how_much": amount * max(near, FAR), "until": until}


def _value(one: _Choice, chosen: Sequence[_Choice]) -> float:
    told = {kind: max((other.tells[kind] for other in chosen), default=0.0) for kind in GAIN}
    gain = sum(weight * max(0.0, one.tells[kind] - told[kind]) for kind, weight in GAIN.items())
    alike = max((len(one.pairs & other.pairs) / max(1, len(one.pairs)) for other in chosen), default=0.0)
    return (one.worth + gain) * (1 - ALIKE * alike)


def _quoted(sentence: Sentence, alignments: Sequence[Alignment]) -> float:
    """The score of the strongest alignment whose evidence stands in the sentence."""
    quotes = ((one.announcement_quote, one.score) for one in alignments)
    inside = (s for quote, s in quotes if quote.part == sentence.part and sentence.start <= quote.start < sentence.end)
    return max(inside, default=0.0)
