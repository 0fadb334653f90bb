"""Decide whether an announcement is about AI or robotics in Zhongshan, and say which words decided it.

Not how often a word falls counts, but where: in the title, in sentences that do something, and how much of the paper
they are. Names, other cities, purposes and background do not make a paper relevant.
"""

import math
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from archive.records import Announcement, Relevance
from digest.clauses import Sentence, sentences
from digest.places import Places, places
from digest.vocabulary import vocabulary

THRESHOLD = 0.5
TITLE, BODY, MOST = 1.3, 0.5, 4.0
LEAST_DENSE, DENSITY, MOST_DENSE = 0.35, 5.0, 1.5
CONCRETE, INEXACT = 0.8, 0.85
TOPIC_SHARE, TOPIC_WEIGHT, TOPIC_TITLE = 0.2, 3.0, 3.0
FAINT, HALF, SEVERAL = 0.3, 0.5, 3
OTHER_WORDS, MODEL = 2, "模型"
ONLY_SUPPORTING = 0.55
SUPPORTING = "supporting"
TOPICS = ("ai", "robotics", SUPPORTING)
STRONG = 0.7
DOES_NOT_WISH = 0.85
"""A sentence that neither wishes nor explains most likely tells what is done, though we know no word for it."""
NEAR_TITLE, NEAR_BODY = 0.25, 0.1

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
    return Reading(sentences=found, hits=tuple(_supported(_one_sense(hits))), places=where)


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


def _one_sense(hits: list[Hit]) -> list[Hit]:
    """A word that once means something else (AI as a file format, AMR as resistance) means it throughout.

    Unless the paper speaks of the field in other words too.
    """
    other = {hit.word for hit in hits if hit.discount == "other sense" and (hit.word.isascii() or MODEL in hit.word)}
    doubtful = {hit.word for hit in hits if hit.word in other or (MODEL in other and hit.word.endswith(MODEL))}
    own = {hit.word for hit in hits if hit.weight >= 1 and hit.topic != SUPPORTING} - doubtful
    if len(own) >= OTHER_WORDS:
        return hits
    return [replace(hit, weight=0.0, discount="other sense") if hit.word in doubtful else hit for hit in hits]


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


def relevance(reading: Reading) -> tuple[Relevance, dict[str, Any]]:
    """Return the verdict and its account: the words that counted and where, those that did not and why, the flip."""
    strengths = reading.strengths()
    factors = [substance(sentence) for sentence in reading.sentences]
    title = max((s for s, one in zip(strengths, reading.sentences, strict=True) if one.part == "title"), default=0.0)
    body = [s * f for s, f, one in zip(strengths, factors, reading.sentences, strict=True) if one.part != "title"]
    share = sum(value >= STRONG for value in body) / max(1, len(body))
    force = TITLE * title + body_force(sum(body), share) + CONCRETE * best_measure(reading, strengths)
    score = 1 - math.exp(-force * (1 if _has_own_word(reading) else ONLY_SUPPORTING))
    if score < NEAR_TITLE:
        score = max(score, _near(reading))
    relevant = score >= THRESHOLD
    reasons = _reasons(reading, strengths, factors, title) if relevant else _doubts(reading)
    verdict = Relevance(
        relevant=relevant, score=round(score, 3), topics=_topics(reading) if relevant else (), reasons=tuple(reasons)
    )
    return verdict, _account(reading, title, body, share, score)


def _has_own_word(reading: Reading) -> bool:
    """Whether a word of this field alone is there, or several that together leave no doubt (their weight is full)."""
    return any(hit.weight > HALF for hit in reading.hits)


def best_measure(reading: Reading, strengths: list[float]) -> float:
    """How clearly one sentence is about the thing, does something and says how much, 0..1: one is enough."""
    words = vocabulary().sentences
    best = 0.0
    for index in {hit.sentence for hit in reading.hits if hit.weight >= HALF}:
        sentence = reading.sentences[index]
        if sentence.part == "title" or sentence.heading:
            continue
        acts = words["action"].search(sentence.text) and words["figure"].search(sentence.text)
        worth = 1.0 if sentence.row or acts else INEXACT
        best = max(best, strengths[index] * worth * substance(sentence))
    return best


