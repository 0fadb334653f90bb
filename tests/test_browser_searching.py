"""The search and the pages of announcements in a real browser: with a mouse, with keys alone, without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from archive import clock
from tests.browser import JS, PHONE, PHONE_HEIGHT, WIDE, started
from tests.filled_room import TITLE, filled
from tests.test_browser_accessibility import GRAVE, OPTIONS

ROBOTS = quote("机器人")
PATHS = (
    "/",
    f"/search?q={ROBOTS}&theme=application",
    f"/search?q={ROBOTS}&number=99",
    "/search?from=yesterday",
    f"/announcements/zs-1?q={ROBOTS}",
    "/announcements/zs-4",
    "/announcements/zs-1/compare",
    "/search?edition=daily-2026-11-18",
    "/nowhere",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(clock.VARIABLE, "2026-11-19T10:00:00+08:00")
        with filled(tmp_path_factory.mktemp("filled")) as client:
            yield f"http://127.0.0.1:{client.port}"


@contextmanager
def window(browser: Browser, width: int = WIDE, **how: Any) -> Iterator[Page]:
    """A window; what the browser complains of fails the test, but for pages that are not there and wrong queries."""
    stated = {"locale": "zh-CN", "viewport": {"width": width, "height": PHONE_HEIGHT}} | how
    context = browser.new_context(**stated)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [one for one in said if "status of 40" not in one] == []


def count(page: Page) -> int:
    words = page.locator("#count").inner_text()
    return int("".join(sign for sign in words.partition("·")[0] if sign.isdigit()) or 0)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_grave_faults_or_leaves_its_window(browser: Browser, address: str, path: str, locale: str) -> None:
    for width, scheme in ((PHONE, "light"), (WIDE, "dark"), (PHONE, "dark")):
        with window(browser, width, locale=locale, color_scheme=scheme) as page:
            page.goto(f"{address}{path}")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            for question in ("sideways", "overlapping", "small", "faint"):
                assert page.evaluate(f"{JS}\n{question}()") == [], question
            faults = Axe().run(page, options=OPTIONS).response["violations"]
            told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in faults if one["impact"] in GRAVE]
            assert told == []


def test_searching_opening_comparing_and_coming_back(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(address)
        page.get_by_role("searchbox").fill("具身智能")
        page.get_by_role("button", name="搜索").click()
        page.wait_for_url("**/search?q=*")
        assert count(page) >= 3
        page.get_by_role("link", name=TITLE, exact=True).click()
        expect(page.locator("h1")).to_contain_text("中山市人民政府办公室关于印发《中山市支持具身智能机器人产业发展")
        assert page.locator("mark.hit").count() >= 2
        page.locator("#d5 ~ dd.to a").first.click()
        expect(page.locator("#e5")).to_be_in_viewport()
        page.locator("a.ref[href='#d5']").click()
        expect(page.locator("#d5")).to_be_in_viewport()
        page.get_by_role("link", name="与第 1 版并排比较").click()
        expect(page.locator("h1")).to_have_text("第 1 版与第 2 版对照")
        assert page.locator("tr.changed del").inner_text() == "300"
        assert page.locator("tr.changed ins").inner_text() == "500"
        left, right = (page.locator(f"tr.changed td:{side}-child").bounding_box() for side in ("first", "last"))
        assert left is not None
        assert right is not None
        assert left["y"] == right["y"]
        page.go_back()
        page.get_by_role("link", name=f"【转发】{TITLE}").first.click()
        assert "【转发】" in page.locator("h1").inner_text()


def test_filters_work_in_place_and_the_way_back_too(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(f"{address}/search?q={ROBOTS}")
        page.evaluate("window.stays = true")
        whole = count(page)
        choice = page.locator(".facets").get_by_role("link", name="人才", exact=True)
        narrower = int(choice.locator("xpath=following-sibling::span").inner_text())
        choice.click()
        expect(page.locator(".chips")).to_contain_text("人才")
        assert count(page) == narrower < whole
        expect(page.locator("#said")).to_contain_text(f"共 {narrower} 篇")
        assert "theme=talent" in page.url
        assert page.evaluate("document.activeElement.id") == "count"
        page.get_by_label("排序").select_option("oldest")
        expect(page.locator("#count")).to_contain_text("最早的在前")
        assert "theme=talent" in page.url
        other = page.get_by_role("link", name="English").get_attribute("href")
        assert other == f"{page.url.partition('search')[2]}&lang=en"
        page.locator(".chips a").click()
        expect(page.locator(".chips")).to_have_count(0)
        page.go_back()
        expect(page.locator(".chips")).to_contain_text("人才")
        page.get_by_role("searchbox").fill("没有这样的词")
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("没有找到。")
        assert page.title().startswith("“没有这样的词”的搜索结果")
        page.get_by_text("更多筛选条件").click()
        page.get_by_label("发布自").fill("2026-01-01")
        expect(page.locator(".chips")).to_contain_text("2026-01-01")
        assert page.evaluate("window.stays")


def test_a_wrong_query_is_announced_in_place(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(f"{address}/search?q={ROBOTS}")
        page.get_by_role("searchbox").fill(" ".join(f"词{n}" for n in range(40)))
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("不成立")
        expect(page.locator("#said")).to_contain_text("不成立")


def test_pages_of_hits_follow_each_other(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(f"{address}/search?sort=newest")
        first = page.locator(".hits h3").first.inner_text()
        page.get_by_role("link", name="下一页").click()
        expect(page.get_by_role("link", name="回到第一页")).to_be_visible()
        assert page.locator(".hits h3").first.inner_text() != first
        page.get_by_role("link", name="回到第一页").click()
        expect(page.locator(".hits h3").first).to_have_text(first)


def test_all_of_it_works_without_scripts(browser: Browser, address: str) -> None:
    with window(browser, java_script_enabled=False) as page:
        page.goto(address)
        page.get_by_role("searchbox").fill("机器人")
        page.get_by_role("button", name="搜索").click()
        whole = count(page)
        page.locator(".facets").get_by_role("link", name="人才", exact=True).click()
        assert 0 < count(page) < whole
        page.get_by_text("更多筛选条件").click()
        page.get_by_label("附件", exact=True).check()
        page.get_by_role("button", name="应用").click()
        assert count(page) == 1
        assert page.locator(".chips a").count() == 2
        page.locator(".chips a").first.click()
        assert page.locator(".chips a").count() == 1
        page.get_by_role("link", name=TITLE, exact=True).click()
        page.get_by_role("link", name="比较各版").click()
        page.get_by_label("从第几版").fill("2")
        page.get_by_label("到第几版").fill("1")
        page.get_by_role("button", name="比较").click()
        assert page.locator("tr.changed del").inner_text() == "500"
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("link", name="Search", exact=True).click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("heading", name="Narrow down").is_visible()


def focused(page: Page) -> str:
    """Return what has the focus: its words, or its name; fails when that can not be seen."""
    seen = page.evaluate("""() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      return [one.innerText || one.name || one.id, one === document.body, style.outlineStyle, box.width, box.top];
    }""")
    words, nothing, outline, width, top = seen
    assert not nothing
    assert outline != "none", words
    assert width > 0, words
    assert top > -1, words
    return str(words).strip()


def test_keys_alone_are_enough(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(address)
        page.keyboard.press("Tab")
        assert focused(page) == "跳到正文"
        assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focused(page) == "q"
        page.keyboard.press("Tab")
        page.keyboard.press("/")
        assert focused(page) == "q"
        page.keyboard.type("AI/")
        assert page.get_by_role("searchbox").input_value() == "AI/"
        page.keyboard.press("Control+A")
        page.keyboard.type("具身智能")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        reached: list[str] = []
        while TITLE not in reached:
            page.keyboard.press("Tab")
            reached.append(focused(page))
            assert len(reached) < 60
        for expected in ("中山观察", "搜索", "English", "更多筛选条件"):
            assert expected in reached
        page.keyboard.press("Enter")
        page.wait_for_url("**/announcements/*")
        page.keyboard.press("/")
        assert focused(page) == "q"
        for _ in range(80):
            page.keyboard.press("Tab")
            if focused(page) == "在原文中查看":
                break
        page.keyboard.press("Enter")
        assert "#e" in page.url


def test_the_language_is_switched_and_stays(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(f"{address}/search?q={ROBOTS}&theme=talent")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".chips")).to_contain_text("Talent")
        page.locator(".hits h3 a").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.locator("h1").get_attribute("lang") == "zh-CN"
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_on_a_phone_states_stand_below_each_other_and_filters_are_a_step_away(browser: Browser, address: str) -> None:
    with window(browser, PHONE, is_mobile=True) as page:
        page.goto(f"{address}/announcements/zs-1/compare")
        old, new = (page.locator(f"tr.changed td:{side}-child").bounding_box() for side in ("first", "last"))
        assert old is not None
        assert new is not None
        assert new["y"] >= old["y"] + old["height"]
        assert new["width"] > 250
        page.goto(f"{address}/search?q={ROBOTS}")
        page.get_by_role("link", name="缩小范围").click()
        expect(page.locator("#narrow")).to_be_in_viewport()
        expect(page.locator("#ask")).to_be_attached()


def test_on_paper_there_is_the_text_alone(browser: Browser, address: str) -> None:
    with window(browser) as page:
        page.goto(f"{address}/announcements/zs-1")
        page.emulate_media(media="print")
        for gone in (".top", ".end", ".acts"):
            assert not page.locator(gone).is_visible(), gone
        assert page.locator("h1").is_visible()
        assert page.locator("mark").first.is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
