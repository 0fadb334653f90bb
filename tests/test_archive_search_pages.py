"""Pages of answers: each order, counts, and cursors that nothing that comes in between can move."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.clock import SHANGHAI
from archive.errors import WrongUse
from archive.records import Query, Results
from archive.search import CAP, cursors, every, search
from archive.store import Archive, announcements, indexing, judgements
from tests.found import NOON, analysis, found

WORDS = ("算力补贴通知", "算力", "补贴算力", "停水")


def keep(archive: Archive, number: int, day: int | None, words: str = "算力", deadline: date | None = None) -> None:
    published = None if day is None else datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(days=day)
    with archive.begin() as tx:
        stated = {"title": words, "body": f"{words}。" * (number % 3 + 1), "doc_number": None, "published": published}
        announcements.keep(tx, found(number, **stated), NOON)
        if deadline is not None:
            judgements.put(tx, analysis(announcements.get(tx, f"zs-{number}"), deadline=deadline), NOON)


def ask(archive: Archive, query: Query) -> Results:
    with archive.read() as tx:
        return search(tx, query)


def numbers(results: Results) -> list[int]:
    return [int(hit.id.removeprefix("zs-")) for hit in results.hits]


ROW = st.tuples(st.none() | st.integers(0, 5), st.sampled_from(WORDS))


@pytest.mark.usefixtures("now")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(ROW, min_size=1, max_size=9),
    later=st.lists(st.tuples(st.booleans(), ROW), max_size=6),
    sort=st.sampled_from(["best", "newest", "oldest", "deadline"]),
    words=st.sampled_from(["", "算力", "算力 补贴", "-停水"]),
    limit=st.integers(1, 3),
)
def test_nothing_twice_and_nothing_missed_while_others_come_in(
    archive: Archive, first: list[Any], later: list[Any], sort: Any, words: str, limit: int
) -> None:
    clear(archive)
    for number, (day, title) in enumerate(first):
        keep(archive, number, day, title, date(2026, 12, 1 + number) if number % 3 == 0 else None)
    query = Query(words=words, sort=sort, limit=limit)
    whole = numbers(ask(archive, replace(query, limit=None)))
    told: list[int] = []
    waiting = list(enumerate(later, start=len(first)))
    while True:
        results = ask(archive, query)
        told += numbers(results)
        if results.after is None:
            break
        query = replace(query, after=results.after)
        if waiting:
            number, (index, (day, title)) = waiting.pop()
            keep(archive, number, day, title)
            if index:
                indexing.bring_up(archive)
    assert len(told) == len(set(told))
    assert [number for number in told if number < len(first)] == whole


def clear(archive: Archive) -> None:
    """Take everything out again, as no command does."""
    from archive.store import dump, index_tables

    with archive.begin() as tx:
        for table in reversed(dump.TABLES):
            tx.execute(table.delete())
        index_tables.empty(tx.connection())


def test_each_order(archive: Archive, now: datetime) -> None:
    for number, (day, deadline) in enumerate([(5, None), (1, date(2026, 12, 3)), (None, None), (3, date(2026, 11, 19)),
                                              (2, date(2026, 12, 1)), (4, date(2026, 12, 3))]):  # fmt: skip
        keep(archive, number, day, deadline=deadline)
    for words in ("", "算力"):
        asked = Query(words=words, limit=None)
        assert numbers(ask(archive, replace(asked, sort="newest"))) == [0, 5, 3, 4, 1, 2]
        assert numbers(ask(archive, replace(asked, sort="oldest"))) == [2, 1, 4, 3, 5, 0]
        assert numbers(ask(archive, replace(asked, sort="deadline"))) == [4, 5, 1, 0, 3, 2]
        early = replace(asked, sort="deadline", until=date(2026, 1, 4))
        assert numbers(ask(archive, early)) == [
            one for one in [4, 5, 1, 0, 3, 2] if one in numbers(ask(archive, replace(early, sort="newest")))
        ]
    assert ask(archive, Query(words="算力")).order == "best"
    assert ask(archive, Query()).order == "newest"
    with archive.read() as tx:
        assert [one.id for one in every(tx, Query(words="算力", limit=2))] == ["zs-0", "zs-5"]


def test_more_than_can_be_ranked_come_newest_first_and_the_answer_says_so(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.search import pages

    monkeypatch.setattr(pages, "CAP", 4)
    monkeypatch.setattr(pages, "SLACK", 8)
    for number in range(6):
        keep(archive, number, number, "算力补贴" if number < 3 else "算力")
    indexing.bring_up(archive)
    results = ask(archive, Query(words="算力", limit=3))
    assert (numbers(results), results.count, results.exact, results.order) == ([5, 4, 3], 4, False, "newest")
    assert {hit.score for hit in results.hits} == {0.0}
    rest = ask(archive, Query(words="算力", limit=3, after=results.after))
    assert (numbers(rest), rest.count, rest.exact, rest.order, rest.after) == ([2, 1, 0], 4, False, "newest", None)
    ranked = ask(archive, Query(words="补贴", limit=2))
    assert (ranked.count, ranked.exact, ranked.order) == (3, True, "best")
    for number in (6, 7):  # who goes on with a ranked answer gets the rest of it, though there are too many now
        keep(archive, number, number, "算力补贴")
    rest = ask(archive, Query(words="补贴", limit=5, after=ranked.after))
    assert [number for number in numbers(rest) if number < 6] == [0]
    assert (rest.count, rest.exact, rest.order) == (5, True, "best")
    assert CAP == 500


@pytest.mark.parametrize(
    "after", ["", "1", "b.1", "x.739000.0.5", "n.0.0.5", f"n.739000.0.{1 << 62}", "n.739000.0.５", "b" * 201]
)
def test_a_cursor_that_no_answer_gave(archive: Archive, after: str) -> None:
    with pytest.raises(WrongUse, match=r"^after: "):
        ask(archive, Query(words="算力", after=after))


def test_a_cursor_of_another_order(archive: Archive) -> None:
    cursor = cursors.written(cursors.Cursor("oldest", NOON.date(), 0, 17))
    assert cursors.read(cursor, "oldest") == cursors.Cursor("oldest", NOON.date(), 0, 17)
    with pytest.raises(WrongUse, match=r"^after: it belongs to an answer sorted by oldest, not by newest$"):
        ask(archive, Query(sort="newest", after=cursor))
