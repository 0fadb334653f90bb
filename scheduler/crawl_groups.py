"""The crawls of the plan as they are watched: which sources each visits, and when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from archive.config import Settings
from crawler.sources import Source
from scheduler.plan import CRAWL, jobs


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Sources, by their keys, that are crawled together at certain times of day, in their order."""

    name: str
    sources: tuple[str, ...]
    times: tuple[time, ...]

    @property
    def apart(self) -> timedelta:
        """The longest time between two crawls."""
        moments = [datetime.combine(date.min, at) for at in self.times]
        gaps = [after - before for before, after in pairwise(moments)]
        return max([*gaps, moments[0] + timedelta(days=1) - moments[-1]])


def groups(settings: Settings, dealt: Mapping[str, Sequence[Source]]) -> tuple[Group, ...]:
    """Return the crawls of the plan that visit anything; `dealt` are the sources of each plan, by its name."""
    crawls = [job for job in jobs(settings.schedule, settings.crawls) if job.group is not None]
    made = [
        Group(name=job.name, sources=tuple(one.key for one in dealt.get(job.group or "", ())), times=job.times)
        for job in crawls
    ]
    return tuple(one for one in made if one.sources)


def main(settings: Settings) -> Group:
    """Return the crawl of the sources that no plan names."""
    times = sorted(time.fromisoformat(stated) for stated in settings.schedule.crawl)
    return Group(name=CRAWL, sources=(), times=tuple(times))
