"""Which hosts a crawl has for itself, and which it shares: no host is asked by two crawls at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive
    from crawler.sources import Source
    from crawler.spiders.fetch import Turns

WAIT_SECONDS = 90.0
"""How long a crawl waits for its hosts: longer than what a dead one held stays locked."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What a crawl is told of its hosts: the turns at shared ones, and whether it has lost its own."""

    shared: "Turns | None" = None
    lost: Callable[[], bool] = bool


@contextmanager
def alone_at(
    archive: "Archive", settings: "Settings", sources: "Iterable[Source]", known: "Iterable[Source]"
) -> Iterator[Alone]:
    """Hold the hosts of some sources for the length of a crawl, among all processes and machines.

    `known` are all sources there are: who shares a host with one of them is kept away too.
    Raises Busy when another crawl has one of them for longer than WAIT_SECONDS.
    """
    from archive.store import leases
    from crawler.spiders.turns import SharedHosts, lease_of

    keys = {source.key for source in sources}
    own = sorted(host for each in components([*known, *sources]) if keys & each.keys for host in each.hosts)
    turns = SharedHosts(archive, shared_hosts() - frozenset(own), settings.crawler.delay_seconds)
    names = [lease_of(host) for host in own]
    seconds = settings.engine.silent_seconds
    with leases.held(archive, names, busy="another crawl asks it", wait_seconds=WAIT_SECONDS, seconds=seconds) as held:
        yield Alone(shared=turns, lost=lambda: held.lost)


@dataclass(frozen=True, slots=True)
class Component:
    """Sources that can not be told apart by their hosts: whoever asks one of them may ask a host of another.

    `hosts` are the names and patterns (`*.zs.gov.cn`) that they declare, and those of their lists.
    """

    sources: "tuple[Source, ...]"
    hosts: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the sources."""
        return frozenset(source.key for source in self.sources)

    @property
    def width(self) -> int:
        """How many hosts there are to be asked side by side, as far as the addresses of lists tell."""
        return len({urlsplit(source.start_url).hostname for source in self.sources})


def components(sources: "Iterable[Source]") -> list[Component]:
    """Return the sources in groups no two of which may ask the same host, in an order that rests on hosts alone.

    What sources of many places ask beside their own hosts (`shared_hosts`) is left out: requests to it take turns.
    """
    once = sorted({source.key: source for source in sources}.values(), key=lambda source: source.key)
    hosts = {source.key: hosts_of(source) for source in once}
    parents = {host: host for some in hosts.values() for host in some}

    def root(host: str) -> str:
        while parents[host] != host:
            parents[host] = parents[parents[host]]
            host = parents[host]
        return host

    for some in hosts.values():
        first, *others = sorted(some)
        for other in others:
            parents[root(other)] = root(first)
    for host in sorted(parents):
        for wider in _wider(host):
            if wider in parents:
                parents[root(host)] = root(wider)
    groups: dict[str, list[Source]] = {}
    for source in once:
        groups.setdefault(root(min(hosts[source.key])), []).append(source)
    made = [Component(tuple(some), frozenset().union(*(hosts[one.key] for one in some))) for some in groups.values()]
    return sorted(made, key=lambda one: min(one.hosts))


def bundles(groups: Sequence[Component], most: int) -> list[Component]:
    """Return components put together, neighbours first, up to so many hosts; one that has more stays whole."""
    made: list[list[Component]] = []
    for one in groups:
        if made and sum(each.width for each in made[-1]) + one.width <= most:
            made[-1].append(one)
        else:
            made.append([one])
    return [
        Component(
            tuple(source for each in some for source in each.sources),
            frozenset(host for each in some for host in each.hosts),
        )
        for some in made
    ]


def hosts_of(source: "Source") -> frozenset[str]:
    """Return what a source declares of hosts, and that of its list, without ports."""
    declared = {host.partition(":")[0] for host in source.hosts}
    return frozenset({*declared, urlsplit(source.start_url).hostname or ""})


def _wider(host: str) -> Iterator[str]:
    """Give the patterns that take a host, or a pattern, in: `*.zs.gov.cn` takes zs.gov.cn and what is under it."""
    name = host.removeprefix("*.")
    while name:
        yield f"*.{name}"
        name = name.partition(".")[2]


def shared_hosts() -> frozenset[str]:
    """Return the hosts that sources of many places ask: the platform of policy readings, the government's search."""
    from crawler.identity import READINGS
    from crawler.pages.site_search import ADDRESS

    return frozenset({READINGS, urlsplit(ADDRESS).hostname or ""})
