"""A real browser for the tests: Debian's chromium without a window, in which a page is opened and asked how it looks.

ZSWATCH_TEST_BROWSER=none skips these tests where there is no browser; the path of one tells where it is.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

VARIABLE = "ZSWATCH_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = (
    "no chromium found: `apt-get install chromium fonts-wqy-microhei`, "
    f"or set {VARIABLE}=none to go without the browser tests"
)
ADDRESS = "http://edition.invalid/"
PHONE, PHONE_HEIGHT, WIDE = 360, 740, 1200
JS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
_DATA = re.compile(r'src="data:[^"]*"')


def found() -> str:
    """Return the path of the browser; skips the test where none is wanted, fails it where there is none."""
    given = os.environ.get(VARIABLE, "")
    if given == "none":
        pytest.skip(f"{VARIABLE}=none")
    path = given or next((path for name in NAMES if (path := shutil.which(name))), "")
    if not path or not Path(path).exists():
        pytest.fail(MISSING, pytrace=False)
    return path


@contextmanager
def started() -> Iterator[Browser]:
    """A browser for the length of a block."""
    arguments = ["--no-sandbox", "--font-render-hinting=none", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=arguments)
        yield browser
        browser.close()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page as it is shown, and the addresses that it asked for beside its own."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Any:
        """Return what a function of looks.js answers."""
        return self.page.evaluate(f"{JS}\n{question}()")


@contextmanager
def shown(
    browser: Browser,
    html: str,
    *,
    width: int = PHONE,
    height: int = PHONE_HEIGHT,
    dark: bool = False,
    images: bool = True,
    scale: float = 1,
) -> Iterator[Shown]:
    """Open a page in a window of this size; without `images` they are refused, as mail programs do at first."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=scale,
        is_mobile=width == PHONE,
        service_workers="block",
    )
    opened = Shown(page=context.new_page())
    body = html if images else _DATA.sub(f'src="{ADDRESS}refused.png"', html)

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
            return
        if not route.request.url.startswith(ADDRESS):
            opened.asked.append(route.request.url)
        route.abort()

    context.route("**/*", answer)
    opened.page.goto(ADDRESS, wait_until="load")
    yield opened
    context.close()
