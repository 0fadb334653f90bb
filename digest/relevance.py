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
TOPIC_SHARE, TOPIC_WEIGHT, TOPIC_TITLE = 0.2, 3.0, 3.0
FAINT = 0.3
STRONG = 0.7
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

    def strength(self, index: int) -> float:
        """How much a sentence is about the thing, 0..1."""
        return min(1.0, sum(hit.weight for hit in self.hits if hit.sentence == index))

    def strengths(self) -> list[float]:
        """The strength of every sentence."""
        sums = [0.0] * len(self.sentences)
        for hit in self.hits:
            sums[hit.sentence] += hit.weight
        return [min(1.0, total) for total in sums]


def read(announcement: Announcement) -> Reading:
    """Cut an announcement into sentences and find the words of AI and robotics in them."""
    found = tuple(sentences(announcement))
    where = places(found)
    hits = [hit for index in range(len(found)) for hit in _hits(found, index, where)]
    return Reading(sentences=found, hits=tuple(_one_sense(hits)), places=where)


def _one_sense(hits: list[Hit]) -> list[Hit]:
    """An abbreviation that once means something else (AI as a file format, AMR as resistance) means it throughout."""
    other = {hit.word for hit in hits if hit.discount == "other sense" and hit.word.isascii()}
    return [replace(hit, weight=0.0, discount="other sense") if hit.word in other else hit for hit in hits]


def relevance(reading: Reading) -> tuple[Relevance, dict[str, Any]]:
    """Return the verdict and its account: the words that counted and where, those that did not and why, the flip."""
    strengths = reading.strengths()
    factors = [substance(sentence) for sentence in reading.sentences]
    title = max((s for s, one in zip(strengths, reading.sentences, strict=True) if one.part == "title"), default=0.0)
    body = [s * f for s, f, one in zip(strengths, factors, reading.sentences, strict=True) if one.part != "title"]
    share = sum(value >= STRONG for value in body) / max(1, len(body))
    score = 1 - math.exp(-TITLE * title - body_force(sum(body), share))
    if score < NEAR_TITLE:
        score = max(score, _near(reading))
    relevant = score >= THRESHOLD
    reasons = _reasons(reading, strengths, factors, title) if relevant else _doubts(reading)
    verdict = Relevance(
        relevant=relevant, score=round(score, 3), topics=_topics(reading) if relevant else (), reasons=tuple(reasons)
    )
    return verdict, _account(reading, title, body, share, score)


def body_force(substance: float, share: float) -> float:
    """What the sentences count: their sum, more where they are much of the paper than where they pass by."""
    return BODY * min(MOST, substance) * min(MOST_DENSE, LEAST_DENSE + DENSITY * share)


def substance(sentence: Sentence) -> float:
    """How much a sentence does rather than announces, explains or wishes, 0..1."""
    words = vocabulary().sentences
    if words["purpose"].search(sentence.text) and not words["action"].search(_after_purpose(sentence.text)):
        return 0.3
    if words["background"].search(sentence.text) or sentence.section == "background":
        return 0.35
    if words["slogan"].search(sentence.text):
        return 0.5
    if sentence.section == "goal" or words["plan"].search(sentence.text):
        return 0.6
    done = words["action"].search(sentence.text) or words["figure"].search(sentence.text)
    return 1.0 if done or sentence.row else 0.7


def _after_purpose(text: str) -> str:
    return text.partition(",")[2]


def _hits(found: tuple[Sentence, ...], index: int, where: Places) -> list[Hit]:
    words, text = vocabulary(), found[index].text
    masked = {
        kind: [match.span() for match in words.masks[kind].finditer(text)] for kind in ("names", "others", "faint")
    }
    hits = []
    for topic in ("ai", "robotics"):
        for match in words.terms[topic].finditer(text):
            discount = _discount(match, masked, index, where)
            weight = {"": 1.0, "faint": FAINT}.get(discount, 0.0)
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
    need, substance, length = -math.log(1 - THRESHOLD), sum(body), max(1, len(body))
    if score >= THRESHOLD and title:
        stays = body_force(substance, share) >= need
        return "would stay relevant without its title" if stays else "would be left out without its title"
    counts = range(1, length + 5)
    if score >= THRESHOLD:
        fewer = (n for n in counts if body_force(max(0.0, substance - n), max(0.0, share - n / length)) < need)
        return f"would be left out with {next(fewer)} sentences less that do something with AI or robots"
    more = (n for n in counts if body_force(substance + n, share + n / (length + n)) + TITLE * title >= need)
    found = next(more, None)
    by_sentences = f"{found} more sentences that do something with AI or robots, or " if found else ""
    return f"would be selected with {by_sentences}such a word in the title"
