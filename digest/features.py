"""What the trained heads see of a sentence and of a whole announcement: named features with a number each.

A sentence is seen by its own characters (n-grams of 1 to 4), by those of the title, of its headings and of the sentence
before it, and by the signs of the vocabulary (who does what to whom), so that a word list learns from examples and an
example from the word lists. Figures are one sign, towns another, names of firms a third: what is learned is not a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.clauses import Sentence, acting
from digest.places import unnamed
from digest.reading import STRONG, Reading
from digest.substance import nearness, substance
from digest.vocabulary import Weighted, vocabulary

Features = dict[str, float]
"""Names to numbers; what is not named is 0."""

OWN, TITLE, HEADINGS, BEFORE, OF_PAPER = 4.0, 1.5, 1.2, 1.0, 8.0
"""The length of the vector of n-grams of each of the four texts, and of those around the words of the field."""
MOST_DONE, LEAST_SIGN, MOST_SIGN = 1.7, -1.0, 2.5
LONGEST = 240
"""Characters of a text that are looked at: no sentence of an office is longer, and no page shall cost time."""
MOST_SEEN = 3000
"""Sentences of one announcement that are looked at: its cost is bounded."""
MOST_ALL, MOST_HITS = 4.0, 4.0
AROUND, MOST_AROUND = 9, 12
"""Characters on each side of a word of the field, and how many such words are looked at."""
FIRM, TOWN, CITY, NUMBER = "¤", "◇", "◆", "0"
_TOWNS = re.compile(
    "火炬(?:高新|开发)?区|翠亨(?:新区)?|小榄镇?|古镇镇?|三乡镇?|坦洲镇?|黄圃镇?|南头镇?|东凤镇?|阜沙镇?|三角镇|民众(?:街道|镇)?|南朗(?:街道|镇)?|"
    "沙溪镇?|大涌镇?|板芙镇?|神湾镇?|五桂山(?:街道)?|石岐(?:街道|区)?|[东西南]区街道|港口镇|横栏镇?|中山市?"
)
_CITIES = re.compile(
    "杭州|上海|北京|苏州|合肥|成都|武汉|东莞|佛山|南京|西安|长沙|宁波|重庆|厦门|无锡|天津|珠海|惠州|江门"
)
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence that may carry something out, its place in the reading, and its features."""

    index: int
    sentence: Sentence
    features: Features


def of_sentences(reading: Reading) -> tuple[Seen, ...]:
    """Return the features of the sentences and rows of body and attachments; headings are looked at from below.

    Of a paper with more than MOST_SEEN the first that have words of the field, then the first of the others.
    """
    title = reading.title
    near, strengths = nearness(reading), reading.strengths()
    about, hits = _titles(title), _hits(reading)
    found, before, wanted = [], "", _wanted(reading, strengths)
    for index, one in enumerate(reading.sentences):
        if one.part == "title":
            continue
        if index not in wanted:
            before = one.text
            continue
        above = " ".join((title, *one.headings))
        features = about | _signs(one, title, above) | _place(one, near[index], strengths[index]) | hits.get(index, {})
        _put(features, "L:away", float(reading.places.away(index)))
        _put(features, "L:not home", float(not reading.places.at_home))
        _add(features, "s:", grams(masked(acting(one.text).replace("■", "")), 1, 4), OWN)
        _add(features, "h:", grams(masked(" ".join(one.headings)), 2, 3), HEADINGS)
        _add(features, "p:", grams(masked(before), 2, 3), BEFORE)
        found.append(Seen(index, one, features))
        before = one.text
    return tuple(found)


def _wanted(reading: Reading, strengths: Sequence[float]) -> set[int]:
    """Return which sentences are looked at."""
    able = [at for at, one in enumerate(reading.sentences) if not one.heading and one.part != "title"]
    return set(sorted(able, key=lambda at: (strengths[at] == 0, at))[:MOST_SEEN])


def masked(text: str) -> str:
    """Return a folded text with firms, towns, other cities and figures each as one sign. Shenzhen stays: it matters."""
    text = vocabulary().masks["names"].sub(FIRM, text[:LONGEST])
    return _NUMBERS.sub(NUMBER, _CITIES.sub(CITY, _TOWNS.sub(TOWN, text)))


def grams(text: str, shortest: int, longest: int) -> set[str]:
    """Return the different n-grams of characters."""
    return {text[at : at + n] for n in range(shortest, longest + 1) for at in range(len(text) - n + 1)}


def _hits(reading: Reading) -> dict[int, Features]:
    """Which kinds of words of the field each sentence has, those that do not count too."""
    found: dict[int, Features] = {}
    for hit in reading.hits:
        found.setdefault(hit.sentence, {})[f"L:word {hit.topic} {hit.discount or 'counts'}"] = 1.0
    return found


def _titles(title: str) -> Features:
    features: Features = {}
    _add(features, "t:", grams(masked(title), 2, 3), TITLE)
    if vocabulary().silent.search(title):
        features["L:silent"] = 1.0
    return features


def _signs(one: Sentence, title: str, above: str) -> Features:
    """The signs of the vocabulary in a sentence, in what stands above it, and against it."""
    words, text = vocabulary(), acting(unnamed(one.text))[:LONGEST]
    features: Features = {}
    for theme, about in words.themes.items():
        for aspect in about.aspects:
            name = f"L:{theme}.{aspect.name}"
            _put(features, f"{name}.done", min(total(aspect.done, text), MOST_DONE))
            _put(features, f"{name}.sign", _bounded(total(aspect.sign, text)))
            _put(features, f"{name}.above", _bounded(total(aspect.sign, above)))
        _put(features, f"L:{theme}.against", -total(about.against, text))
        _put(features, f"L:{theme}.title", float(bool(about.title.search(title))))
        _put(features, f"L:{theme}.rows", float(one.row and bool(about.rows.search(above))))
    _put(features, "L:against", -total(words.against, text))
    _put(features, "L:bonus", total(words.bonus, text))
    return features


def _place(one: Sentence, near: float, strength: float) -> Features:
    """How near a sentence is to the subject, what it does, and where it stands."""
    features = {"L:near": near, "L:strength": strength, "L:substance": substance(one), f"L:section {one.section}": 1.0}
    _put(features, "L:far", float(near == 0))
    _put(features, "L:strong", float(strength >= STRONG))
    _put(features, "L:row", float(one.row))
    _put(features, "L:heading", float(one.heading))
    return features


def total(patterns: Sequence[Weighted], text: str) -> float:
    """Return the sum of the weights of the patterns that are found in a text."""
    return sum(one.weight for one in patterns if one.pattern.search(text))


def _bounded(value: float) -> float:
    return max(LEAST_SIGN, min(value, MOST_SIGN))


def _put(features: Features, name: str, value: float) -> None:
    if value:
        features[name] = value


def _add(features: Features, prefix: str, found: Iterable[str], length: float) -> None:
    """Add n-grams as a vector of a given length, so that long texts weigh no more than short ones."""
    names = [prefix + one for one in found]
    for name in names:
        features[name] = length / len(names) ** 0.5


def of_paper(reading: Reading, force: Features, something: Mapping[int, float], about: Sequence[float]) -> Features:
    """Return the features of a whole announcement.

    `force` is what the word lists say of it, `something` how likely each sentence, by its index, carries out anything
    (those near the subject apart from those far from it), `about` how likely those with words of the field belong to a
    relevant paper. Beside them: the n-grams of what stands around each word of the field.
    """
    features = dict(force)
    near = nearness(reading)
    close = [chance for index, chance in something.items() if near[index]]
    far = [chance for index, chance in something.items() if not near[index]]
    for name, chances in (("A", close), ("Z", far), ("B", about)):
        ranked = sorted(chances, reverse=True)
        for at, chance in enumerate(ranked[:3]):
            _put(features, f"{name}:{at + 1}", chance)
        _put(features, f"{name}:all", min(MOST_ALL, sum(ranked)))
    _put(features, "B:not", min(MOST_ALL, sum(1 - chance for chance in about)))
    for hit in reading.hits:
        name = f"D:{hit.discount or 'counts'} {hit.topic}"
        features[name] = min(MOST_HITS, features.get(name, 0.0) + 1.0)
    counted = {hit.word for hit in reading.hits if hit.weight}
    _put(features, "P:only ai", float(counted == {"ai"}))
    _put(features, "P:journey", float(reading.places.journey))
    around = [
        reading.sentences[hit.sentence].text[max(0, hit.start - AROUND) : hit.start + AROUND] for hit in reading.hits
    ]
    _add(features, "w:", {gram for text in around[:MOST_AROUND] for gram in grams(masked(text), 1, 3)}, OF_PAPER)
    return features
