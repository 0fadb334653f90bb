"""Meetings, sources, deadlines and accounts in a real browser: on a phone, in the dark, by keyboard; nothing runs."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, ViewportSize

from archive import clock
from archive.config import Settings
from archive.store import Archive, announcements, judgements, open_archive
from digest.judge import judge
from digest.meetings import shipped
from scheduler.rooms import rooms
from tests.browser import JS, PHONE, PHONE_HEIGHT, WIDE, started
from tests.conftest import NOW
from tests.found import HOUR, NOON, attachment, found
from tests.halls import BODY, FAULT, closing, run
from tests.test_archive_web_kept import HOSTILE_PAGE
from tests.test_browser_accessibility import GRAVE, OPTIONS
from tests.test_browser_reading import WINDOWS
from tests.web_server import serving

LONG = "很长很长的名字" * 30
PATHS = (
    "/meetings",
    "/meetings/2025-02-21",
    "/sources",
    "/sources/zs_gxj-tzgg",
    "/deadlines",
    "/deadlines?past=yes&theme=application",
    "/deadlines?from=x",
    "/announcements/zs-1/why",
    "/announcements/zs-3/why",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.fixture(autouse=True)
def _frozen(now: datetime) -> None:
    """Each test's clean environment gets its clock back, which the server in its thread reads too."""


def fill(archive: Archive) -> str:
    """Keep what the pages show; return the hash of a hostile page."""
    hostile = archive.blobs.put(HOSTILE_PAGE)
    files = (attachment(1, sha256=hostile, name="附件.html"),)
    with archive.begin() as tx:
        more = f"{BODY}\n按不超过投资额的30%给予补助。优先支持机器人产业集群建设，引进高层次人才。\n{'w' * 200}"
        announcements.keep(tx, found(1, body=more, raw_sha256=hostile, attachments=files, issuer=LONG), NOON)
        judgements.put(tx, judge(announcements.get(tx, "zs-1"), list(shipped().values())), NOON)
        announcements.keep(tx, found(3, title="佛山市举办机器人对接会", body="佛山市机器人企业参加。"), NOON)
    closing(archive, 2, date(2026, 11, 22), title=LONG)
    closing(archive, 4, date(2026, 11, 1))
    now = clock.parse_moment(NOW, what="now")
    for number in range(12):
        run(
            archive,
            "zs_gxj-tzgg",
            "ok" if number % 3 else "drift",
            now - HOUR * (12 - number),
            new=number,
            why="x" * 300,
            errors=(FAULT,),
        )
    run(archive, "zs_kj-tzgg", "ok", now - HOUR)
    run(archive, "portal-tzgg", "blocked", now - timedelta(minutes=5), why=LONG)
    return hostile


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with pytest.MonkeyPatch.context() as patch, open_archive(settings) as archive:
        patch.setenv(clock.VARIABLE, NOW)
        fill(archive)
        with _serving(archive, settings) as client:
            yield f"http://127.0.0.1:{client.port}"


def _serving(archive: Archive, settings: Settings) -> AbstractContextManager:
    return serving(archive, settings, rooms(settings))


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone_and_has_no_grave_faults(browser: Browser, address: str, path: str, locale: str) -> None:
    for width, scheme in WINDOWS:
        viewport: ViewportSize = {"width": width, "height": PHONE_HEIGHT}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=locale)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(f"{address}{path}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate(f"{JS}\nsideways()") == []
        faults = Axe().run(page, options=OPTIONS).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in faults if one["impact"] in GRAVE] == []
        assert [one for one in said if "Security" in one or "Refused" in one] == []
        context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": WIDE, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_the_chart_is_shown(page: Page, address: str) -> None:
    page.goto(f"{address}/meetings/2025-02-21", wait_until="load")
    assert page.evaluate("document.querySelector('figure img').naturalWidth") > 400


def test_from_a_directive_to_its_evidence_and_its_account(page: Page, address: str) -> None:
    page.goto(f"{address}/meetings/2025-02-21#application.2", wait_until="load")
    section = page.locator("section:target")
    assert "打造一批人工智能应用场景" in section.inner_text()
    section.locator("summary").first.click()
    section.locator("li a").last.click()
    page.wait_for_url("**/announcements/zs-*")
    page.goto(f"{address}/announcements/zs-1/why", wait_until="load")
    page.locator("section.candidate a").first.click()
    page.wait_for_url("**/meetings/2025-02-21#*")


def test_a_filter_is_set_and_the_language_changed_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/deadlines", wait_until="load")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "theme":
            break
    for _ in ("学习", "应用", "产业"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**theme=industry**")
    assert page.locator("select[name=theme]").input_value() == "industry"
    page.locator("a.language").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**lang=en**")
    assert page.locator("h1").inner_text() == "Deadlines"
    assert page.locator("select[name=theme]").input_value() == "industry"


def test_details_open_by_keyboard_and_what_has_focus_is_seen(page: Page, address: str) -> None:
    page.goto(f"{address}/announcements/zs-1/why", wait_until="load")
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("(one) => one.open")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_hostile_original_is_downloaded_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with open_archive(settings) as archive:
        hostile = fill(archive)
        with _serving(archive, settings) as client:
            context = browser.new_context(accept_downloads=True)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{client.port}/sources", wait_until="load")
            title = page.title()
            with page.expect_download() as waiting, pytest.raises(Error, match="Download is starting|ERR_ABORTED"):
                page.goto(f"http://127.0.0.1:{client.port}/kept/{hostile}")
            assert waiting.value.suggested_filename == "附件.html.txt"
            assert waiting.value.path().read_bytes() == HOSTILE_PAGE
            assert page.title() == title
            framed = page.evaluate(
                """(address) => new Promise((done) => {
                    const frame = document.createElement('iframe');
                    frame.onload = frame.onerror = () => done(frame.contentDocument ? frame.contentDocument.title : '');
                    frame.src = address;
                    document.body.append(frame);
                    setTimeout(() => done(''), 1500);
                })""",
                f"/kept/{hostile}",
            )
            assert framed != "run"
            context.close()


def test_on_a_phone_the_calendar_address_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": PHONE_HEIGHT}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/deadlines?theme=application", wait_until="load")
    assert page.locator(".feed a").inner_text() == f"{address}/deadlines.ics?theme=application&lang=en"
    context.close()
