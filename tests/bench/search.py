"""How quick search is: `python -m tests.bench.search [--announcements N] [--postgres URL] [--keep FOLDER]`.

Fills an archive with made-up announcements, indexes it, and asks for the first page (20 hits ranked, counts and facets)
of queries of every length and frequency, and for the newest 20 hits alone, on SQLite and, with a URL, on PostgreSQL (an
empty database, or one that this has filled before); beside a scan with LIKE and beside tantivy doing the same, in the
same run. With --keep, what a folder and the
database have is used again. Prints milliseconds: of each query the median of three.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from archive.config import Settings
from archive.records import Query
from archive.search import search
from archive.store import Archive, finding, indexing, open_archive
from archive.tables import Matching
from tests.bench import made_up_archive, others
from tests.bench.questions import CLASSES, DATE, LEVELS, Question, choose

SAMPLE = 20_000
ROUNDS = 3
SCANNED = 2
"""Queries of a class and a level that are asked by a scan, which takes seconds."""
CHECKED = 6
"""Queries whose count is compared with a scan's."""
TARGET, TIMES = 50.0, 2.0
FILTERS = {
    "no filter": Query(),
    "source": Query(source="zs_gxj"),
    "a year": Query(since=date(2019, 3, 1), until=date(2020, 2, 29)),
    "theme": Query(theme="industry"),
}

Times = dict[str, dict[str, list[float]]]
"""Milliseconds by filter and class."""


def main() -> None:
    """Measure and print."""
    stated = _stated()
    with _folder(stated.keep) as folder:
        engines = {"SQLite": Settings(data_dir=folder / "sqlite")}
        if stated.postgres:
            engines["PostgreSQL"] = Settings(data_dir=folder / "postgresql", database_url=stated.postgres)
        questions: list[Question] = []
        theirs: others.Dedicated | None = None
        for name, settings in engines.items():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            with open_archive(settings) as archive:
                prepare(name, archive, stated.announcements)
                questions = questions or choose(list(made_up_archive.sample(archive, SAMPLE)))
                theirs = theirs or others.tantivy(archive, folder / "tantivy")
                hits = asked(theirs.hits, questions) if theirs is not None else None
                page = asked(theirs.page, questions) if theirs is not None else None
                if hits is not None and page is not None:
                    show("tantivy, 20 hits and their count", hits, None)
                    show("tantivy, a page with snippets and facets", page, None)
                show(f"{name}, the newest 20 hits", asked(_newest(archive), questions), hits)
                show(f"{name}, a page with snippets and facets", asked(_ours(archive), questions), page)
                _by_level(name, _ours(archive), questions)
                _scans(name, archive, questions)


def prepare(name: str, archive: Archive, count: int) -> None:
    """Fill and index an archive that is not yet, and print what that took."""
    with archive.read() as tx:
        kept = tx.execute(sa.select(sa.func.count()).select_from(Matching)).scalar_one()
        waiting = indexing.waiting(tx)
    if not kept:
        begun = time.perf_counter()
        made_up_archive.fill(archive, count)
        kept = waiting = count
        print(f"{name}: {count:,} announcements made in {time.perf_counter() - begun:.0f} s, {_size(archive)}")
    if waiting:
        begun = time.perf_counter()
        (indexing.anew if waiting == kept else indexing.bring_up)(archive)
        print(f"{name}: {waiting:,} indexed in {time.perf_counter() - begun:.0f} s, {_size(archive)}")
    print(f"{name}: {kept:,} announcements, {_size(archive)}", flush=True)


def asked(ask: others.Answer, questions: Sequence[Question]) -> Times:
    """Return what asking each question takes, with each filter."""
    found: Times = {}
    for name, filters in FILTERS.items():
        found[name] = defaultdict(list)
        for question in questions:
            found[name][question.kind].append(_median(lambda: ask(question, filters)))  # noqa: B023 - called at once
    return found


def show(name: str, ours: Times, dedicated: Times | None) -> None:
    """Print p50 and p95, and how many times those of the dedicated engine."""
    print(f"\n{name}\n{'':<14}" + "".join(f"{one:>26}" for one in FILTERS))
    for kind in (*CLASSES, "all"):
        cells = []
        for of, times in ours.items():
            some = _of(times, kind)
            ratio = f" ({_p95(some) / _p95(_of(dedicated[of], kind)):.1f}x)" if dedicated else ""
            mark = "!" if _p95(some) > TARGET else " "
            cells.append(f"{statistics.median(some):8.1f} /{_p95(some):8.1f}{mark}{ratio}")
        print(f"{kind:<14}" + "".join(f"{cell:>26}" for cell in cells))
    everything = [one for times in ours.values() for one in _of(times, "all")]
    print(f"{name}: p50 {statistics.median(everything):.1f} ms, p95 {_p95(everything):.1f} ms", flush=True)
    if dedicated:
        theirs = [one for times in dedicated.values() for one in _of(times, "all")]
        print(f"{name}: p95 is {_p95(everything) / _p95(theirs):.2f} times tantivy's (at most {TIMES:.0f} wanted)")


