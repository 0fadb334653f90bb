"""Queries as addresses write them: read, refused and written back."""

from datetime import date

import pytest
from hypothesis import given, strategies

from archive.asked import EARLIEST, LATEST, MOST_HITS, NAMES, ORDERS, TRAITS, pairs_of, query_of
from archive.errors import WrongUse
from archive.records import Query
from archive.search import search
from archive.store import Archive

WORD = strategies.text("机器人ai ", min_size=1, max_size=20).map(str.strip).filter(bool)
TEXTS = ("source", "issuer", "body", "town", "theme", "directive", "topic", "doc_number")
DAY = strategies.dates(date(1990, 1, 1), date(2100, 1, 1))
QUERIES = strategies.builds(
    Query,
    words=WORD | strategies.just(""),
    **dict.fromkeys(("since", "until"), strategies.none() | DAY),
    **dict.fromkeys(TEXTS, strategies.none() | WORD),
    has=strategies.sets(strategies.sampled_from(TRAITS)).map(lambda some: tuple(one for one in TRAITS if one in some)),
    relevant=strategies.none() | strategies.booleans(),
    sort=strategies.sampled_from(ORDERS),
    limit=strategies.integers(1, MOST_HITS),
    after=strategies.none() | strategies.from_regex(r"[A-Za-z0-9_.~-]{1,50}", fullmatch=True),
)


@given(QUERIES)
def test_a_query_is_read_back_as_it_was_written(query: Query) -> None:
    assert query_of(pairs_of(query)) == query


def test_every_field_of_a_query_has_a_name() -> None:
    assert set(NAMES.values()) == set(Query.__dataclass_fields__)


def test_what_is_empty_or_of_others_counts_for_nothing() -> None:
    assert query_of([("q", " "), ("from", ""), ("lang", "en"), ("edition", "x")]) == Query()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("from", "yesterday", "not a date"),
        ("to", "2025-02-30", "not a date"),
        ("limit", "0", "not a number from 1 to 200"),
        ("limit", "201", "not a number"),
        ("limit", "٣", "not a number"),
        ("limit", "9" * 500, "not a number"),
        ("sort", "worst", "one of best, newest, oldest, deadline"),
        ("has", "luck", "one of money"),
        ("relevant", "maybe", "one of yes, no"),
        ("after", "1 2", "not what an answer gave"),
        ("after", "机", "not what an answer gave"),
        ("after", "1" * 201, "not what an answer gave"),
        ("q", "机" * 1001, "1001 characters"),
    ],
)
def test_what_is_no_value_is_refused_by_name(name: str, value: str, why: str) -> None:
    with pytest.raises(WrongUse, match=f"^{name}: .*{why}"):
        query_of([(name, value)])


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"^theme: stated twice"):
        query_of([("theme", "study"), ("theme", "talent")])


def test_days_at_which_clocks_run_over_are_asked_for_as_the_last_ones() -> None:
    query = query_of([("from", "0001-01-01"), ("to", "9999-12-31")])
    assert (query.since, query.until) == (EARLIEST, LATEST)


def test_a_period_of_any_days_is_answered(archive: Archive) -> None:
    with archive.read() as tx:
        assert search(tx, query_of([("from", "0001-01-01"), ("to", "9999-12-31")])).count == 0
