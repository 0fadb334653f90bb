"""What each kind of edition weighs: the week of a weekly one, and no years before the first."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from archive.config import Settings
from archive.store import Archive, announcements, editions
from digest.weighing import monday
from tests.days import EIGHT, MORNING, crawled, keep, person, scene, send, stored, subscribe, water
from tests.test_digest_sending import queued, text_of, told


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive after the first crawl: two relevant announcements and one that is not."""
    keep(archive, scene(2655001), scene(2655002), water(2655003))
    crawled(archive)
    return archive


MONDAY = datetime(2026, 11, 23, 8, 10, tzinfo=EIGHT.tzinfo)


def weekly(archive: Archive, key: str = "weekly-2026-11-23") -> Any:
    with archive.read() as tx:
        return editions.get(tx, key)


def ids(edition: Any, what: str = "items") -> set[str]:
    return {one["id"] for one in edition.content[what]}


def test_the_first_weekly_edition_tells_its_week_and_not_years(filled: Archive, settings: Settings) -> None:
    keep(filled, scene(2655004, published=MORNING - timedelta(days=400)), scene(2655005, published=MORNING))
    subscribe(filled, person("weekly", editions=("weekly",)))
    send(filled, settings, to=("a@example.org",))
    crawled(filled, MONDAY - timedelta(hours=1))
    keep(filled, scene(2655006, published=MONDAY), now=MONDAY - timedelta(hours=1))
    report = send(filled, settings, MONDAY + timedelta(days=2), to=(), kind="weekly")
    assert report.edition_key == "weekly-2026-11-23"
    assert ids(weekly(filled)) == {"zs-2655001", "zs-2655002", "zs-2655005"}
    assert told(filled)["weekly", "weekly-2026-11-23"] == ids(weekly(filled))
    text = next(text_of(one) for one in queued(filled) if one.subscriber == "weekly")
    assert "2026-11-16" in text or "11月16日" in text
    send(filled, settings, MONDAY + timedelta(days=7), to=(), kind="weekly")
    assert ids(weekly(filled, "weekly-2026-11-30")) == {"zs-2655006"}


def test_a_weekly_edition_tells_what_became_of_what_was_told(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    send(filled, settings, MONDAY, to=(), kind="weekly")
    later = MONDAY + timedelta(days=2)
    body = scene(2655001).body.replace("最高500万元", "最高300万元")
    keep(filled, scene(2655001, body=body), now=later)
    with filled.begin() as tx:
        announcements.withdraw(tx, "zs-2655002", later)
    send(filled, settings, MONDAY + timedelta(days=7), to=(), kind="weekly")
    second = weekly(filled, "weekly-2026-11-30")
    assert (ids(second), ids(second, "changes"), ids(second, "withdrawn")) == (set(), {"zs-2655001"}, {"zs-2655002"})
    assert stored(filled).kind == "daily"


def test_a_weekly_edition_that_was_missed_is_made_up_for_by_the_next(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    send(filled, settings, MONDAY, to=(), kind="weekly")
    keep(filled, scene(2655007, published=MONDAY), now=MONDAY + timedelta(days=1))
    crawled(filled, MONDAY + timedelta(days=13))
    send(filled, settings, MONDAY + timedelta(days=14), to=(), kind="weekly")
    assert ids(weekly(filled, "weekly-2026-12-07")) == {"zs-2655007"}


def test_what_is_found_relevant_later_stands_in_the_week_in_which_it_was_told(
    filled: Archive, settings: Settings
) -> None:
    from dataclasses import replace

    from archive.store import judgements

    send(filled, settings)
    send(filled, settings, MONDAY, to=(), kind="weekly")
    with filled.begin() as tx:
        one = announcements.get(tx, "zs-2655003")
        assert one.analysis is not None
        verdict = replace(one.analysis.relevance, relevant=True, score=0.9)
        judgements.put(tx, replace(one.analysis, relevance=verdict), MONDAY)
    send(filled, settings, MONDAY + timedelta(days=1))
    send(filled, settings, MONDAY + timedelta(days=7), to=(), kind="weekly")
    assert ids(weekly(filled, "weekly-2026-11-30")) == {"zs-2655003"}


@pytest.mark.parametrize("day", range(7))
def test_the_monday_of_a_week(day: int) -> None:
    assert monday(MONDAY.date() + timedelta(days=day)) == MONDAY.date()
