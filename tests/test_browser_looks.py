"""The questions that are asked of a page find what is wrong with pages that are wrong."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import browser as browsers
from tests.browser import ADDRESS, shown, started

HEAD = '<!DOCTYPE html><html lang="en"><head><meta name="viewport" content="width=device-width"></head>'
WRONG = {
    "sideways": '<p style="width: 500px">wide</p>',
    "cut": '<p style="width: 60px; overflow: hidden; white-space: nowrap">words that do not fit in</p>',
    "overlapping": '<p>one above</p><p style="margin-top: -34px">another one</p>',
    "small": '<p style="font-size: 13px">small</p>',
    "pictures": '<img src="data:image/png;base64,AAAA" alt="">',
    "faint": '<p style="color: #999999">faint</p>',
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.mark.parametrize("question", WRONG)
def test_what_is_wrong_is_found(browser: Browser, question: str) -> None:
    body = '<body style="background-color: #ffffff; margin: 0; font: 16px sans-serif">'
    with shown(browser, f"{HEAD}{body}{WRONG[question]}</body></html>") as one:
        assert one.ask(question)
    with shown(browser, f"{HEAD}{body}<p>well</p></body></html>") as one:
        assert one.ask(question) == []


def test_requests_are_counted_and_refused(browser: Browser) -> None:
    outside = (
        '<img src="http://tracker.invalid/a.png" alt="x"><link rel="stylesheet" href="http://style.invalid/a.css">'
    )
    with shown(browser, f"{HEAD}<body>{outside}</body></html>") as one:
        assert sorted(one.asked) == ["http://style.invalid/a.css", "http://tracker.invalid/a.png"]
        assert one.page.url == ADDRESS


def test_without_images_their_words_are_seen(browser: Browser) -> None:
    image = '<img src="data:image/png;base64,AAAA" alt="seven of nine" width="90" height="40">'
    with shown(browser, f"{HEAD}<body>{image}</body></html>", images=False) as one:
        assert one.asked == []
        assert one.page.get_by_alt_text("seven of nine").count() == 1


def test_without_a_browser_one_sentence_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browsers.VARIABLE, "/nowhere/chromium")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        browsers.found()
    monkeypatch.setenv(browsers.VARIABLE, "none")
    with pytest.raises(pytest.skip.Exception):
        browsers.found()
