"""The pages to read in a real browser: on a phone, in the dark, for who can not see, and nothing runs in them."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from archive.config import Settings
from archive.records import StoredEdition
from archive.store import announcements, editions, judgements, open_archive
from digest.edition import document
from digest.render import pages
from tests.browser import JS, PHONE, PHONE_HEIGHT, WIDE, started
from tests.editions import edition_of
from tests.found import HOUR, NOON, analysis, attachment, found
from tests.test_browser_accessibility import GRAVE, OPTIONS
from tests.web_server import serving

PATHS = (
    "/",
    "/announcements/zs-1",
    "/editions",
    "/editions/daily-2026-11-18",
    "/search?edition=daily-2026-11-19",
    "/nowhere",
)
ROW = " | ".join(f"第{number}列很长很长的内容" for number in range(12))
WINDOWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((PHONE, "light"), (WIDE, "dark"))
BODY = f"{found(1).body}\n| {ROW} |\n| {ROW} |\n{'w' * 300}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages of an archive with a withdrawn announcement, a correction, and two editions."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with open_archive(settings) as archive:
        with archive.begin() as tx:
            files = (attachment(1), attachment(2, None))
            announcements.keep(tx, found(1, body=BODY, attachments=files), NOON)
            announcements.keep(tx, found(1, body=BODY.replace("500", "800"), attachments=files[:1]), NOON + HOUR)
            judged = analysis(announcements.get(tx, "zs-1"), "单个项目最高补助800万元")
            judgements.put(tx, judged, NOON + HOUR)
            announcements.withdraw(tx, "zs-1", NOON + HOUR)
            for one in (stored(18), stored(19), stored(20, "erratum-1-of-daily-2026-11-18", "daily-2026-11-18")):
                editions.put(tx, one, ())
        with serving(archive, settings) as client:
            yield f"http://127.0.0.1:{client.port}"


def stored(day: int, key: str = "", corrects: str | None = None) -> StoredEdition:
    composed = edition_of(12)
    laid_out = pages(composed)
    script = "<script>document.title = 'run'</script></body>"
    return StoredEdition(
        key=key or f"daily-2026-11-{day}", date=composed.date.replace(day=day), kind="erratum" if corrects else "daily",
        language="zh", composed_at=composed.composed_at, subject=laid_out.subject, content=document(composed),
        html=laid_out.html.replace("</body>", script), text=laid_out.text, corrects=corrects,
    )  # fmt: skip


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone_and_has_no_grave_faults(browser: Browser, address: str, path: str, locale: str) -> None:
    for width, scheme in WINDOWS:
        viewport: ViewportSize = {"width": width, "height": PHONE_HEIGHT}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=locale)
        page = context.new_page()
        page.goto(f"{address}{path}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate(f"{JS}\nsideways()") == []
        faults = Axe().run(page, options=OPTIONS).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in faults if one["impact"] in GRAVE] == []
        context.close()


def test_an_edition_is_shown_and_runs_nothing(browser: Browser, address: str) -> None:
    """The browser itself says what it refused: the script that stands in it, and nothing else."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(f"{address}/editions/daily-2026-11-19", wait_until="load")
    assert answer is not None
    assert answer.status == 200
    assert page.title() != "run"
    assert len(said) == 1
    assert "script" in said[0]
    assert page.locator("h1").count() == 1
    page.close()


def test_a_corrected_edition_is_reached_past_its_correction(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/editions/daily-2026-11-18", wait_until="load")
    page.get_by_text("查看当时发出的原样").click()
    page.wait_for_url("**/editions/daily-2026-11-18.html")
    assert page.locator("h1").count() == 1
    context.close()
