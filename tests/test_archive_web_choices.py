"""Filters as links: what they add, what they drop, and that the query behind each is the one that it says."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from archive.asked import pairs_of, query_of
from archive.records import Facet, Query
from archive.web import choices

QUERY = [("q", "机器人"), ("from", "2026-01-01"), ("theme", "industry"), ("has", "money"), ("after", "abc")]
FACETS = {
    "theme": [Facet("industry", 9), Facet("application", 4)],
    "has": [Facet("money", 9), Facet("deadline", 2)],
    "relevant": [Facet("yes", 5), Facet("unjudged", 4)],
    "year": [Facet("2026", 7), Facet("none", 2)],
    "town": [Facet(f"第{n}镇", 20 - n) for n in range(12)],
    "topic": [Facet("ai", 9)],
}


def leads(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, strict_parsing=True)


def test_filters_in_force_are_named_in_their_order_and_can_be_dropped() -> None:
    chips = choices.chips(QUERY)
    assert [(one.name, one.value) for one in chips] == [
        ("theme", "industry"), ("has", "money"), ("from", "2026-01-01"),
    ]  # fmt: skip
    assert leads(chips[0].query) == [("q", "机器人"), ("from", "2026-01-01"), ("has", "money")]


def test_a_choice_adds_or_drops_its_value_and_begins_at_the_first_page() -> None:
    theme, has, year, town, relevant = choices.groups(QUERY, FACETS, 9)
    assert [one.name for one in (theme, has, year, town, relevant)] == ["theme", "has", "year", "town", "relevant"]
    industry, application = theme.first
    assert (industry.chosen, application.chosen) == (True, False)
    assert leads(industry.query) == [("q", "机器人"), ("from", "2026-01-01"), ("has", "money")]
    assert ("theme", "application") in leads(application.query)
    assert ("theme", "industry") not in leads(application.query)
    assert [pair for pair in leads(has.first[1].query) if pair[0] == "has"] == [("has", "money"), ("has", "deadline")]
    assert [one.value for one in year.first] == ["2026"]
    assert {("from", "2026-01-01"), ("to", "2026-12-31")} <= set(leads(year.first[0].query))
    assert [one.value for one in relevant.first] == ["yes"]
    assert (len(town.first), len(town.rest)) == (choices.SHOWN, 12 - choices.SHOWN)


def test_a_year_in_force_is_dropped_whole() -> None:
    stated = [("from", "2026-01-01"), ("to", "2026-12-31"), ("q", "x")]
    (year,) = choices.groups(stated, {"year": [Facet("2026", 3)]}, 3)
    assert year.first[0].chosen
    assert leads(year.first[0].query) == [("q", "x")]


def test_what_tells_nothing_apart_is_not_offered() -> None:
    assert choices.groups([], {"topic": [Facet("ai", 9)]}, 9) == []
    assert len(choices.groups([], {"topic": [Facet("ai", 8)]}, 9)) == 1
    assert len(choices.groups([("topic", "ai")], {"topic": [Facet("ai", 9)]}, 9)) == 1


@given(
    st.builds(
        Query,
        words=st.sampled_from(["", "机器人 a&b=c#", "%2B +"]),
        theme=st.sampled_from([None, "industry"]),
        town=st.sampled_from([None, "小榄镇"]),
        has=st.sampled_from([(), ("money",), ("money", "withdrawn")]),
        relevant=st.sampled_from([None, True, False]),
    )
)
def test_every_link_is_a_query_that_differs_in_its_filter_alone(query: Query) -> None:
    pairs = pairs_of(query)
    assert query_of(leads(choices.query(pairs)) if pairs else []) == query
    for chip in choices.chips(pairs):
        rest = pairs_of(query_of(leads(chip.query) if chip.query else []))
        assert sorted([*rest, (chip.name, chip.value)]) == sorted(pairs)
    for group in choices.groups(pairs, FACETS, 9):
        for one in (*group.first, *group.rest):
            query_of(leads(one.query) if one.query else [])
