"""The page in a real browser: on a phone and on a wide screen, light and dark, in both languages, with and without
images."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser

from digest.compose import compose
from digest.edition import Edition
from digest.render import pages
from digest.glance import certainty
from tests.browser import PHONE, WIDE, shown, started
from tests.editions import answers, full_edition, healthy, many, material

SIZES = ("none", "one", "day", "forty", "crowd", "weekly")
PLACES: dict[str, dict[str, Any]] = {
    "phone": {"width": PHONE},
    "phone, dark, no images": {"width": PHONE, "dark": True, "images": False},
    "wide, dark": {"width": WIDE, "height": 800, "dark": True},
    "wide, no images": {"width": WIDE, "height": 800, "images": False},
}
QUESTIONS = ("sideways", "cut", "overlapping", "pictures", "faint")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@cache
def edition(size: str, language: str) -> Edition:
    counts = {"none": 0, "one": 1, "forty": 40, "crowd": 400}
    if size in counts:
        new = many(counts[size])
        made = compose(material(untold=new, answers=answers(*new), health=healthy()))
    else:
        made = full_edition()
    return replace(made, language=language, kind="weekly" if size == "weekly" else "daily")


@cache
def page_of(size: str, language: str) -> str:
    return pages(edition(size, language)).html


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_page_looks_well_wherever_it_is_opened(browser: Browser, size: str, language: str) -> None:
    wrong: dict[str, object] = {}
    for place, how in PLACES.items():
        with shown(browser, page_of(size, language), **how) as one:
            questions = QUESTIONS + (("small",) if how["width"] == PHONE else ())
            wrong |= {f"{place}: {each}": found for each in questions if (found := one.ask(each))}
            wrong |= {f"{place}: asked for": one.asked} if one.asked else {}
    assert wrong == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_of_a_phone_says_the_essentials(browser: Browser, size: str, language: str) -> None:
    made = edition(size, language)
    with shown(browser, page_of(size, language)) as one:
        seen = one.ask("first")
    day = "2026年11月19日" if language == "zh" else "19 November 2026"
    assert day in seen
    assert certainty(made) in seen
    assert f" {len(made.items)} " in f" {seen} "
