"""Which sources each crawl of the plan visits: every source stands in one plan, so that none is crawled twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from archive.config import Settings
from archive.errors import WrongSettings, WrongUse
from archive.store import Tx, runs
from crawler.sources import Source, choose, load
from scheduler.hosts import components
from scheduler.plan import Job, plan

REST = ""
"""The plan of the sources that no table of [[crawls]] names."""


def dealt(settings: Settings) -> dict[str, list[Source]]:
    """Return the enabled sources of each plan, by its name; the rest under the empty name.

    The first table that names a source, by its key or its publisher's, has it. Raises WrongSettings for a name that is
    no source, with the nearest one that is.
    """
    known = load(settings.crawler.sources_dir)
    disabled = {one.key for one in choose(known, settings.crawler.disabled)} if settings.crawler.disabled else set()
    free = {one.key: one for one in known.values() if one.enabled and one.key not in disabled}
    found: dict[str, list[Source]] = {}
    for table in settings.crawls:
        try:
            named = choose(known, table.sources)
        except WrongUse as error:
            raise WrongSettings(f"crawls.{table.name}.sources: {error}") from None
        found[table.name] = [one for one in named if free.pop(one.key, None) is not None]
    return found | {REST: list(free.values())}


def of_plan(settings: Settings, name: str) -> list[Source]:
    """Return the sources of a plan; raises WrongUse when there is none of that name."""
    plans = dealt(settings)
    if name not in plans:
        named = ", ".join(sorted(plans.keys() - {REST})) or "none"
        raise WrongUse(f"no table of [[crawls]] has the name {name!r}; there are: {named}")
    return plans[name]


def unvisited(tx: Tx, sources: Sequence[Source], since: datetime, now: datetime) -> list[Source]:
    """Return the sources at which no run ended well since a moment; runs of a time still to come prove nothing."""
    health = runs.health(tx, [one.key for one in sources], until=now)
    return [one for one in sources if not (last := health[one.key].last_success) or last < since]


def visited(tx: Tx, sources: Sequence[Source], until: datetime) -> datetime | None:
    """Return since when each of the sources was visited at least once, well or not; None when one never was."""
    ends = [one.last_run for one in runs.health(tx, [one.key for one in sources], until=until).values()]
    return min((end for end in ends if end is not None), default=None) if None not in ends else None


def laid_out(settings: Settings) -> tuple[Job, ...]:
    """Return the plan with lanes that keep crawls apart which may ask the same host, and no others."""
    lanes = lanes_of(dealt(settings))
    return tuple(
        one if one.group is None else replace(one, lane=f"{one.lane} {lanes[one.group]}") for one in plan(settings)
    )


def lanes_of(plans: Mapping[str, Sequence[Source]]) -> dict[str, int]:
    """Return a number for each plan, the same one for plans that may ask the same host, directly or through others."""
    groups = [{name} for name, sources in plans.items() if not sources]
    for one in components(source for sources in plans.values() for source in sources):
        names = {name for name, sources in plans.items() if one.keys & {source.key for source in sources}}
        met = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names] + [names.union(*met)]
    return {name: number for number, names in enumerate(groups) for name in names}
