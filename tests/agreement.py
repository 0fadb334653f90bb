"""How far two people who have not seen each other's labels agree: Cohen's kappa, by announcement and by sentence.

`tests/fixtures/judgement/second/` holds the second readings: `test` (the whole test part), `development` (a hundred
announcements of the development part), `again` (sixty of the test part, by a third reader). All readers learned the
same rules, and their kinship is closer than that of any two officers: kappa says that the rules are clear enough to be
followed, not that everybody would agree with them.
"""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.clauses import Sentence, sentences
from tests.labelled import FOLDER as ANNOUNCEMENTS
from tests.labelled import Labelled, load

FOLDER = Path(__file__).parent / "fixtures" / "judgement" / "second"
READINGS = ("test", "development", "again")
THEMES = ("study", "application", "industry", "talent")
NOTHING = frozenset({"-"})
Pairs = Sequence[tuple[Hashable, Hashable]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Kappa of relevance (yes, borderline, no), of each theme given or not, and of each sentence's directive."""

    announcements: int
    relevance: float
    themes: float
    sentences: float


def kappa(pairs: Pairs) -> float:
    """Return Cohen's kappa; 1.0 where both say the same of everything."""
    agreed = sum(one == two for one, two in pairs) / len(pairs)
    left, right = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    by_chance = sum(left[each] * right[each] for each in left) / len(pairs) ** 2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def agreement(reading: str) -> Agreement:
    """Compare a second reading with the labels."""
    labels = {f"{folder}/{one.name}": one for folder in _folders() for one in load(folder, folder=True)}
    stated = [json.loads(line) for line in (FOLDER / f"{reading}.jsonl").read_text(encoding="utf-8").splitlines()]
    relevance: list[tuple[Hashable, Hashable]] = []
    themes: list[tuple[Hashable, Hashable]] = []
    by_sentence: list[tuple[Hashable, Hashable]] = []
    for other in stated:
        one = labels[other["name"]]
        relevance.append((one.relevance, other["relevance"]))
        mine = {span.theme for span in one.evidence}
        theirs = {span["directive"].partition(".")[0] for span in other["spans"]}
        themes += [(theme in mine, theme in theirs) for theme in THEMES]
        by_sentence += [(_of(one, each), _of_other(other, one, each)) for each in _sentences(one)]
    return Agreement(len(stated), kappa(relevance), kappa(themes), kappa(by_sentence))


def _folders() -> list[str]:
    return sorted(each.name for each in ANNOUNCEMENTS.iterdir() if each.is_dir())


def _sentences(one: Labelled) -> list[Sentence]:
    return [each for each in sentences(one.announcement) if not each.heading]


def _of(one: Labelled, at: Sentence) -> frozenset[str]:
    spans = (span for span in one.evidence if span.part == at.part)
    return frozenset(span.directive for span in spans if span.start < at.end and at.start < span.end) or NOTHING


def _of_other(other: dict[str, Any], one: Labelled, at: Sentence) -> frozenset[str]:
    text = (one.announcement.part(at.part) or "")[at.start : at.end]
    found = {
        span["directive"]
        for span in other["spans"]
        if _part(span["part"], one) == at.part and (text in span["text"] or span["text"] in text)
    }
    return frozenset(found) or NOTHING


def _part(named: str, one: Labelled) -> str:
    kind, _, index = named.partition(":")
    return f"attachment:{one.announcement.attachments[int(index)].sha256}" if kind == "attachment" else kind
