"""How well answers are ranked: `python -m tests.score_search` prints NDCG@10 over the labelled queries."""

import argparse
import math
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from archive.config import Settings
from archive.records import Announcement, Found, Query
from archive.search import search
from archive.store import Archive, announcements, indexing, open_archive
from archive.text import fingerprint
from tests.labelled import load

FOLDER = Path(__file__).parent / "fixtures" / "queries"
SETS = ("development", "test")
FLOORS = {"development": 0.87, "test": 0.9}
"""NDCG@10 that a change may not fall below; they only rise."""
TOP = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a reader types, and how well each announcement answers: 3 exactly this, 2 useful, 1 touches it."""

    words: str
    grades: Mapping[str, int]


def queries(name: str) -> list[Labelled]:
    """Return the labelled queries of a set."""
    stated = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [Labelled(one["words"], one["grades"]) for one in stated["query"]]


@contextmanager
def filled() -> Iterator[Archive]:
    """An archive of all labelled announcements."""
    with tempfile.TemporaryDirectory() as folder, open_archive(Settings(data_dir=Path(folder))) as archive:
        with archive.begin() as tx:
            for part in SETS:
                for one in load(part):
                    announcements.keep(tx, _found(one.announcement), one.announcement.first_seen)
        indexing.bring_up(archive)
        yield archive


def scores(archive: Archive, asked: Sequence[Labelled]) -> dict[str, float]:
    """Return the NDCG@10 of each query."""
    found = {}
    with archive.read() as tx:
        for one in asked:
            hits = search(tx, Query(words=one.words, limit=TOP)).hits
            found[one.words] = ndcg([one.grades.get(hit.id, 0) for hit in hits], list(one.grades.values()))
    return found


def ndcg(ranked: Sequence[int], grades: Sequence[int]) -> float:
    """Return the gain of the first TOP answers by their places, 1 for the best order that there is."""
    best = _gain(sorted(grades, reverse=True))
    return _gain(ranked) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades[:TOP]))


def _found(one: Announcement) -> Found:
    names = (name for name in Found.__slots__ if name != "fingerprint")
    stated = {name: getattr(one, name) for name in names}
    return Found(**stated, fingerprint=fingerprint(one.title, one.body))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=0, help="print so many of the worst queries")
    worst = parser.parse_args().worst
    with filled() as archive:
        for name in SETS:
            found = scores(archive, queries(name))
            print(f"{name:12} {len(found):4} queries  NDCG@10 {mean(found.values()):.4f}  (floor {FLOORS[name]})")
            for words, score in sorted(found.items(), key=lambda one: one[1])[:worst]:
                print(f"    {score:.3f}  {words}")


if __name__ == "__main__":
    main()
