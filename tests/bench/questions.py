"""Queries of every length, from those that stand in nearly every announcement to those that stand in a handful."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

LENGTHS = {"1 character": (1,), "2 characters": (2,), "4 characters": (4,), "phrase": (6, 7, 8, 9, 10)}
SCATTERED, TWO_WORDS, DATE = "words apart", "two words", "date"
"""Two usual words as one phrase, which nobody wrote; both of them, anywhere; and a day, found in any form."""
CLASSES = (*LENGTHS, SCATTERED, TWO_WORDS, DATE)
LEVELS = (0.5, 0.1, 0.01, 0.001, 0.0001, 0.0)
"""Lower ends of the parts of the archive in which a query stands."""
EACH = 8
"""Queries of a length and a level."""
TRIES = 3_000
FIRST_LOOK = 500
_DATE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")
_WORDS = re.compile(r"[\w+.%]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A query (matching copies, all of which must stand), its class, and in which part of the sample it stands."""

    kind: str
    terms: tuple[str, ...]
    part: float

    @property
    def words(self) -> str:
        """The query as a person types it."""
        return " ".join(f'"{term}"' for term in self.terms)

    @property
    def level(self) -> float:
        """The lower end of the part of the archive in which it stands."""
        return next(level for level in LEVELS if self.part >= level)


def choose(copies: Sequence[str], seed: int = 7) -> list[Question]:
    """Return queries out of a sample of matching copies."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found = [one for kind in LENGTHS for one in _of_kind(chance, copies, kind)]
    usual = [one.terms[0] for one in found if one.kind == "2 characters" and 0.01 <= one.part < 0.5]
    pairs = [tuple(chance.sample(usual, 2)) for _ in range(20 * EACH)]
    apart = (Question(SCATTERED, (first + last,), _part(copies, (first + last,))) for first, last in pairs)
    found += [one for one in apart if one.part < 0.001][: 2 * EACH]
    found += [Question(TWO_WORDS, pair, _part(copies, pair)) for pair in pairs[: 2 * EACH]]
    days = sorted({day for copy in copies for day in _DATE.findall(copy)})
    return found + [Question(DATE, (day,), _part(copies, (day,))) for day in chance.sample(days, 2 * EACH)]


def _of_kind(chance: random.Random, copies: Sequence[str], kind: str) -> list[Question]:
    found: dict[float, list[Question]] = {level: [] for level in LEVELS}
    seen = set()
    for _ in range(TRIES):
        term = _excerpt(chance, chance.choice(copies), chance.choice(LENGTHS[kind]))
        if term in seen or not _WORDS.fullmatch(term):
            continue
        seen.add(term)
        rough = _part(copies[:FIRST_LOOK], (term,))
        if rough > 0.02 and len(found[Question(kind, (term,), rough).level]) >= EACH:
            continue
        one = Question(kind, (term,), _part(copies, (term,)))
        if len(found[one.level]) < EACH:
            found[one.level].append(one)
        if all(len(some) >= EACH for some in found.values()):
            break
    return [one for some in found.values() for one in some]


def _excerpt(chance: random.Random, copy: str, length: int) -> str:
    if length == 1:
        return chance.choice(sorted(set(copy)))
    start = chance.randrange(max(1, len(copy) - length))
    return copy[start : start + length]


def _part(copies: Sequence[str], terms: tuple[str, ...]) -> float:
    return sum(all(term in copy for term in terms) for copy in copies) / len(copies)
