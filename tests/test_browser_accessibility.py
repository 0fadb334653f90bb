"""axe-core, the rules that accessibility checkers share, over the page in light and dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from digest.edition import Language
from tests.browser import PHONE, WIDE, shown, started
from tests.test_browser_layout import page_of

GRAVE = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


def grave(browser: Browser, html: str, **how: object) -> list[str]:
    """Return what axe finds that is serious or critical, with the first place of each."""
    with shown(browser, html, **how) as one:  # type: ignore[arg-type]
        found = Axe().run(one.page, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in GRAVE]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["none", "day", "weekly", "immediate"])  # between them every part of a page
def test_there_are_no_serious_findings(browser: Browser, size: str, language: Language) -> None:
    assert grave(browser, page_of(size, language), width=PHONE) == []
    assert grave(browser, page_of(size, language), width=WIDE, dark=True) == []


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    wrong = '<body><img src="data:,x"><p style="color:#ccc">faint</p></body></html>'
    found = [one.partition(":")[0] for one in grave(browser, f"<!DOCTYPE html><html><title>x</title>{wrong}")]
    assert {"image-alt", "html-has-lang", "color-contrast"} <= set(found)
