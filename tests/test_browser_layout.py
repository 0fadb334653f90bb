"""The page in a real browser: on a phone and on a wide screen, light and dark, in both languages, with and without
images."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser

from digest import glance
from digest.edition import Edition, Language
from digest.render import pages
from digest.wording import long_date
from tests.browser import PHONE, WIDE, shown, started
from tests.editions import READER, answers, edition_of, full_edition, many
from tests.laid_out import squeezed

SIZES = {
    "none": (0, "daily"),
    "one": (1, "daily"),
    "day": (5, "daily"),
    "forty": (40, "daily"),
    "crowd": (400, "daily"),
    "weekly": (30, "weekly"),
    "immediate": (2, "immediate"),
}
"""How many new items, of which kind of edition; `day` is one on which everything happens."""
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
def edition(size: str, language: Language) -> Edition:
    count, kind = SIZES[size]
    if size == "day":
        return full_edition(language=language)
    answered = answers(*many(max(3, count)))
    reader = READER if size == "forty" else None
    return edition_of(count, language=language, kind=kind, answers=answered, reader=reader)


@cache
def page_of(size: str, language: Language) -> str:
    return pages(edition(size, language)).html


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_page_looks_well_wherever_it_is_opened(browser: Browser, size: str, language: Language) -> None:
    wrong: dict[str, object] = {}
    for place, how in PLACES.items():
        with shown(browser, page_of(size, language), **how) as one:
            questions = QUESTIONS + (("small",) if how["width"] == PHONE else ())
            wrong |= {f"{place}: {each}": found for each in questions if (found := one.ask(each))}
            wrong |= {f"{place}: asked for": one.asked} if one.asked else {}
    assert wrong == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_of_a_phone_says_the_essentials(browser: Browser, size: str, language: Language) -> None:
    made = edition(size, language)
    with shown(browser, page_of(size, language)) as one:
        seen = squeezed(one.ask("first"))
    assert squeezed(glance.days_of(made) if made.period else long_date(language, made.date)) in seen
    if size == "immediate":
        # It says what is new and nothing else, as long as nothing is unknown.
        assert squeezed(made.items[0].line.title) in seen
        return
    assert squeezed(glance.certainty(made)) in seen
    counted = [squeezed(f"{n} {name}") for _, name, n in glance.counts(made)]
    assert [one for one in counted if one not in seen] == []
