"""Chances: which counts are shares of which, and how likely a share is after what was seen before.

A source of which little is known is not a blank: others are on the same platform. `habits` is what its siblings have in
common, for each share a beta distribution fitted to their shares by its moments. A fact that every sibling states on
every page weighs much; one that some state always and some at times weighs little, and what the source itself has
shown so far decides. Nothing of it outweighs a source that has its own way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, lgamma, log
from statistics import fmean

RARE = 1e-3
"""A share that healthy runs would show less often than this is no accident."""
DOUBTFUL = 2e-3
"""One that they would show less often than this is worth a look."""
SEVERAL = 3
"""Fewer than these that are otherwise prove nothing: what is published on one day is often of one kind."""
STEADY = 0.9
"""What is so on as many pages as this is a habit, and its loss is told."""
SIBLINGS = 5
"""A platform of fewer sources than this, with SEVERAL pages read of each, shows no habit."""
WEIGHT = 50.0
"""A habit counts for as many pages as this at most, and for one at least."""
_WHOLES = {"row": "entries", "page": "read", "size": "read"}
_SHARES = {"told": "agree", "had": "same", "known": "kept"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Habit:
    """What is expected before a source has shown anything: so many pages that have a fact, and so many without it."""

    having: float
    lacking: float


def shares(*counted: Iterable[str]) -> list[tuple[str, str]]:
    """Return each count that is a share, with the name of what it is a share of."""
    found = []
    for name in sorted({name for counts in counted for name in counts}):
        kind, _, fact = name.partition(".")
        if kind in _WHOLES:
            found.append((name, _WHOLES[kind]))
        elif kind in _SHARES:
            found.append((f"{_SHARES[kind]}.{fact}", name))
    return found


def habits(siblings: Iterable[Mapping[str, int]]) -> dict[str, Habit]:
    """Return the habits that sources have in common, by the name of the share; `siblings` are the sums of each."""
    sums = list(siblings)
    found = {}
    for name, of in shares(*sums):
        known = [(one.get(name, 0), one.get(of, 0)) for one in sums]
        if habit := _fitted([(some, whole) for some, whole in known if whole]):
            found[name] = habit
    return found


def _fitted(known: list[tuple[int, int]]) -> Habit | None:
    """Return the distribution that shares come from: the more they differ from each other, the less it weighs."""
    if len(known) < SIBLINGS:
        return None
    rates = [some / whole for some, whole in known]
    pages = sum(whole for _, whole in known)
    middle = fmean(rates)
    usual = min(max(middle, 0.5 / (pages + 1)), 1 - 0.5 / (pages + 1))  # what was never seen is rare, no more
    spread = sum((rate - middle) ** 2 for rate in rates) / len(rates)
    weight = min(max(usual * (1 - usual) / spread - 1, 1.0), WEIGHT) if spread else WEIGHT
    return Habit(having=usual * weight, lacking=(1 - usual) * weight)


def is_rare(found: int, of: int, usual: int, usual_of: int) -> bool:
    """Tell whether so few of so many are less likely than RARE, where `usual` of `usual_of` are the rule.

    Fewer than SEVERAL that are otherwise prove nothing. The rule is
    taken to be a little looser than what was seen (one found and one not found more), so that little
    experience condemns nothing.
    """
    rate = (usual + 1) / (usual_of + 2)
    if not usual_of or of - found < SEVERAL or found >= rate * of:
        return False
    yes, no = log(rate), log(1 - rate)
    return sum(exp(_log_comb(of, k) + k * yes + (of - k) * no) for k in range(found + 1)) < RARE


def is_lost(found: int, of: int, usual: int, usual_of: int, habit: Habit, *, below: float) -> bool:
    """Tell whether a habit was lost: so few of so many are less likely than `below`, and source and siblings have it.

    What is not STEADY, of the source as far as it is known and of both together, comes and goes: it is not lost.
    """
    having, all_ = habit.having + usual, habit.having + habit.lacking + usual_of
    if found >= of or having < STEADY * all_ or usual < STEADY * usual_of:
        return False
    return chance(found, of, usual, usual_of, habit) < below


def chance(found: int, of: int, usual: int, usual_of: int, habit: Habit) -> float:
    """Return how likely so few of so many are, or fewer, for a source that had `usual` of `usual_of` until now."""
    having, lacking = habit.having + usual, habit.lacking + usual_of - usual
    whole = _log_beta(having, lacking)
    return sum(exp(_log_comb(of, k) + _log_beta(having + k, lacking + of - k) - whole) for k in range(found + 1))


def _log_comb(of: int, some: int) -> float:
    """Return the logarithm of how many ways there are to choose: the number itself is none that a float can be."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def _log_beta(one: float, other: float) -> float:
    return lgamma(one) + lgamma(other) - lgamma(one + other)
