"""Deadlines by query: the coming ones first, copies once, the filters of a search, and days that were taken back."""

from datetime import date, timedelta

import pytest

from archive.records import Query
from archive.store import Archive, announcements, deadlines
from tests.found import HOUR, NOON
from tests.halls import closing

TODAY = date(2026, 11, 20)


def ids(archive: Archive, query: Query | None = None, **changed: object) -> list[str]:
    with archive.read() as tx:
        return list(deadlines.closing(tx, query or Query(), TODAY, **changed).ids)  # type: ignore[arg-type]


def test_the_next_one_stands_first_and_what_has_passed_is_asked_for_apart(archive: Archive) -> None:
    for number, days in enumerate((30, 1, 0, -1, -40), 1):
        closing(archive, number, TODAY + timedelta(days=days))
    closing(archive, 6, None)
    assert ids(archive) == ["zs-3", "zs-2", "zs-1"]
    with archive.read() as tx:
        past = deadlines.closing(tx, Query(), date.min, TODAY - timedelta(days=1), newest=True)
    assert past == deadlines.Closing(("zs-4", "zs-5"), 2)
    assert ids(archive, start=1, most=1) == ["zs-2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(theme="industry"), ["zs-2"]),
        (Query(theme="talent"), []),
        (Query(relevant=True), ["zs-1", "zs-2"]),
        (Query(words="第3号"), ["zs-3"]),
        (Query(issuer="发改"), ["zs-3"]),
        (Query(since=date(2026, 11, 19)), []),
        (Query(source="zs_gxj"), ["zs-1", "zs-2", "zs-3"]),
        (Query(has=("deadline",)), ["zs-1", "zs-2", "zs-3"]),
        (Query(directive="industry.2"), ["zs-2"]),
    ],
)
def test_the_filters_are_those_of_a_search(archive: Archive, query: Query, expected: list[str]) -> None:
    closing(archive, 1)
    closing(archive, 2, theme="industry")
    closing(archive, 3, relevant=False, issuer="中山市发改局")
    assert ids(archive, query) == expected


def test_a_copy_is_no_second_deadline_and_stands_in_when_the_first_is_withdrawn(archive: Archive) -> None:
    words = {
        "body": "各镇街：打造一批人工智能应用场景。\n" + "申报截止时间为2026年12月15日。" * 20,
        "doc_number": "中工信〔2026〕1号",
    }
    closing(archive, 1, title="关于申报的通知", **words)
    closing(archive, 2, title="关于申报的通知", at=NOON + HOUR, **words)
    with archive.read() as tx:
        assert announcements.get(tx, "zs-2").canonical_id == "zs-1"
    assert ids(archive) == ["zs-1"]
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-1", NOON + HOUR)
    assert ids(archive) == ["zs-2"]
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-2", NOON + HOUR)
    assert ids(archive) == ["zs-1"]


def test_only_the_newest_judgement_of_the_newest_words_counts(archive: Archive) -> None:
    closing(archive, 1, date(2026, 12, 1))
    closing(archive, 1, date(2026, 12, 20), at=NOON + HOUR, body="打造一批人工智能应用场景，延期至2026年12月20日。")
    closing(archive, 2, date(2026, 12, 1))
    closing(archive, 2, None, at=NOON + HOUR, body="打造一批人工智能应用场景，不再受理。")
    with archive.read() as tx:
        found = [(one.id, one.analysis and one.analysis.deadline) for one in announcements.of(tx, ids(archive))]
        assert found == [("zs-1", date(2026, 12, 20))]
        assert deadlines.taken_back(tx, Query(), TODAY) == [("zs-2", date(2026, 12, 1))]
        assert deadlines.taken_back(tx, Query(theme="industry"), TODAY) == []
        assert deadlines.taken_back(tx, Query(), date(2026, 12, 2)) == []


def test_of_very_many_it_is_said_that_there_are_more(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 5):
        closing(archive, number, TODAY + timedelta(days=number))
    monkeypatch.setattr(deadlines, "CAP", 3)
    monkeypatch.setattr(deadlines, "SOME", 2)
    with archive.read() as tx:
        assert deadlines.closing(tx, Query(), TODAY, start=2, most=2) == deadlines.Closing(("zs-3",), 3, exact=False)
        assert deadlines.closing(tx, Query(words="第4号"), TODAY) == deadlines.Closing(("zs-4",), 1)
