"""Read an announcement: its sentences, the words of AI and robotics in them, and which of these count.

Names, other cities and other senses of a word do not count; words of other fields too count beside words of this one.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from archive.records import Announcement
from digest.clauses import Sentence, sentences
from digest.places import Places, places
from digest.vocabulary import vocabulary

FAINT, HALF, SEVERAL = 0.3, 0.5, 3
OTHER_WORDS, MODEL = 2, "模型"
SUPPORTING = "supporting"
TOPICS = ("ai", "robotics", SUPPORTING)
STRONG = 0.7
"""From this strength on a sentence is about AI or robotics."""

_DEFINED = re.compile(r"([一-鿿]{2,10})\((?:[a-z ]{4,40}[,、])?\s*ai\)")
_THE_FIELD = re.compile("智能|机器|模型|算法|数字|科技|技术|专业")
_CHANNELS = re.compile(r"(?<![a-z])(?:di|do|ao)(?![a-z])")

Discount = Literal["", "name", "other sense", "faint", "another city"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found; `discount` says why it does not count in full."""

    word: str
    topic: str
    sentence: int
    start: int
    weight: float
    discount: Discount


@dataclass(frozen=True, slots=True)
class Reading:
    """An announcement cut into sentences, with what was found in them."""

    sentences: tuple[Sentence, ...]
    hits: tuple[Hit, ...]
    places: Places

    @property
    def title(self) -> str:
        """The folded title, empty when there is none."""
        return next((one.text for one in self.sentences if one.part == "title"), "")

    def strengths(self) -> list[float]:
        """The strength of every sentence."""
        sums = [0.0] * len(self.sentences)
        for hit in self.hits:
            sums[hit.sentence] += hit.weight
        return [min(1.0, total) for total in sums]


def read(announcement: Announcement) -> Reading:
    """Cut an announcement into sentences and find the words of AI and robotics in them."""
    found = tuple(sentences(announcement))
    where = places(found, announcement.issuer)
    hits = [hit for index in range(len(found)) for hit in _hits(found, index, where)]
    hits = _without_goods(found, hits)
    return Reading(sentences=found, hits=tuple(_supported(_one_sense(found, hits))), places=where)


def _without_goods(found: tuple[Sentence, ...], hits: list[Hit]) -> list[Hit]:
    """In a paper about the quality of goods a robot is goods, unless a sentence puts it to use.

    In a paper that gives names every word is a name.
    """
    frames = vocabulary().frames
    title = " ".join(one.text for one in found if one.part == "title")
    if frames["names"].search(title):
        return [replace(hit, weight=0.0, discount="name") for hit in hits]
    if not frames["goods"].search(title):
        return hits
    used = {index for index, one in enumerate(found) if not one.row and frames["uses"].search(one.text)}
    return [hit if hit.sentence in used else replace(hit, weight=0.0, discount="other sense") for hit in hits]


def _one_sense(found: tuple[Sentence, ...], hits: list[Hit]) -> list[Hit]:
    """A word that once means something else (AI as a file format, AMR as resistance) means it throughout.

    Unless the paper speaks of the field in other words too.
    """
    other = {hit.word for hit in hits if hit.discount == "other sense" and (hit.word.isascii() or MODEL in hit.word)}
    other |= {hit.word for hit in hits if hit.word == "ai" and _stands_for_another(found[hit.sentence].text)}
    doubtful = {hit.word for hit in hits if hit.word in other or (MODEL in other and hit.word.endswith(MODEL))}
    own = {hit.word for hit in hits if hit.weight >= 1 and hit.topic != SUPPORTING} - doubtful
    if len(own) >= OTHER_WORDS:
        return hits
    return [replace(hit, weight=0.0, discount="other sense") if hit.word in doubtful else hit for hit in hits]


def _stands_for_another(text: str) -> bool:
    """Whether AI is short for something else: said so in brackets (适宜摄入量（AI）), or beside DI and DO."""
    named = _DEFINED.search(text)
    return bool((named and not _THE_FIELD.search(named[1])) or _CHANNELS.search(text))


def _supported(hits: list[Hit]) -> list[Hit]:
    """Words of other fields too (伺服, 数据集) count in full beside words of this field, or several."""
    own = [hit for hit in hits if hit.topic != SUPPORTING]
    # a word of this field at the same place is one word, not two
    taken = {(hit.sentence, at) for hit in own for at in range(hit.start, hit.start + len(hit.word))}
    beside = [hit for hit in hits if hit.topic == SUPPORTING and (hit.sentence, hit.start) not in taken]
    several = len({hit.word for hit in beside if hit.weight}) >= SEVERAL
    main = max(TOPICS[:2], key=lambda topic: sum(hit.weight for hit in own if hit.topic == topic))
    if several or sum(hit.weight for hit in own) >= 1:
        return own + [replace(hit, topic=main, weight=hit.weight / HALF) for hit in beside]
    once = {hit.sentence: hit for hit in reversed(beside)}
    return own + [replace(hit, topic=main) for hit in once.values()]


def _hits(found: tuple[Sentence, ...], index: int, where: Places) -> list[Hit]:
    words, text = vocabulary(), found[index].text
    matches = [(topic, match) for topic in TOPICS for match in words.terms[topic].finditer(text)]
    if not matches:
        return []
    masked = {kind: [one.span() for one in words.masks[kind].finditer(text)] for kind in ("names", "others", "faint")}
    hits = []
    for topic, match in matches:
        discount = _discount(match, masked, index, where)
        full = HALF if topic == SUPPORTING else 1.0
        weight = {"": full, "faint": FAINT * full}.get(discount, 0.0)
        hits.append(Hit(match.group(), topic, index, match.start(), weight, discount))
    return hits


def _discount(match: re.Match[str], masked: dict[str, list[tuple[int, int]]], index: int, where: Places) -> Discount:
    def inside(kind: str) -> bool:
        return any(start <= match.start() and match.end() <= end for start, end in masked[kind])

    if inside("others"):
        return "other sense"
    if inside("names"):
        return "name"
    if where.elsewhere(index, match.start()):
        return "another city"
    return "faint" if inside("faint") else ""
