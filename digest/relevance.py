"""Decide whether an announcement is about AI or robotics in Zhongshan, and say which words decided it.

Not how often a word falls counts, but whether it stands in a sentence that does something. Names, other cities,
purposes and background do not make a paper relevant. A trained head weighs what the words of the field say (`force`),
what the sentences carry out, and what stands around these words.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.records import Relevance
from digest.acts import Acted
from digest.features import Features, of_paper
from digest.heads import head
from digest.reading import HALF, STRONG, Hit, Reading
from digest.spoken import told
from digest.substance import substance
from digest.vocabulary import vocabulary

HEAD, YES, NO = "relevance", "yes", "no"
THRESHOLD, WORDLESS = 0.65, 0.45
"""From which chance an announcement is relevant, and the most that one without a word of the field can have."""
MOST = 4.0
INEXACT = 0.85
TOPIC_SHARE, TOPIC_WEIGHT, TOPIC_TITLE = 0.2, 3.0, 3.0
MOST_FLIPPED = 6


def relevance(reading: Reading, acted: Sequence[Acted]) -> tuple[Relevance, dict[str, Any]]:
    """Return the verdict and its account: the words that counted and where, those that did not and why, the flip."""
    features = _features(reading, force(reading), acted)
    chance = _chance(reading, features)
    relevant = chance >= THRESHOLD
    verdict = Relevance(
        relevant=relevant,
        score=round(chance, 3),
        topics=_topics(reading) if relevant else (),
        reasons=tuple(_reasons(reading) if relevant else _doubts(reading)),
    )
    return verdict, _account(reading, acted, features, chance)


def _chance(reading: Reading, features: Features) -> float:
    """The chance of relevance; without a single word of the field no announcement is selected, only nearly."""
    chance = head(HEAD).chances(features)[YES]
    return chance if reading.hits else min(chance, WORDLESS)


def _features(reading: Reading, said: Features, acted: Sequence[Acted]) -> Features:
    about = [one.about for one in acted if one.about is not None]
    return of_paper(reading, said, {one.index: one.something for one in acted}, about)


def force(reading: Reading) -> Features:
    """Return what the words of the field say of an announcement: in how many sentences, how clearly."""
    strengths = reading.strengths()
    pairs = zip(strengths, reading.sentences, strict=True)
    body = [strength * substance(one) for strength, one in pairs if one.part != "title"]
    near = vocabulary().terms["near"]
    return {
        "F:sum": min(MOST, sum(body)),
        "F:best": best_measure(reading, strengths),
        "F:own": float(any(hit.weight > HALF for hit in reading.hits)),
        "F:near": float(any(near.search(one.text) for one in reading.sentences)),
        "F:nothing": float(not reading.hits),
    }


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


def _topics(reading: Reading) -> tuple[str, ...]:
    weights = {"ai": 0.0, "robotics": 0.0}
    for hit in reading.hits:
        in_title = reading.sentences[hit.sentence].part == "title"
        weights[hit.topic] += hit.weight * (TOPIC_TITLE if in_title else 1)
    total = sum(weights.values()) or 1.0
    return tuple(topic for topic, weight in weights.items() if weight / total >= TOPIC_SHARE or weight >= TOPIC_WEIGHT)


def _reasons(reading: Reading) -> list[str]:
    strengths = reading.strengths()
    reasons = [f"title: {reading.title}"] if _title(reading) >= STRONG else []
    ranked = sorted(
        (-strength * substance(one), index)
        for index, (strength, one) in enumerate(zip(strengths, reading.sentences, strict=True))
        if strength * substance(one) >= STRONG and one.part != "title"
    )
    return reasons + [f"{reading.sentences[index].part}: {reading.sentences[index].text}" for _, index in ranked[:3]]


def _title(reading: Reading) -> float:
    pairs = zip(reading.strengths(), reading.sentences, strict=True)
    return max((strength for strength, one in pairs if one.part == "title"), default=0.0)


def _doubts(reading: Reading) -> list[str]:
    if not reading.hits:
        return ["no word of AI or robotics"]
    told = dict.fromkeys(
        f"{hit.word}: {hit.discount or 'counts, but there is too little of it'}" for hit in reading.hits
    )
    return list(told)[:5]


def _account(reading: Reading, acted: Sequence[Acted], features: Features, chance: float) -> dict[str, Any]:
    def place(hit: Hit) -> dict[str, Any]:
        sentence = reading.sentences[hit.sentence]
        return {"word": hit.word, "part": sentence.part, "at": sentence.start + hit.start, "sentence": sentence.text}

    return {
        "relevant": chance >= THRESHOLD,
        "score": round(chance, 3),
        "threshold": THRESHOLD,
        **{name.removeprefix("F:"): round(value, 3) for name, value in force(reading).items()},
        "sentences": len(reading.sentences),
        "counted": [place(hit) | {"weight": hit.weight} for hit in reading.hits if hit.weight][:40],
        "not_counted": [place(hit) | {"because": hit.discount} for hit in reading.hits if not hit.weight][:40],
        "spoke": told(head(HEAD), features, YES, NO),
        "flip": _flip(reading, acted, chance),
    }


def _flip(reading: Reading, acted: Sequence[Acted], chance: float) -> str:
    """Say what would turn the verdict: judged again without its strongest sentences, or with one more."""
    if chance < THRESHOLD:
        return _flip_with_more(reading, acted)
    strengths = reading.strengths()
    ranked = sorted(range(len(strengths)), key=lambda at: -strengths[at] * substance(reading.sentences[at]))
    for count in range(1, MOST_FLIPPED + 1):
        gone = set(ranked[:count])
        left = replace(reading, hits=tuple(hit for hit in reading.hits if hit.sentence not in gone))
        features = _features(left, force(left), [one for one in acted if one.index not in gone])
        if _chance(left, features) < THRESHOLD:
            first = reading.sentences[ranked[0]].text
            return f"would be left out without {count} of its sentences, first of all: {first}"
    return f"would stay relevant without its {MOST_FLIPPED} strongest sentences"


def _flip_with_more(reading: Reading, acted: Sequence[Acted]) -> str:
    said = force(reading)
    said |= {"F:best": 1.0, "F:own": 1.0, "F:sum": min(MOST, said["F:sum"] + 1)}
    about = [1.0, *(one.about for one in acted if one.about is not None)]
    strengths = reading.strengths()
    strongest = max(range(len(strengths)), key=lambda at: strengths[at], default=0)
    something = {one.index: one.something for one in acted} | {strongest: 1.0}
    features = of_paper(reading, said, something if reading.sentences else {}, about)
    chance = head(HEAD).chances(features)[YES]
    if chance >= THRESHOLD:
        return "would be selected with one sentence that plainly does something with AI or robots"
    return f"would be left out ({chance:.2f}) even with one sentence that plainly does something with AI or robots"