def body_force(substance: float, share: float) -> float:
    """What the sentences count: their sum, more where they are much of the paper than where they pass by."""
    return BODY * min(MOST, substance) * min(MOST_DENSE, LEAST_DENSE + DENSITY * share)


def substance(sentence: Sentence) -> float:
    """How much a sentence does rather than announces, explains or wishes, 0..1."""
    words = vocabulary().sentences
    if sentence.row:
        return 1.0
    if words["purpose"].search(sentence.text) and not words["action"].search(_after_purpose(sentence.text)):
        return 0.3
    exact = words["action"].search(sentence.text) and words["figure"].search(sentence.text)
    if sentence.section == "background" or (words["background"].search(sentence.text) and not exact):
        return 0.35
    if words["slogan"].search(sentence.text):
        return 0.5
    if sentence.section == "goal" or words["plan"].search(sentence.text):
        return 0.6
    done = words["action"].search(sentence.text) or words["figure"].search(sentence.text)
    return 1.0 if done else DOES_NOT_WISH


def _after_purpose(text: str) -> str:
    return text.partition(",")[2]


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


def _near(reading: Reading) -> float:
    near = vocabulary().terms["near"]
    if any(near.search(one.text) for one in reading.sentences if one.part == "title"):
        return NEAR_TITLE
    return NEAR_BODY if any(near.search(one.text) for one in reading.sentences) or reading.hits else 0.0


def _topics(reading: Reading) -> tuple[str, ...]:
    weights = {"ai": 0.0, "robotics": 0.0}
    for hit in reading.hits:
        in_title = reading.sentences[hit.sentence].part == "title"
        weights[hit.topic] += hit.weight * (TOPIC_TITLE if in_title else 1)
    total = sum(weights.values()) or 1.0
    return tuple(topic for topic, weight in weights.items() if weight / total >= TOPIC_SHARE or weight >= TOPIC_WEIGHT)


def _reasons(reading: Reading, strengths: list[float], factors: list[float], title: float) -> list[str]:
    reasons = []
    if title >= STRONG:
        reasons.append(f"title: {reading.sentences[0].text}")
    ranked = sorted(
        (-s * f, index)
        for index, (s, f) in enumerate(zip(strengths, factors, strict=True))
        if s * f >= STRONG and reading.sentences[index].part != "title"
    )
    return reasons + [f"{reading.sentences[index].part}: {reading.sentences[index].text}" for _, index in ranked[:3]]


def _doubts(reading: Reading) -> list[str]:
    if not reading.hits:
        return ["no word of AI or robotics"]
    told = dict.fromkeys(
        f"{hit.word}: {hit.discount or 'counts, but there is too little of it'}" for hit in reading.hits
    )
    return list(told)[:5]


def _account(reading: Reading, title: float, body: list[float], share: float, score: float) -> dict[str, Any]:
    def place(hit: Hit) -> dict[str, Any]:
        sentence = reading.sentences[hit.sentence]
        return {"word": hit.word, "part": sentence.part, "at": sentence.start + hit.start, "sentence": sentence.text}

    return {
        "relevant": score >= THRESHOLD,
        "score": round(score, 3),
        "threshold": THRESHOLD,
        "title": title,
        "sentences": len(body),
        "substance": round(sum(body), 2),
        "share": round(share, 3),
        "counted": [place(hit) | {"weight": hit.weight} for hit in reading.hits if hit.weight][:40],
        "not_counted": [place(hit) | {"because": hit.discount} for hit in reading.hits if not hit.weight][:40],
        "flip": _flip(title, body, share, score),
    }


def _flip(title: float, body: list[float], share: float, score: float) -> str:
    """Say in one sentence what would turn the verdict."""
    spare = abs(math.log((1 - THRESHOLD) / (1 - score)))
    if score >= THRESHOLD and title:
        stays = spare > TITLE * title
        return "would stay relevant without its title" if stays else "would be left out without its title"
    one = BODY * min(MOST_DENSE, LEAST_DENSE + DENSITY * share)
    sentences = f"{math.ceil(spare / (one + DENSITY * BODY / max(1, len(body))))} sentences"
    if score >= THRESHOLD:
        return f"would be left out with about {sentences} less that do something with AI or robots"
    return f"would be selected with about {sentences} more that do something with AI or robots, or such a title"
