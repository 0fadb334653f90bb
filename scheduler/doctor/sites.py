"""The sites: one request to each host, for its robots.txt, which shows name, connection, certificate and permission."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import clock
from archive.errors import TryLater
from crawler.agent import MOST_BYTES, forbidden, user_agent
from scheduler.doctor import clocks
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

if TYPE_CHECKING:
    from crawler.sources import Source
    from digest.channels.exchange import Answer

NAME = "sites"
SECONDS = 20.0
AT_ONCE = 64
"""Hosts that are asked at the same time, one request each; those of three hundred cities within a minute."""
DO_AWAY = "open it from this machine (curl -v); then look at network, proxy, resolver and firewall"
DO_ROBOTS = "ask the site's owner, or put the sources into crawler.disabled; crawler.obey_robots = false is on you"


@dataclass(slots=True)
class _Host:
    """A host, what is to be read from it, and what came of asking: an answer or why there is none."""

    root: str
    urls: tuple[str, ...]
    answer: "Answer | None" = None
    asked_at: datetime | None = None
    why: str = ""


def look(it: Installation) -> Iterator[Finding]:
    """Ask every host of a source in force once, side by side, and set our clock beside what they say."""
    hosts = [_Host(root, urls) for root, urls in by_host(it.sources).items()]
    places = threading.Semaphore(AT_ONCE)
    asking = [threading.Thread(target=_ask, args=(one, it, places), daemon=True) for one in hosts]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    agent = user_agent(it.settings.crawler.contact)
    yield clocks.beside(clock.now(), [(one.asked_at, one.answer.date) for one in hosts if one.answer and one.asked_at])
    for one in hosts:
        yield judged(one.root, one.urls, one.answer, one.why, agent, obeyed=it.settings.crawler.obey_robots)


def by_host(sources: "Iterable[Source]") -> dict[str, tuple[str, ...]]:
    """Return the addresses at which sources begin, by scheme and host."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in sources:
        parts = urlsplit(one.start_url)
        found[f"{parts.scheme}://{parts.netloc}"].append(one.start_url)
    return {root: tuple(urls) for root, urls in sorted(found.items())}


def judged(
    root: str, urls: Sequence[str], answer: "Answer | None", why: str, agent: str, *, obeyed: bool = True
) -> Finding:
    """Say what the answer for a robots.txt means (RFC 9309, 2.3.1); without one, `why` there is none."""
    if answer is None:
        return fault(NAME, f"{root}: {why}", DO_AWAY)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        said = f"{root}: robots.txt answers {answer.status}, and nothing is asked until it can be read"
        return fault(NAME, said, "wait, and look again")
    if answer.status != HTTPStatus.OK:
        there = "redirects" if answer.status < HTTPStatus.BAD_REQUEST else "has none"
        return well(NAME, f"{root}: answers; robots.txt: {there} ({answer.status})")
    closed = forbidden(answer.body, urls, agent)
    if closed and obeyed:
        return fault(NAME, f"{root}: robots.txt forbids {len(closed)} of {len(urls)} lists: {closed[0]}", DO_ROBOTS)
    if closed:
        return warning(NAME, f"{root}: robots.txt forbids {closed[0]} and is not obeyed", "set crawler.obey_robots")
    return well(NAME, f"{root}: answers, robots.txt allows {_lists(len(urls))}")


def _lists(count: int) -> str:
    return "its list" if count == 1 else f"all {count} lists"


def _ask(one: _Host, it: Installation, places: threading.Semaphore) -> None:
    from digest.channels import exchange

    headers = {"User-Agent": user_agent(it.settings.crawler.contact)}
    with places:
        try:
            one.answer = exchange.get(
                f"{one.root}/robots.txt", headers, network=it.settings.network, seconds=SECONDS, what="robots.txt",
                most=MOST_BYTES,
            )  # fmt: skip
            one.asked_at = clock.now()
        except TryLater as error:
            one.why = str(error)
