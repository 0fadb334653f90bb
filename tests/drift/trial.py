"""The trial: random changes of random sources, and how many of those that hurt were flagged in the first visit."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from crawler.chances import habits
from tests.drift import lists, mutations
from tests.drift.saved import LONG, keys, saved
from tests.drift.visit import Change, Past, Seen, history, newest, next_day, visit
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


def trials(count: int, *, seed: int = SEED, rechecks: bool = True, fewest: int = LONG) -> Iterator[Trial]:
    """Give days on which nothing was changed, then so many changes, the same ones for the same seed."""
    dice, quiet_dice = random.Random(seed), random.Random(~seed)  # noqa: S311 - not for secrets
    whole = {key: saved(key, 1, fewest) for key in keys()}
    learnt = {key: history(one, newest(one)) for key, one in whole.items()}
    said = "\n".join(page.body for one in whole.values() for key, page in one.truth.items() if key not in newest(one))

    def past(key: str, new: frozenset[str]) -> Past:
        own = learnt[key] if new == newest(whole[key]) else history(whole[key], new)
        platform = whole[key].source.platform
        siblings = [learnt[other].sums for other in keys() if other != key and whole[other].source.platform == platform]
        return Past(new=new, envelope=replace(own, habits=habits(siblings)), said=said)

    pasts = {key: past(key, newest(one)) for key, one in whole.items()}
    for day, key in product((2, 3), keys()):
        yield Trial(source=key, kind=f"none: day {day}", seen=next_day(saved(key, day, fewest), whole[key], pasts[key]))
    for _ in range(count // 4):
        key = quiet_dice.choice(keys())
        new = frozenset(quiet_dice.sample(sorted(whole[key].articles), len(newest(whole[key]))))
        seen = visit(whole[key], of_list=_same, of_page=_same, past=past(key, new), rechecks=rechecks)
        yield Trial(source=key, kind="none: two others are new", seen=seen)
    for _ in range(count):
        key = dice.choice(keys())
        name, of_list, of_page = _change(key, dice)
        seen = visit(whole[key], of_list=of_list, of_page=of_page, past=pasts[key], rechecks=rechecks)
        yield Trial(source=key, kind=name, seen=seen)


def _same(raw: bytes) -> bytes:
    return raw


def _change(key: str, dice: random.Random) -> tuple[str, Change, Change]:
    same = mutations.untouched(dice)
    if dice.random() < 0.3:
        if key == CATALOGUE:
            return "list: interface", lists.on_interface(dice), same
        kind = dice.choice(list(lists.KINDS))
        return f"list: {kind}", lists.KINDS[kind](dice), same
    kind = dice.choice(list(mutations.KINDS))
    return f"page: {kind}", same, mutations.KINDS[kind](dice)
