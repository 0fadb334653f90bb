"""A year of outages, restarts, failures, clock jumps and changed settings: nothing missing, nothing twice.

For each source one crawl for each moment however long the service was away, for each day one edition in order; the
rules stand in `tests.years`, which looks whenever something begins or ends.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import SourceRun, StoredEdition
from archive.store import Archive, editions, runs
from scheduler import done
from scheduler.due import Due, Known
from scheduler.plan import Job
from tests.noted import Notes
from tests.years import DAY, START, TABLES, Event, What, Year

AMOUNTS: dict[What, tuple[int, int]] = {
    "work": (30, 6 * 24 * 60),
    "down": (1, 8 * 24 * 60),
    "crash": (0, 60),
    "stop": (0, 0),
    "back": (5, 170),
    "ahead": (5, 200),
    "false future": (1, 900),
    "fail": (1, 8),
    "settings": (0, len(TABLES) - 1),
}
EVENT = st.sampled_from(sorted(AMOUNTS)).flatmap(
    lambda what: st.integers(*AMOUNTS[what]).map(lambda amount: Event(what, amount))
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(EVENT, min_size=1, max_size=14), missed=st.sampled_from(["each", "combined"]))
def test_weeks_with_whatever_may_happen(events: list[Event], missed: Literal["each", "combined"]) -> None:
    Year(book=Notes(), missed=missed).live(events)


def a_year(random: Random, days: int = 365) -> list[Event]:
    """Events that fill so many days: mostly work, and something between."""
    events: list[Event] = []
    left = days * 24 * 60
    while left > 0:
        work = Event("work", random.randint(60, 5 * 24 * 60))
        other = random.choice(sorted(set(AMOUNTS) - {"work"}))
        amount = random.randint(*AMOUNTS[other])
        events += [work, Event(other, amount)]
        left -= work.amount + (amount if other == "down" else 0)
    return events


@pytest.mark.parametrize("missed", ["each", "combined"])
@pytest.mark.parametrize("seed", [1])
def test_a_year(seed: int, missed: Literal["each", "combined"]) -> None:
    year = Year(book=Notes(), missed=missed)
    year.live(a_year(Random(seed)))  # noqa: S311 - a seed, no secret
    assert year.true - START > 365 * DAY
    real = Counter(kind for kind, day, _ in year.composed if day < date(2028, 1, 1))
    assert real["daily"] > (300 if missed == "each" else 150)
    assert 30 < real["weekly"] <= 56
    assert len(year.visits) > 1000


@dataclass
class Kept:
    """The archive itself in place of the list of notes: what it says must come to the same."""

    archive: Archive
    numbers: list[int] = field(default_factory=list)

    def known(self, plan: list[Job], groups: dict[str, set[str]], now: datetime) -> Known:
        sources = {name: [_Named(one) for one in some] for name, some in groups.items()}
        with self.archive.read() as tx:
            return done.known(tx, plan, sources, now)  # type: ignore[arg-type]

    def claim(self, one: Due, now: datetime) -> int | None:
        with self.archive.begin() as tx:
            return runs.claim(tx, one.job.name, one.moment, now, "here:1:x", tried=one.tried)

    def finish(self, number: int, now: datetime, exit_code: int, note: str) -> None:
        with self.archive.begin() as tx:
            runs.finish(tx, number, now, exit_code, note)

    def abandon(self, plan: list[Job], now: datetime) -> None:
        with self.archive.begin() as tx:
            runs.abandon(tx, [job.name for job in plan], "another:1:x", now)

    def visit(self, source: str, now: datetime) -> None:
        self.numbers.append(len(self.numbers))
        run_id = f"r{len(self.numbers)}"
        with self.archive.begin() as tx:
            runs.add(tx, SourceRun(run_id=run_id, source=source, started_at=now, finished_at=now, status="ok"))

    def edition(self, kind: str, day: date, now: datetime) -> None:
        one = StoredEdition(
            key=f"{kind}-{day}", date=day, kind=kind, language="zh", composed_at=now, subject="", content={},
            html="", text="",
        )  # fmt: skip
        with self.archive.begin() as tx:
            editions.put(tx, one, ())


@dataclass(frozen=True)
class _Named:
    key: str


def test_the_archive_says_the_same_as_a_list_of_notes(archive: Archive) -> None:
    events = a_year(Random(5), days=12)  # noqa: S311 - a seed, no secret
    events += [Event("crash", 5), Event("false future", 3), Event("settings", 2)]
    kept, listed = Year(book=Kept(archive)), Year(book=Notes())  # type: ignore[arg-type]
    kept.live(events)
    listed.live(events)
    assert kept.log == listed.log
    assert len(kept.log) > 30


def test_the_rules_see_what_is_wrong() -> None:
    year = Year(book=Notes())
    year.do_work(3 * 24 * 60)
    digest = next(job for job in year.plan if job.edition == "daily")
    newest = max(at for kind, day, at in year.composed if kind == "daily")
    with pytest.raises(AssertionError, match="composed twice"):
        year.compose(digest, newest)
    with pytest.raises(AssertionError, match="comes after"):
        year.compose(digest, START - 2 * DAY)
    with pytest.raises(AssertionError, match="a second time"):
        year.visit("a", year.visits[-1][2] - timedelta(hours=1), year.now)
    year.true += DAY
    with pytest.raises(AssertionError, match="was not visited since"):
        year.calm()
