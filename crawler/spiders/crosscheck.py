"""The cross-check: what others say stands in a list, against what the list itself had when it was walked.

The catalogue names for each post the page of the portal where it stands, and so the list that must have it. Numbers of
posts grow with time, city-wide: a post numbered above the lowest one that a walk met had to be met by that walk, the
few that were numbered early and filed late aside. What is missing so is read, if it can be, and told once as a gap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.identity import normal_url
from crawler.items import Entry
from crawler.sources import Source
from crawler.spiders.searching import home
from crawler.spiders.visit import Visit

MOST_GAPS = 40
"""So many missing posts of one list are read and told one by one; more are a list that was not read at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a walk speaks for: the list's folder, and all posts above the `lowest` number (every one when `at_end`)."""

    folder: str
    lowest: int | None
    at_end: bool
    met: frozenset[str]


def missing(ground: Ground, claimed: Iterable[Entry]) -> Iterator[Entry]:
    """Give the claimed posts that the walk had to meet and did not, each once, with the address that the list had."""
    told: set[str] = set()
    for entry in claimed:
        if entry.id in ground.met or entry.id in told:
            continue
        address = next((url for url in (entry.url, *entry.alternatives) if _folder(url) == ground.folder), None)
        above = ground.lowest is not None and entry.post_id is not None and entry.post_id > ground.lowest
        if address is not None and (ground.at_end or above):
            told.add(entry.id)
            others = tuple(url for url in (entry.url, *entry.alternatives) if url != address)
            yield replace(entry, url=address, alternatives=others)


async def cross_check(
    visits: Sequence[Visit], searched: Sequence[Entry], watched: Sequence[Source] = ()
) -> list[Visit]:
    """Compare every well walked list with what the catalogues of the same run and the search over the sites say.

    What the search found in no list that is watched, in this run or (`watched`) in another one, is read for the source
    in whose part of the site it stands. Returns the visits of which something was found out.
    """
    claimed = [entry for visit in visits for entry in visit.claims]
    found = []
    for visit in visits:
        if not visit.whole or visit.desk.source.platform == "gkmlpt":
            continue
        for whose, entries in (("catalogue", claimed), ("search", searched)):
            if gaps := list(missing(ground(visit), entries))[:MOST_GAPS]:
                await visit.fill(gaps)
                visit.tell(gaps, f"the city's {whose} names it as a post of this list, which lacks it")
                found.append(visit)
    return [*found, *await _strays(visits, searched, watched)]


async def _strays(visits: Sequence[Visit], searched: Iterable[Entry], watched: Sequence[Source]) -> list[Visit]:
    """Take what the search found outside of every watched list; returns the visits that it was taken for."""
    by_key = {visit.desk.source.key: visit for visit in visits if visit.desk.source.platform == "columns"}
    folders = {_folder(visit.desk.source.start_url) for visit in by_key.values()}
    folders |= {_folder(one.start_url) for one in watched if one.platform == "columns"}
    due: dict[str, list[Entry]] = {}
    for entry in searched:
        source = home(entry, [visit.desk.source for visit in by_key.values()])
        if source is not None and source.allows(entry.url) and _folder(entry.url) not in folders:
            due.setdefault(source.key, []).append(entry)
    for key, entries in due.items():
        await by_key[key].fill(by_key[key].unheld(entries)[:MOST_GAPS])
    return [by_key[key] for key in due]


def ground(visit: Visit) -> Ground:
    """Return what a visit's walk speaks for."""
    met = frozenset(visit.met_before | visit.listed)
    return Ground(folder=_folder(visit.desk.source.start_url), lowest=visit.lowest, at_end=visit.at_end, met=met)


def _folder(url: str) -> str:
    """Return host and path of the list that an address belongs to, whatever the scheme."""
    parts = urlsplit(normal_url(url) or url)
    return f"{parts.netloc}{parts.path.rpartition('/')[0].removesuffix('/content')}/"
