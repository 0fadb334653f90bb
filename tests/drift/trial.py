"""The trial: random changes of random sources, and how many of those that hurt were flagged in the first visit."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from crawler.chances import habits
from crawler.envelope import Envelope
from tests.drift import lists, mutations
from tests.drift.saved import LONG, Saved, keys, saved
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


@dataclass(kw_only=True)
class Archive:
    """What was learnt of all sources, with so many announcements in each list at least."""

    fewest: int
    whole: dict[str, Saved] = field(init=False)
    learnt: dict[str, Envelope] = field(init=False)
    said: str = field(init=False)

    def __post_init__(self) -> None:
        self.whole = {key: saved(key, 1, self.fewest) for key in keys()}
        self.learnt = {key: history(one, newest(one)) for key, one in self.whole.items()}
        bodies = (page.body for one in self.whole.values() for key, page in one.truth.items() if key not in newest(one))
        self.said = "\n".join(bodies)

    def past(self, key: str, new: frozenset[str] | None = None) -> Past:
        """Return what is known of a source, with what its siblings have in common; `new` are not known."""
        one = self.whole[key]
        others = [other for other in keys() if other != key]
        siblings = [self.learnt[other].sums for other in others if self._platform(other) == one.source.platform]
        own = self.learnt[key] if new is None else history(one, new)
        unknown = newest(one) if new is None else new
        return Past(new=unknown, envelope=replace(own, habits=habits(siblings)), said=self.said)

    def _platform(self, key: str) -> str:
        return self.whole[key].source.platform


def pasts(fewest: int) -> dict[str, Past]:
    """Return what is known of each source before a visit."""
    archive = Archive(fewest=fewest)
    return {key: archive.past(key) for key in keys()}


def trials(count: int, *, seed: int = SEED, rechecks: bool = True, fewest: int = LONG) -> Iterator[Trial]:
    """Give days on which nothing was changed, then so many changes, the same ones for the same seed."""
    dice, quiet_dice = random.Random(seed), random.Random(~seed)  # noqa: S311 - not for secrets
    archive = Archive(fewest=fewest)
    past = {key: archive.past(key) for key in keys()}
    for day, key in product((2, 3), keys()):
        seen = next_day(saved(key, day, fewest), archive.whole[key], past[key])
        yield Trial(source=key, kind=f"none: day {day}", seen=seen)
    for _ in range(count // 4):
        key = quiet_dice.choice(keys())
        one = archive.whole[key]
        others = archive.past(key, frozenset(quiet_dice.sample(sorted(one.articles), len(newest(one)))))
        seen = visit(one, of_list=_same, of_page=_same, past=others, rechecks=rechecks)
        yield Trial(source=key, kind="none: two others are new", seen=seen)
    for _ in range(count):
        key = dice.choice(keys())
        name, of_list, of_page = _change(key, dice)
        seen = visit(archive.whole[key], of_list=of_list, of_page=of_page, past=past[key], rechecks=rechecks)
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
