"""Filters and facets: alone and together, on both engines, by the truth that was written down for each announcement."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Facet, Query
from archive.search import every, search
from archive.store import Archive, tagged
from tests.filtered import Truth, bring_up, each_filter, fill, fulfils

QUERIES = each_filter()
FIELDS = [name for name in Query.__slots__ if name not in {"words", "limit", "after", "sort"}]


@pytest.fixture(params=["stale", "fresh", "half"])
def filled(archive: Archive, request: pytest.FixtureRequest) -> tuple[Archive, list[Truth]]:
    """The rows are all as a crawl left them, all brought up to date, or every other one."""
    truths = fill(archive)
    steps = {"stale": len(truths) + 1, "fresh": 1, "half": 2}
    bring_up(archive, [one.id for one in truths][:: steps[request.param]] if request.param != "stale" else [])
    return archive, truths


def found(archive: Archive, query: Query) -> set[str]:
    with archive.read() as tx:
        results = search(tx, query)
        assert results.exact
        assert results.count == len(results.hits)
        return {hit.id for hit in results.hits}


def test_each_filter_alone(filled: tuple[Archive, list[Truth]]) -> None:
    archive, truths = filled
    told = Counter[str]()
    for query in QUERIES:
        expected = {one.id for one in truths if fulfils(one, query)}
        assert found(archive, query) == expected, query
        name = next(name for name in FIELDS if getattr(query, name) not in (None, ()))
        told[name] += 0 < len(expected) < len(truths)
    assert set(told) == set(FIELDS)
    assert all(told.values()), told


def test_towns_bodies_and_numbers_are_asked_for_as_people_write_them(filled: tuple[Archive, list[Truth]]) -> None:
    archive, _ = filled
    for written, plain in (
        ({"town": "小欖"}, {"town": "小榄镇"}),
        ({"town": "古镇"}, {"town": "古镇镇"}),
        ({"body": "中山市工業和信息化局"}, {"body": "中山市工业和信息化局"}),
        ({"body": "小榄镇人民政府(党政办)"}, {"body": "小榄镇人民政府（党政办）"}),
        ({"doc_number": "中府（２０２５）1号"}, {"doc_number": "中府〔2025〕1号"}),
        ({"doc_number": "中府[2025]第1号"}, {"doc_number": "中府〔2025〕1号"}),
    ):
        asked, meant = (Query(limit=None, **stated) for stated in (written, plain))  # type: ignore[arg-type]
        assert found(archive, asked) == found(archive, meant) != set()


def together(queries: Iterable[Query]) -> Query:
    """All filters of some queries; of two that ask for the same field the later one counts."""
    stated = {name: value for one in queries for name in FIELDS if (value := getattr(one, name)) not in (None, ())}
    return Query(limit=None, **stated)


@pytest.fixture
def ask(filled: tuple[Archive, list[Truth]]) -> Callable[[Query], None]:
    archive, truths = filled

    def compared(query: Query) -> None:
        expected = [one.id for one in truths if fulfils(one, query)]
        assert found(archive, query) == set(expected)
        with archive.read() as tx:
            assert [one.id for one in every(tx, query)] == expected
            assert search(tx, query, facets=True).facets == by_hand([one for one in truths if one.id in expected])

    return compared


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    queries=st.lists(st.sampled_from(QUERIES), max_size=3),
    words=st.sampled_from(["", "", "机器人", "补助", "翠亨"]),
    until=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_filters_together_and_their_facets(
    ask: Callable[[Query], None], queries: list[Query], words: str, until: date | None
) -> None:
    query = replace(together(queries), words=words)
    ask(query if until is None else replace(query, until=until))


def by_hand(truths: list[Truth]) -> dict[str, tuple[Facet, ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("source", "body", "town", "theme", "directive")}
    counts |= {name: Counter() for name in ("topic", "has", "relevant", "year")}
    for one in truths:
        counts["source"].update(set(one.sources))
        counts["body"].update([one.issuer.replace("（", "[").replace("）", "]")] if one.issuer else [])
        counts["town"].update(one.towns)
        counts["theme"].update({theme for _, _, theme in one.aligned})
        counts["directive"].update({f"{meeting}/{directive}" for meeting, directive, _ in one.aligned})
        counts["topic"].update(one.topics)
        had = {"money": one.money, "deadline": one.deadline, "attachment": one.attachment}
        had |= {"revision": one.revised, "withdrawn": one.withdrawn}
        counts["has"].update([trait for trait, holds in had.items() if holds])
        counts["relevant"].update([{True: "yes", False: "no", None: "unjudged"}[one.relevant]])
        counts["year"].update([str(one.day.year) if one.day else "none"])
    return {
        name: tuple(Facet(value, count) for value, count in sorted(some.items(), key=lambda each: (-each[1], each[0])))
        for name, some in counts.items()
        if some
    }


def test_a_facet_leads_to_as_many_as_it_says(filled: tuple[Archive, list[Truth]]) -> None:
    archive, _ = filled
    with archive.read() as tx:
        told = search(tx, Query(words="机器人"), facets=True).facets
    asked = 0
    for name, values in told.items():
        for one in values:
            stated: dict[str, object] = {name: one.value}
            if name == "has":
                stated = {"has": (one.value,)}
            elif name == "relevant":
                stated = {"relevant": one.value == "yes"}
            if one.value in {"none", "unjudged"}:
                continue
            if name == "year":
                year = int(one.value)
                stated = {"since": date(year, 1, 1), "until": date(year, 12, 31)}
            assert len(found(archive, Query(words="机器人", limit=None, **stated))) == one.count, (name, one)  # type: ignore[arg-type]
            asked += 1
    assert asked > 20


def test_without_facets_none_are_counted(filled: tuple[Archive, list[Truth]]) -> None:
    archive, _ = filled
    with archive.read() as tx:
        assert search(tx, Query()).facets == {}
        assert search(tx, Query(words="无此"), facets=True).facets == {}


def test_tags_of_rows_that_are_stale_are_made_anew(archive: Archive) -> None:
    truths = fill(archive)
    ids = [one.id for one in truths]
    with archive.read() as tx:
        anew = tagged.tags(tx, ids)
    bring_up(archive, ids)
    with archive.read() as tx:
        assert tagged.tags(tx, ids) == anew
        assert tagged.tags(tx, []) == {}
