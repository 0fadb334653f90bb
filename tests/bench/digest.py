"""What an edition costs: `python -m tests.bench.digest [--items N] [--subscribers N]`.

A first day with so many new items, and so many subscribers with different filters, in two languages: seconds of
composing, of writing (each reader's choice, page, text and mail) and of keeping and queueing, and the peak of memory.
The exit code is 1 when composing and writing take more than a minute, or memory more than 400 MB.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from archive.config import Settings
from archive.records import Announcement, Filters, Found, Subscriber
from archive.store import Archive, announcements, judgements, meetings, open_archive, outbox
from digest import sending
from digest.audience import audience
from digest.editions import keep
from digest.verdicts import meetings_in_force, method_of
from tests.crowds import many
from tests.days import crawled, person, subscribe
from tests.editions import DAY, NOW, SOURCES, meeting

SECONDS, MEGABYTES = 60.0, 400
THEMES = ("study", "application", "industry", "talent")
TOWNS = ("小榄镇", "火炬开发区", "石岐街道", "翠亨新区", "古镇镇", "坦洲镇")
WORDS = ("机器人", "算力", "场景", "培训", "人才", "数据", "模型", "制造")
BODIES = ("工业和信息化局", "科学技术局", "人力资源", "党校")


def main() -> int:
    """Measure, print, and judge."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.digest", description=__doc__)
    asked.add_argument("--items", type=int, default=1000)
    asked.add_argument("--subscribers", type=int, default=500)
    stated = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="zswatch-bench-") as folder:
        settings = Settings.model_validate({"data_dir": Path(folder), "web": {"url": "https://watch.example.org"}})
        with open_archive(settings) as archive:
            fill(archive, settings, many(stated.items))
            subscribe(archive, *readers(stated.subscribers))
            return measure(archive, settings)


def fill(archive: Archive, settings: Settings, crowd: tuple[Announcement, ...]) -> None:
    """Keep the items as a crawl does, judged already."""
    crawled(archive, NOW - timedelta(hours=1))
    names = [name for name in Found.__slots__ if hasattr(Announcement, name) and name != "fingerprint"]
    with archive.begin() as tx:
        meetings.put(tx, meeting())
        method = method_of(meetings_in_force(settings, tx))
        for one in crowd:
            assert one.analysis is not None
            read = {name: getattr(one, name) for name in names}
            announcements.keep(tx, Found(**read, fingerprint=one.id), NOW - timedelta(hours=1))
            judgements.put(tx, replace(one.analysis, method=method), NOW)


def readers(count: int) -> list[Subscriber]:
    """Return subscribers who want different things; one in ten wants everything."""
    chance = random.Random(2026)  # noqa: S311 - the same choice each time
    return [
        person(f"reader{number:03}", language="en" if number % 4 == 0 else "zh", filters=_filters(chance))
        for number in range(count)
    ]


def _filters(chance: random.Random) -> Filters:
    if chance.random() < 0.1:
        return Filters()
    kinds = {"themes": THEMES, "towns": TOWNS, "words": WORDS, "bodies": BODIES}
    wanted = chance.sample(sorted(kinds), chance.choice((1, 1, 2)))
    told = {kind: tuple(chance.sample(kinds[kind], chance.choice((1, 2, 3)))) for kind in wanted}
    return Filters(**told, deadline=chance.random() < 0.1, money=chance.random() < 0.1)


def measure(archive: Archive, settings: Settings) -> int:
    """Print what each step takes; return the exit code."""
    took: dict[str, float] = {}
    with archive.read() as tx:
        with timed(took, "compose"):
            issue = sending.issue_of(tx, settings, "daily", DAY, SOURCES, NOW)
        assert issue is not None
        people = audience(tx, settings, "daily", DAY)
        with timed(took, "write"):
            letters = sending.written(tx, settings, issue, people)
    with timed(took, "keep and queue"), archive.begin() as tx:
        keep(tx, issue)
        sending.enqueue(tx, [one.queued for one in letters], NOW)
    with archive.read() as tx:
        assert outbox.counts(tx)["queued"] == len(people)
    different = len({tuple(item.line.id for item in one.edition.items) for one in letters})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(issue.house.items)} items, {len(people)} readers, {different} different choices")
    for name, seconds in took.items():
        print(f"{name:<16} {seconds:6.1f} s")
    print(f"{'peak memory':<16} {peak:6.0f} MB")
    print(f"{'largest mail':<16} {max(len(one.message) for one in letters) / 1000:6.0f} kB")
    return 1 if took["compose"] + took["write"] > SECONDS or peak > MEGABYTES else 0


@contextmanager
def timed(took: dict[str, float], name: str) -> Iterator[None]:
    """Note how long a block takes."""
    begun = time.perf_counter()
    yield
    took[name] = time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
