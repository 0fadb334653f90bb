"""Which shares are rare after what was seen before, of a source and of others like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.chances import DOUBTFUL, RARE, SIBLINGS, WEIGHT, Habit, chance, habits, is_lost, is_rare, shares

ALL = Habit(having=WEIGHT - 0.1, lacking=0.1)
SOME = Habit(having=0.7, lacking=0.3)


@pytest.mark.parametrize(
    ("found", "of", "usual", "usual_of", "rare"),
    [
        (0, 10, 50, 50, True),
        (0, 1, 5, 5, False),
        (0, 2, 500, 500, False),
        (0, 3, 500, 500, True),
        (9, 10, 50, 50, False),
        (10, 10, 50, 50, False),
        (4, 10, 20, 50, False),
        (0, 10, 0, 50, False),
        (0, 10, 0, 0, False),
        (0, 0, 50, 50, False),
    ],
)
def test_rare_is_what_experience_excludes(found: int, of: int, usual: int, usual_of: int, rare: bool) -> None:
    assert is_rare(found, of, usual, usual_of) is rare


def test_of_thousands_of_pages_a_share_can_be_judged_too() -> None:
    assert is_rare(2_000, 4_000, 3_990, 4_000)
    assert not is_rare(3_980, 4_000, 3_990, 4_000)
    assert chance(2_000, 4_000, 4_000, 4_000, ALL) < RARE


def test_each_count_that_is_a_share_has_what_it_is_a_share_of() -> None:
    counted = {"entries": 3, "row.dated": 3, "told.title": 1, "known.day": 1, "size.60": 1, "fill.body": 1, "newest": 2}
    assert shares(counted, {"page.title": 1}) == [
        ("kept.day", "known.day"),
        ("page.title", "read"),
        ("row.dated", "entries"),
        ("size.60", "read"),
        ("agree.title", "told.title"),
    ]


def test_what_all_siblings_do_weighs_much_and_what_some_do_little() -> None:
    alike = habits([{"read": 9, "page.title": 9}] * 9)["page.title"]
    assert alike.having + alike.lacking == pytest.approx(WEIGHT)
    assert alike.lacking / WEIGHT < 0.01
    mixed = habits([{"read": 9, "page.title": 9 * (at % 2)} for at in range(10)])["page.title"]
    assert mixed.having + mixed.lacking == pytest.approx(1)
    assert mixed.having == pytest.approx(0.5)


def test_a_few_siblings_or_none_that_read_anything_have_no_habit() -> None:
    assert habits([{"read": 9, "page.title": 9}] * (SIBLINGS - 1)) == {}
    assert habits([{"read": 0, "page.title": 0}] * 20) == {}
    assert habits([]) == {}


def test_two_pages_that_lack_what_all_have_are_doubtful_and_what_comes_and_goes_is_not() -> None:
    assert is_lost(0, 2, 1, 1, ALL, below=DOUBTFUL)
    assert not is_lost(1, 2, 1, 1, ALL, below=DOUBTFUL)
    assert not is_lost(0, 2, 1, 1, SOME, below=1.0)
    assert is_lost(0, 2, 30, 30, SOME, below=DOUBTFUL)
    assert not is_lost(0, 2, 5, 10, ALL, below=1.0)
    assert not is_lost(2, 2, 30, 30, ALL, below=1.0)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_chance_is_one_and_more_found_is_never_less_likely(one: int, other: int, usual: int, more: int) -> None:
    of, fewer = max(one, other), min(one, other)
    here = chance(fewer, of, usual, usual + more, ALL)
    assert 0 <= here <= 1 + 1e-9
    assert chance(of, of, usual, usual + more, ALL) == pytest.approx(1)
    if fewer < of:
        assert here <= chance(fewer + 1, of, usual, usual + more, ALL) + 1e-9
