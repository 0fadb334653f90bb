"""Silence is proven, or what is unknown is named: over every combination of what the sources can be like."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.config import Settings
from archive.records import Health, SourceStatus
from archive.store import Archive, runs
from digest import run
from digest.compose import compose
from digest.edition import Edition
from digest.glance import certainty
from digest.ledger_lines import certainty as ledger_certainty
from digest.render import pages
from tests.announced import Source
from tests.days import DAY, EIGHT, MORNING, crawled, keep, person, scene, send, stored, subscribe, water
from tests.editions import FUND, NOW, SOURCES, material

STATUSES: tuple[SourceStatus | None, ...] = ("ok", "empty", "partial", "blocked", "drift", "failed", None)
State = tuple[SourceStatus | None, bool]
"""A source's newest run, and whether its last success is fresh."""
STATES: tuple[State, ...] = tuple(itertools.product(STATUSES, (True, False)))
FRESH_HOURS = 20.0
WAITING = replace(FUND, analysis=None)
"""An announcement that nobody has judged yet."""


def health(source: Source, state: State) -> Health:
    status, fresh = state
    seen = NOW - timedelta(hours=FRESH_HOURS) * (1 if fresh else 1.001)
    return Health(
        source=source.key,
        status=status,
        why="" if status in {"ok", None} else f"{status} because of the test",
        last_run=None if status is None else NOW,
        last_success=None if status is None else seen,
        last_new=None,
    )


def sources(states: Iterable[State]) -> list[tuple[Source, State]]:
    return [(Source(key=f"s{at}-x", publisher=f"机关{at}号", column=""), one) for at, one in enumerate(states)]


def edition(states: Iterable[State], *, news: bool, unjudged: bool, language: str = "zh") -> Edition:
    held = sources(states)
    untold = [*([replace(FUND, id="zs-1", canonical_id="zs-1")] if news else []), *([WAITING] if unjudged else [])]
    if news:
        analysis = FUND.analysis
        assert analysis is not None
        untold[0] = replace(untold[0], analysis=replace(analysis, announcement_id="zs-1"))
    return compose(
        material(
            untold=tuple(untold),
            relevant=(),
            sources=tuple(one for one, _ in held),
            health={one.key: health(one, state) for one, state in held},
            fresh_hours=FRESH_HOURS,
            language=language,
        )
    )


def check(states: tuple[State, ...], *, news: bool, unjudged: bool) -> None:
    """The rule in other words than the program's: certain are fresh runs that ended well, of all, and all judged."""
    certain = bool(states) and all(status == "ok" and fresh for status, fresh in states) and not unjudged
    told = edition(states, news=news, unjudged=unjudged)
    assert told.silence == ("news" if news else "proven" if certain else "unknown")
    unwell = [at for at, (status, fresh) in enumerate(states) if status != "ok" or not fresh]
    assert [one.source for one in told.unknown] == [f"s{at}-x" for at in unwell]
    assert all(one.why for one in told.unknown)
    sentence = certainty(told)
    assert ("可以确认" in sentence) == (certain and not news)
    assert ("没有未知情况" in sentence) == (news and bool(states) and not unwell)
    for at in unwell[:3]:
        assert f"机关{at}号" in sentence
    if unwell:
        assert f"{len(unwell)} 个来源" in sentence
    if unjudged:
        assert "未能判断" in sentence
    # The ledger is told beside it, and is as sure of its silence as the edition is of its own.
    (ledger,) = told.ledgers
    assert ledger.silence.proven is certain
    assert ("可以确认" in ledger_certainty("zh", ledger.silence)) is certain


@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_combination_of_up_to_two_sources(count: int) -> None:
    for states in itertools.product(STATES, repeat=count):
        for news, unjudged in itertools.product((True, False), repeat=2):
            check(states, news=news, unjudged=unjudged)


@pytest.mark.parametrize("first", STATUSES)
def test_every_combination_of_three_sources(first: SourceStatus | None) -> None:
    """What is new or waits is a fact of its own; that they do not depend on the sources the two cases before show."""
    for fresh, second, third in itertools.product((True, False), STATES, STATES):
        states = ((first, fresh), second, third)
        turn = hash(states) % 4
        check(states, news=False, unjudged=False)
        check(states, news=turn in {0, 1}, unjudged=turn in {0, 2})


@settings(max_examples=150, deadline=None)
@given(states=st.lists(st.sampled_from(STATES), max_size=60), news=st.booleans(), unjudged=st.booleans())
def test_many_sources(states: list[State], news: bool, unjudged: bool) -> None:
    check(tuple(states), news=news, unjudged=unjudged)


@settings(max_examples=30, deadline=None)
@given(
    states=st.lists(st.sampled_from(STATES), min_size=1, max_size=6),
    unjudged=st.booleans(),
    language=st.sampled_from(["zh", "en"]),
)
def test_the_same_stands_in_what_is_mailed(states: list[State], unjudged: bool, language: str) -> None:
    told = edition(states, news=False, unjudged=unjudged, language=language)
    laid_out = pages(told)
    sure = {"zh": "可以确认。", "en": "this is certain"}[language]
    for text in (laid_out.html, " ".join(laid_out.text.split())):
        assert (sure.split("。")[0] in text.replace("不可以确认", "")) == (told.silence == "proven")
    doubt = {"zh": "不能确认", "en": "not certain"}[language]
    assert (doubt in laid_out.subject) == (told.silence == "unknown")


# The same through the whole command, on an archive.


@pytest.mark.parametrize(
    ("status", "hours", "waiting", "expected"),
    [
        ("ok", 1.0, False, "proven"),
        ("ok", 20.0, False, "proven"),
        ("ok", 20.1, False, "unknown"),
        ("empty", 1.0, False, "unknown"),
        ("partial", 1.0, False, "unknown"),
        ("blocked", 1.0, False, "unknown"),
        ("drift", 1.0, False, "unknown"),
        ("failed", 1.0, False, "unknown"),
        (None, 1.0, False, "unknown"),
        ("ok", 1.0, True, "unknown"),
    ],
)
def test_through_the_whole_command(
    archive: Archive,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    status: SourceStatus | None,
    hours: float,
    waiting: bool,
    expected: str,
) -> None:
    keep(archive, water(2655003))
    seen = EIGHT - timedelta(hours=hours)
    crawled(archive, seen)
    if status is None:
        with archive.begin() as tx:
            for one in runs.of_source(tx, SOURCES[0].key):
                runs.put(tx, replace(one, source="another-source"))
                _forget(tx, one.run_id, one.source)
    elif status != "ok":
        with archive.begin() as tx:
            (one,) = runs.of_source(tx, SOURCES[0].key)
            runs.put(tx, replace(one, status=status, why="of the test"))
    if waiting:
        keep(archive, scene(2655001))
        monkeypatch.setattr("digest.sending.judge_new", lambda *_: 0)
    subscribe(archive, person("nobody-s-words", editions=("daily",)))
    report = send(archive, settings, to=())
    content = stored(archive, DAY).content
    assert content["silence"] == expected
    assert ("不能确认" in report.subject) == (expected == "unknown")
    unwell = [one["source"] for one in content["sources"] if one["status"] != "ok" or one["why"]]
    assert unwell == (
        [] if expected == "proven" or waiting else [one.key for one in SOURCES][: 1 if hours == 1.0 else 4]
    )
    assert run.judge_new(archive, settings, MORNING) == (2 if waiting else 0)


def _forget(tx: Any, run_id: str, source: str) -> None:
    import sqlalchemy as sa

    from archive.tables import Run

    tx.execute(sa.delete(Run).where(Run.run_id == run_id, Run.source == source))
