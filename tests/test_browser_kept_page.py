"""A hostile page that was kept runs nothing and asks for nothing in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from archive.config import Settings
from archive.store import announcements, open_archive
from tests.browser import PHONE, PHONE_HEIGHT, started
from tests.found import NOON, found
from tests.test_archive_web_sanitised import HOSTILE
from tests.test_browser_accessibility import GRAVE, OPTIONS
from tests.web_server import serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with open_archive(settings) as archive:
        sha256 = archive.blobs.put(HOSTILE.encode())
        with archive.begin() as tx:
            announcements.keep(tx, found(1, raw_sha256=sha256), NOON)
        with serving(archive, settings) as client:
            yield f"http://127.0.0.1:{client.port}/kept/{sha256}/page"


def test_nothing_runs_and_nothing_is_asked_for(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": PHONE_HEIGHT})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_timeout(300)
    assert "ran" not in page.title()
    assert {one for one in asked if "127.0.0.1" not in one} == set()
    assert page.url == address
    assert page.get_by_text("关于算力的通知").count() == 1
    assert page.locator(".kept-page").locator("script, form, iframe, img, object, embed, svg, video, base").count() == 0
    assert page.locator("base, meta[http-equiv]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_who_can_not_see_can_read_it(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=True, bypass_csp=True)
    page.goto(address)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []
