"""Tell in words why a head chose as it did: words of the sentence, signs of the vocabulary, what stood around.

All in log odds for the class chosen against its nearest rival: positive spoke for it, negative against it.
"""

from typing import Any

from digest.features import Features
from digest.heads import Head

MOST_WORDS, MOST_SIGNS = 5, 5
LEAST = 0.05
AROUND = {
    "t:": "title",
    "h:": "headings",
    "p:": "sentence before",
    "w:": "around the words",
    "b:": "strongest sentence",
}


def told(trained: Head, features: Features, chosen: str, other: str, text: str = "") -> dict[str, Any]:
    """Return what spoke for a class rather than for another; `text` is the masked text of the `s:` features."""
    spoken = trained.spoken(features, chosen, other)
    around: dict[str, float] = {}
    for name, value in spoken.items():
        if name[:2] in AROUND:
            around[AROUND[name[:2]]] = around.get(AROUND[name[:2]], 0.0) + value
    signs = {
        name.partition(":")[2]: value for name, value in spoken.items() if name[:2] not in AROUND and name[0] != "s"
    }
    return {
        "rather_than": other,
        "words": {word: round(value, 2) for word, value in words(text, spoken)},
        "signs": _loudest(signs),
        "around": {name: round(value, 2) for name, value in around.items() if abs(value) >= LEAST},
    }


def words(text: str, spoken: Features) -> list[tuple[str, float]]:
    """Return the stretches of a text that spoke for the class, loudest first: what its n-grams say, put together."""
    shares = [0.0] * len(text)
    for name, value in spoken.items():
        if name.startswith("s:") and (gram := name[2:]):
            places = [at for at in range(len(text) - len(gram) + 1) if text.startswith(gram, at)]
            for at in places:
                for place in range(at, at + len(gram)):
                    shares[place] += value / len(gram) / len(places)
    found, start = [], None
    for at, share in enumerate([*shares, 0.0]):
        if share > 0 and start is None:
            start = at
        elif share <= 0 and start is not None:
            found.append((text[start:at], sum(shares[start:at])))
            start = None
    merged: dict[str, float] = {}
    for word, value in found:
        merged[word] = merged.get(word, 0.0) + value
    return sorted(((w, v) for w, v in merged.items() if v >= LEAST), key=lambda one: -one[1])[:MOST_WORDS]


def _loudest(spoken: Features) -> dict[str, float]:
    loudest = sorted(spoken.items(), key=lambda one: (-abs(one[1]), one[0]))[:MOST_SIGNS]
    return {name: round(value, 2) for name, value in loudest if abs(value) >= LEAST}