def _by_level(name: str, ask: others.Answer, questions: Sequence[Question]) -> None:
    """Print medians and the slowest by the part of the archive in which a query stands."""
    print(f"\n{name}, no filter, median / slowest by part of the archive in which a query stands")
    print(f"{'':<14}" + "".join(f"{f'>= {level:.2%}':>18}" for level in LEVELS))
    for kind in CLASSES:
        cells = []
        for level in LEVELS:
            some = [_median(lambda: ask(one, Query())) for one in questions if one.kind == kind and one.level == level]  # noqa: B023
            cells.append(f"{statistics.median(some):.1f} /{max(some):.1f}" if some else "-")
        print(f"{kind:<14}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


def _scans(name: str, archive: Archive, questions: Sequence[Question]) -> None:
    """Print what scans take, and that counts are those of a scan."""
    ours, ask = _ours(archive), others.scan(archive)
    begun: dict[tuple[str, float], list[Question]] = defaultdict(list)
    for one in questions:
        begun[one.kind, one.level].append(one)
    print(f"\n{name}: a scan with LIKE for the newest {others.ENOUGH}, no filter")
    for kind in CLASSES:
        some = [one for (of, _), those in begun.items() if of == kind for one in those[:SCANNED]]
        scans = [_once(lambda: ask(one, Query())) for one in some]  # noqa: B023
        mine = [_median(lambda: ours(one, Query())) for one in some]  # noqa: B023
        times = statistics.median(scans) / statistics.median(mine)
        print(f"{kind:<14}{statistics.median(scans):9.0f} /{max(scans):9.0f} ms, {times:.0f} times ours", flush=True)
    rare = [one for one in questions if one.part < 0.0005 and one.kind != DATE]  # a scan knows one form of a day
    checked = rare[:: max(1, len(rare) // CHECKED)][:CHECKED]
    wrong = [one for one in checked if ours(one, Query()) != others.exact(archive, one)]
    print(f"{name}: counts of {len(checked)} queries compared with a scan, {len(wrong)} differ")


def _ours(archive: Archive) -> others.Answer:
    def ask(question: Question, filters: Query) -> int:
        with archive.read() as tx:
            stated = {"words": question.words, "limit": others.FIRST_PAGE}
            return search(tx, _with(filters, stated), facets=True).count

    return ask


def _newest(archive: Archive) -> others.Answer:
    """Ask for the newest 20, neither ranked nor counted, as feeds do."""

    def ask(question: Question, filters: Query) -> int:
        with archive.read() as tx:
            what = finding.asked(_with(filters, {"words": question.words}))
            return len(list(islice(finding.rows(tx, what), others.FIRST_PAGE)))

    return ask


def _with(filters: Query, stated: dict[str, object]) -> Query:
    fields = {name: getattr(filters, name) for name in Query.__slots__}
    return Query(**(fields | stated))


def _median(ask: Callable[[], int]) -> float:
    return statistics.median(_once(ask) for _ in range(ROUNDS))


def _once(ask: Callable[[], int]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def _of(times: dict[str, list[float]], kind: str) -> list[float]:
    return [one for some in times.values() for one in some] if kind == "all" else times[kind]


def _p95(some: Sequence[float]) -> float:
    return sorted(some)[int(0.95 * (len(some) - 1) + 0.5)]


def _size(archive: Archive) -> str:
    """Return what the database takes, and what of it is the index."""
    with archive.read() as tx:
        connection = tx.connection()
        if connection.dialect.name == "sqlite":
            whole = Path(str(archive.engine.url.database)).stat().st_size
            part = connection.scalar(sa.text("SELECT sum(length(block)) FROM grams_data"))
        else:
            whole = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
            part = connection.scalar(sa.text("SELECT pg_total_relation_size('grams')"))
    return f"{whole / 1e6:,.0f} MB, of it the index {(part or 0) / 1e6:,.0f} MB"


def _stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--announcements", type=int, default=1_000_000)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
