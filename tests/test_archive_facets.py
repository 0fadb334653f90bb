"""Facets: counted from tags, the most first."""

from hypothesis import given
from hypothesis import strategies as st

from archive.facets import MOST, NAMES, counted
from archive.records import Facet
from archive.tags import tags_of
from tests.test_archive_tags import PLAIN, judged

TAGS = st.sampled_from(
    ["topic:ai", "topic:robotics", "has:money", "theme:a:b", "month:2025-01", "month:2025-02", "month:none",
     "directive:x.1", "directive:2025-02-21/x.1", "number:1", "stem:a", "source:a-b", ""]
)  # fmt: skip


def test_the_facets_of_one_announcement() -> None:
    assert counted([tags_of(judged(PLAIN))]) == {
        "source": (Facet("portal-zhxx-gs", 1), Facet("zs_gxj-tzgg", 1)),
        "body": (Facet("中山市工业和信息化局[中山市国防科工办]", 1),),
        "theme": (Facet("application", 1),),
        "directive": (Facet("2025-02-21/application.2", 1),),
        "topic": (Facet("ai", 1),),
        "relevant": (Facet("yes", 1),),
        "year": (Facet("2026", 1),),
    }
    assert counted([]) == {}


@given(st.lists(st.frozensets(TAGS)))
def test_facets_count_what_stands_there(rows: list[frozenset[str]]) -> None:
    told = counted(rows)
    assert list(told) == [name for name in NAMES if name in told]
    for name, values in told.items():
        assert values == tuple(sorted(values, key=lambda one: (-one.count, one.value)))
        for one in values:
            start = f"{'month' if name == 'year' else name}:{one.value}"
            assert one.count == sum(tag.startswith(start) for row in rows for tag in row) > 0
    for tag in frozenset().union(*rows):
        kind, _, value = tag.partition(":")
        if kind in NAMES and (kind != "directive" or "/" in value):
            assert value in {one.value for one in told[kind]}


def test_of_many_values_the_most_are_told() -> None:
    rows = [[f"topic:{number:02}" for number in range(60) if at % (number // 10 + 1) == 0] for at in range(24)]
    told = counted(rows)["topic"]
    assert len(told) == MOST
    assert [one.count for one in told] == [24] * 10 + [12] * 10 + [8] * 10 + [6] * 10 + [5] * 10
    assert [one.value for one in told[:3]] == ["00", "01", "02"]
