"""Score the collection on the twin's days: `python -m tests.score_collection` (or `make score-collection`).

Two days are crawled as they are, the third on three evenings, so that what vanished on it can be withdrawn. What is
held then is compared with what stood there. Exit code 1 when a floor is missed.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive
from archive.text import fingerprint
from tests.crawling import crawl, environment
from tests.twin import Twin
from tests.twin.truth import Expected

CORPORA = "ZSWATCH_TEST_CORPORA"
EVENINGS = [
    (1, "2026-11-18T20:00:00+08:00"),
    (2, "2026-11-19T20:00:00+08:00"),
    (3, "2026-11-20T20:00:00+08:00"),
    (3, "2026-11-21T20:00:00+08:00"),
    (3, "2026-11-22T20:00:00+08:00"),
]
FACTS = ("title", "published", "issuer", "doc_number")
MORE = ("tests.score_attachments", "tests.score_revisions", "tests.score_reposts")
"""Scores of their own that belong to the collection, where they are."""


class Line(NamedTuple):
    """One figure: so many of so many, and the least share that is right."""

    name: str
    part: int
    whole: int
    floor: float

    @property
    def share(self) -> float:
        """The figure as a share; nothing of nothing is all of it."""
        return self.part / self.whole if self.whole else 1.0

    @property
    def holds(self) -> bool:
        """Whether the floor is kept."""
        return self.share >= self.floor


@dataclass(frozen=True, kw_only=True, slots=True)
class Evening:
    """What the archive held after one crawl, and which of so many sources were not well."""

    held: Mapping[str, Announcement]
    sources: int
    unwell: tuple[str, ...]


def evenings(twin: Twin, data: Path) -> Iterator[Evening]:
    """Crawl evening after evening."""
    for day, now in EVENINGS:
        twin.day = day
        report = crawl(environment(data, twin.environment(), now=now))
        with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
            held = {one.id: one for one in announcements.select(tx, Query(limit=None))}
        unwell = [f"{one['source']}: {one['why']}" for one in report["sources"] if one["status"] != "ok"]
        yield Evening(held=held, sources=len(report["sources"]), unwell=tuple(unwell))


def lines(twin: Twin, seen: Sequence[Evening]) -> list[Line]:
    """Return all figures, each of the evening on which it can be told."""
    truth = {day: twin.expected(day) for day in (1, 2, 3)}
    ever, third, last = truth[1] | truth[2] | truth[3], seen[2].held, seen[-1].held
    changed = _changed(truth[1], truth[2]) | _changed(truth[2], truth[3])
    revised = _revised(seen[0].held, seen[1].held) | _revised(seen[1].held, third)
    gone, withdrawn = twin.gone(3), {one.id for one in last.values() if one.withdrawn_at}
    visits = sum(one.sources for one in seen)
    return [
        Line("visits that were well", visits - sum(len(one.unwell) for one in seen), visits, 1.0),
        *_pair("announcements", set(last), set(ever)),
        *(_fact(name, third, truth[3]) for name in FACTS),
        _bodies(third, truth[3]),
        _files(third, truth[3]),
        *_pair("revisions", revised, changed),
        *_pair("withdrawals", withdrawn, gone),
    ]


def _pair(name: str, said: set[str], true: set[str]) -> list[Line]:
    """Return recall and precision."""
    right = len(said & true)
    return [Line(f"{name} found", right, len(true), 1.0), Line(f"{name} that are right", right, len(said), 1.0)]


def _fact(name: str, held: Mapping[str, Announcement], truth: Mapping[str, Expected]) -> Line:
    right = sum(one in held and _same(name, held[one], there) for one, there in truth.items())
    return Line(f"{name} right", right, len(truth), 1.0)


def _same(name: str, mine: Announcement, there: Expected) -> bool:
    if name != "published":
        return bool(getattr(mine, name) == getattr(there, name))
    if mine.published is None:
        return False
    if there.printed == "day":  # the pages state no time
        return mine.published.date() == there.published.date()
    return mine.published.replace(second=0) == there.published.replace(second=0)


def _bodies(held: Mapping[str, Announcement], truth: Mapping[str, Expected]) -> Line:
    """Return F1 over the characters of all bodies together: as twice what is common of all that is there."""
    common = whole = 0
    for one, there in truth.items():
        mine, right = (_characters(text) for text in (held[one].body if one in held else "", there.body))
        common += 2 * (mine & right).total()
        whole += mine.total() + right.total()
    return Line("characters of bodies, F1", common, whole, 0.99)


def _files(held: Mapping[str, Announcement], truth: Mapping[str, Expected]) -> Line:
    """Return recall over the characters of all attachments that have words."""
    found = whole = 0
    for one, there in truth.items():
        texts = {file.url: file.text or "" for file in held[one].attachments} if one in held else {}
        for file in there.attachments:
            right = _characters(file.text or "")
            found += (_characters(texts.get(file.url, "")) & right).total()
            whole += right.total()
    return Line("characters of attachments, recall", found, whole, 0.98)


def _characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _changed(before: Mapping[str, Expected], after: Mapping[str, Expected]) -> set[str]:
    return {one for one in before.keys() & after.keys() if _words(before[one]) != _words(after[one])}


def _words(one: Expected) -> object:
    """Return what makes a revision when it changes: words, not the blanks between them."""
    files = [(file.url, file.name, fingerprint(file.text)) for file in one.attachments]
    return fingerprint(one.title), fingerprint(one.body), one.doc_number, files


def _revised(before: Mapping[str, Announcement], after: Mapping[str, Announcement]) -> set[str]:
    return {one for one in before.keys() & after.keys() if after[one].revision > before[one].revision}


def others() -> list[list[str]]:
    """Return the commands of the scores that belong to the collection and can be made here."""
    found = [[sys.executable, "-m", name] for name in MORE if find_spec(name)]
    if corpora := os.environ.get(CORPORA):
        found.append([sys.executable, "-m", "tests.bench.readers", f"{corpora}/chinese-web"])
    return found


def main() -> int:
    """Print the figures, then what the other scores print."""
    with Twin() as twin, tempfile.TemporaryDirectory() as folder:
        seen = list(evenings(twin, Path(folder) / "data"))
        figures = lines(twin, seen)
    for line in figures:
        mark = "" if line.holds else f"   below its floor of {line.floor:.2%}"
        print(f"{line.name:36}{line.part:8} of {line.whole:8}{line.share:10.2%}{mark}")
    for words in {words for one in seen for words in one.unwell}:
        print(f"not well: {words}")
    sys.stdout.flush()
    codes = []
    for command in others():
        print(f"\n{' '.join(command[1:3])}", flush=True)
        codes.append(subprocess.run(command, check=False).returncode)
    return int(any(codes) or not all(line.holds for line in figures))


if __name__ == "__main__":
    sys.exit(main())
