"""The trial: random changes of random sources, and how many of those that hurt were flagged in the first visit."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from tests.drift import lists, mutations
from tests.drift.saved import keys, saved
from tests.drift.visit import Change, Seen, history, next_day, visit
from tests.twin.columns import CATALOGUE

SEED = 2026_1118


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One change of one source."""

    source: str
    kind: str
    seen: Seen


@dataclass(kw_only=True)
class Figures:
    """What came of all trials."""

    trials: list[Trial] = field(default_factory=list)

    def add(self, trial: Trial) -> None:
        """Count one more."""
        self.trials.append(trial)

    @property
    def hurt(self) -> list[Trial]:
        """The trials in which something was read otherwise than it is."""
        return [one for one in self.trials if one.seen.hurt]

    @property
    def missed(self) -> list[Trial]:
        """Of these, those that nobody would have noticed."""
        return [one for one in self.hurt if not one.seen.flagged]

    @property
    def false(self) -> list[Trial]:
        """Those in which nothing was hurt and yet something was flagged."""
        return [one for one in self.trials if not one.seen.hurt and one.seen.flagged]

    @property
    def found(self) -> float:
        """The share of those that hurt that was flagged."""
        return 1 - len(self.missed) / max(len(self.hurt), 1)

    @property
    def alarms(self) -> float:
        """The share of those that did not hurt that was flagged."""
        return len(self.false) / max(len(self.trials) - len(self.hurt), 1)

    def kinds(self) -> dict[str, tuple[int, int, int, int]]:
        """Return for each kind how often it was tried, hurt, was flagged then, and flagged without hurting."""
        tried = Counter(one.kind for one in self.trials)
        hurt, missed = Counter(one.kind for one in self.hurt), Counter(one.kind for one in self.missed)
        false = Counter(one.kind for one in self.false)
        return {kind: (tried[kind], hurt[kind], hurt[kind] - missed[kind], false[kind]) for kind in sorted(tried)}


def trials(count: int, *, seed: int = SEED, rechecks: bool = True) -> Iterator[Trial]:
    """Give the days on which nothing was changed, then so many changes, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    envelopes = {key: history(saved(key)) for key in keys()}
    for day, key in product((2, 3), keys()):
        yield Trial(source=key, kind=f"none: day {day}", seen=next_day(saved(key, day), saved(key), envelopes[key]))
    for _ in range(count):
        key = dice.choice(keys())
        name, of_list, of_page = _change(key, dice)
        seen = visit(saved(key), of_list=of_list, of_page=of_page, envelope=envelopes[key], rechecks=rechecks)
        yield Trial(source=key, kind=name, seen=seen)


def _change(key: str, dice: random.Random) -> tuple[str, Change, Change]:
    same = mutations.untouched(dice)
    if dice.random() < 0.3:
        if key == CATALOGUE:
            return "list: interface", lists.on_interface(dice), same
        kind = dice.choice(list(lists.KINDS))
        return f"list: {kind}", lists.KINDS[kind](dice), same
    kind = dice.choice(list(mutations.KINDS))
    return f"page: {kind}", same, mutations.KINDS[kind](dice)
