"""Which sources are crawled when: those with a plan of their own, and all others. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from archive.config import Settings
from archive.sections import Crawls
from crawler.sources import Source

MAIN = "crawl"
"""What the plan of all other sources is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Sources, by their keys, that are crawled together at certain times of day."""

    name: str
    sources: tuple[str, ...]
    times: tuple[time, ...]

    @property
    def apart(self) -> timedelta:
        """The longest time between two crawls."""
        moments = [datetime.combine(date.min, at) for at in self.times]
        gaps = [after - before for before, after in pairwise(moments)]
        return max([*gaps, moments[0] + timedelta(days=1) - moments[-1]])


def groups(settings: Settings, sources: Sequence[Source]) -> tuple[Group, ...]:
    """Return the groups of these sources, those that have none left out; a source is in the first that names it."""
    rest, found = list(sources), []
    for plan in settings.crawls:
        named = [one for one in rest if one.key in plan.sources or one.stem in plan.sources]
        found.append(Group(name=plan.name, sources=tuple(one.key for one in named), times=times_of(plan)))
        rest = [one for one in rest if one not in named]
    found.append(main(settings, tuple(one.key for one in rest)))
    return tuple(one for one in found if one.sources)


def main(settings: Settings, sources: tuple[str, ...] = ()) -> Group:
    """Return the group of the sources that have no plan of their own."""
    times = tuple(sorted(time.fromisoformat(stated) for stated in settings.schedule.crawl))
    return Group(name=MAIN, sources=sources, times=times)


def times_of(plan: Crawls) -> tuple[time, ...]:
    """Return the times of day of a plan in their order."""
    if plan.every_minutes is None:
        return tuple(sorted(time.fromisoformat(stated) for stated in plan.times))
    every = [time(*divmod(minute, 60)) for minute in range(0, 24 * 60, plan.every_minutes)]
    first, last = (time.fromisoformat(stated) for stated in plan.between)
    return tuple(one for one in every if first <= one <= last) or (first,)
