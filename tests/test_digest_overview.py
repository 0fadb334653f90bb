"""Many items of a theme in a few lines: publishers, deadlines ahead, largest sums."""

from datetime import timedelta
from decimal import Decimal

import pytest

from digest.compose import compose
from digest.overview import BODIES, CLOSING, SUMS, overview, worth
from tests.announced import DAY, announcement, material
from tests.crowds import many


def test_an_overview_counts_every_publisher() -> None:
    items = compose(material(untold=many(300))).items
    told = overview(items, DAY)
    assert len(told.bodies) == BODIES
    assert sum(n for _, n in told.bodies) + told.others == 300
    assert [n for _, n in told.bodies] == sorted((n for _, n in told.bodies), reverse=True)


def test_it_names_the_nearest_deadlines_to_come() -> None:
    made = [announcement(n, f"第{n}号", "人工智能", deadline=DAY + timedelta(days=10 - n)) for n in range(20)]
    told = overview(compose(material(untold=made)).items, DAY)
    assert [one.deadline for one in told.closing] == [DAY + timedelta(days=n) for n in range(CLOSING)]


def test_it_names_the_largest_sums_once_an_item() -> None:
    sums = ("300万元", "2亿元", "最高1000万元", "5000元", "30%", "1.5亿元")
    made = [announcement(n, f"第{n}号", "人工智能", amounts=(words, "10元")) for n, words in enumerate(sums)]
    told = overview(compose(material(untold=made)).items, DAY)
    assert [one.words for one in told.sums] == ["2亿元", "1.5亿元", "最高1000万元", "300万元"][:SUMS]


def test_an_offers_sums_count_too() -> None:
    items = compose(material(untold=many(3))).items
    assert any(item.offer for item in items)
    assert "最高211万元" in [one.words for one in overview(items, DAY).sums]


@pytest.mark.parametrize(
    ("words", "value"), [("最高500万元", 5_000_000), ("2亿元", 200_000_000), ("30%", 0), ("", 0), ("若干万元", 0)]
)
def test_what_sums_are_worth(words: str, value: int) -> None:
    assert worth(words) == Decimal(value)


def test_nothing_is_an_empty_overview() -> None:
    told = overview((), DAY)
    assert (told.bodies, told.others, told.closing, told.sums) == ((), 0, (), ())
