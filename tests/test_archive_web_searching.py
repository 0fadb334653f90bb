"""The front page and the search over real HTTP: hits with their signs, filters as links, pages, and wrong queries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from lxml import html

from archive.asked import NAMES
from archive.config import Settings
from archive.records import SourceRun
from archive.store import Archive, announcements, indexing, judgements, runs
from tests.found import HOUR, NOON, analysis, attachment, found
from tests.reading_room import HOSTILE, edition, keep, page_of, put, words
from tests.web_server import Client, serving


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def several(archive: Archive, count: int = 3, *, judged: bool = True) -> None:
    """Keep announcements that differ in their days; all but the first are judged relevant."""
    for number in range(1, count + 1):
        body = f"第{number}号：" + "甲乙丙丁戊己庚辛壬癸"[number % 10] * 60 + "机器人产业。"
        keep(
            archive, post_id=number, id=f"zs-{number}", title=f"机器人通知（{number}）", body=body, doc_number=None,
            published=NOON - timedelta(days=400 * (number % 2) + number),
        )  # fmt: skip
        if judged and number > 1:
            with archive.begin() as tx:
                judgements.put(tx, analysis(announcements.get(tx, f"zs-{number}"), "机器人产业"), NOON)
    indexing.bring_up(archive)


def search(client: Client, *pairs: tuple[str, str], **headers: str) -> html.HtmlElement:
    return page_of(client.get(f"/search?{urlencode(pairs)}", **headers))


def ids(page: html.HtmlElement) -> list[str]:
    links = page.xpath("//ol[@class='hits']//h3/a/@href")
    return [one.partition("?")[0].removeprefix("announcements/") for one in links]


def test_a_hit_has_its_title_day_issuer_signs_and_marked_words(client: Client, archive: Archive) -> None:
    file = attachment(1, "指南：机器人整机企业。")
    one = {"title": "关于机器人的通知", "attachments": (file,)}
    keep(archive, body="正文甲。", **one)
    keep(archive, NOON + HOUR, body="正文乙，打造应用场景。", **one)
    with archive.begin() as tx:
        now = announcements.get(tx, "zs-1")
        judgements.put(tx, analysis(now, "应用场景", deadline=datetime(2026, 12, 1).date()), NOON)  # noqa: DTZ001
        copy = found(2, body="正文乙，打造应用场景。" * 30, doc_number=found(1).doc_number, **one)
        announcements.keep(tx, copy, NOON + HOUR)
        announcements.withdraw(tx, "zs-1", NOON)
    page = search(client, ("q", "机器人整机"))
    first = page.xpath("//ol[@class='hits']/li")[0]
    said = words(first)
    facts = "关于机器人的通知|2026-11-18|中山市工业和信息化局|中工信〔2026〕1号|应用|2026-12-01 截止|已撤下|第 2 版"
    for fact in (*facts.split("|"), "附件“附件1：申报指南.docx”"):
        assert fact in said, fact
    assert first.xpath(".//p[@class='snippet']//mark/text()") == ["机器人整机"]
    assert first.xpath(".//h3/a/@href") == [f"announcements/zs-1?q={quote('机器人整机')}"]
    assert search(client, ("q", "关于")).xpath("//h3//mark/text()")[0] == "关于"


def test_filters_add_and_drop_by_links_and_the_form_keeps_them(client: Client, archive: Archive) -> None:
    several(archive)
    page = search(client, ("q", "机器人"))
    assert sorted(ids(page)) == ["zs-1", "zs-2", "zs-3"]
    assert "共 3 篇" in words(page.get_element_by_id("count"))
    year = next(one for one in page.xpath("//section[@class='facets']//a") if one.text == "2025")
    assert words(year.getparent()).endswith("2")
    narrow = page_of(client.get(f"/search{year.get('href')}"))
    assert sorted(ids(narrow)) == ["zs-1", "zs-3"]
    assert narrow.get_element_by_id("f-from").get("value") == "2025-01-01"
    both = next(one for one in narrow.xpath("//section[@class='facets']//a") if one.text == "应用")
    narrowest = page_of(client.get(f"/search{both.get('href')}"))
    assert ids(narrowest) == ["zs-3"]
    chips = narrowest.xpath("//div[@class='chips']//a")
    assert [words(one) for one in chips] == ["主题 应用 ×", "发布自 2025-01-01 ×", "发布至 2025-12-31 ×"]
    assert sorted(ids(page_of(client.get(f"/search{chips[0].get('href')}")))) == ["zs-1", "zs-3"]
    assert narrowest.xpath("//select[@name='theme']/option[@selected]/@value") == ["application"]
    assert narrowest.get_element_by_id("words").get("value") == "机器人"


def test_every_filter_of_an_address_is_one_of_the_form(client: Client) -> None:
    form = search(client).get_element_by_id("ask")
    assert {one.get("name") for one in form.xpath(".//input | .//select")} == set(NAMES) - {"limit", "after"}
    labelled = {one.get("for") for one in form.iter("label")}
    named = [one for one in form.xpath(".//input | .//select") if one.get("type") != "checkbox"]
    assert [one.get("id") for one in named if one.get("id") not in labelled] == []
    assert form.get("method") is None


def test_pages_follow_each_other_and_lead_back(client: Client, archive: Archive) -> None:
    several(archive, 7)
    for query in ((("q", "机器人"), ("limit", "3")), (("sort", "oldest"), ("limit", "3"))):
        path, seen = f"/search?{urlencode(query)}", []
        while path:
            page = page_of(client.get(path))
            seen.append(ids(page))
            onward = page.xpath("//a[@rel='next']/@href")
            path = f"/search{onward[0]}" if onward else ""
            first = page.xpath("//a[@rel='first']/@href")
            assert [one.lstrip("?") for one in first] == ([] if len(seen) == 1 else [urlencode(query)])
        assert [len(some) for some in seen] == [3, 3, 1]
        assert sorted(one for some in seen for one in some) == [f"zs-{number}" for number in range(1, 8)]


def test_the_order_that_was_used_is_said(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    several(archive, 4)
    assert "共 4 篇 · 最相符的在前" in words(search(client, ("q", "机器人")).get_element_by_id("count"))
    assert "最新的在前" in words(search(client).get_element_by_id("count"))
    monkeypatch.setattr("archive.search.pages.CAP", 2)
    said = words(search(client, ("q", "机器人")).get_element_by_id("count"))
    assert said == "多于 2 篇 · 这个词太常见，未按相关度排，而是最新的在前。"


def test_an_empty_answer_says_what_could_be_dropped(client: Client, archive: Archive) -> None:
    several(archive)
    page = search(client, ("q", "机器人"), ("theme", "application"), ("number", "没有这个文号"))
    assert "没有找到" in words(page)
    (link,) = page.xpath("//section[@class='main']//li/a")
    assert (words(link), words(link.getparent())[-3:]) == ("去掉条件：文号 没有这个文号", "2 篇")
    assert len(ids(page_of(client.get(f"/search{link.get('href')}")))) == 2
    assert "试试更短的词" in words(page)
    assert search(client, ("q", "没有这样的词")).xpath("//section[@class='main']//li") == []


WRONG = [
    (("from", "yesterday"),), (("sort", "worst"),), (("limit", "0"),), (("after", "../x"),), (("after", "nothing"),),
    (("q", "字" * 1001),), (("theme", "a"), ("theme", "b")), (("has", "wings"),), (("relevant", "maybe"),),
    (("q", " ".join(f"词{n}" for n in range(40))),),
]  # fmt: skip


@pytest.mark.parametrize("pairs", WRONG)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_query_is_said_to_be_so_on_the_page(
    client: Client, pairs: tuple[tuple[str, str], ...], language: str
) -> None:
    got = client.get(f"/search?{urlencode(pairs)}&lang={language}")
    assert got.status == 400
    page = html.fromstring(got.body.encode())
    (said,) = page.xpath("//*[@role='alert']")
    assert ("不成立" if language == "zh" else "can not be asked") in words(said)
    assert page.xpath("//form[@id='ask']")


ODD = ("q=%00", "q=%ff%fe", "q=%22", "q=((", "q=%25_%5C", "q=NOT", "q='; drop table x;--", "x=1", "has=", "limit=")


@pytest.mark.parametrize("raw", ODD)
def test_odd_words_are_searched(client: Client, archive: Archive, raw: str) -> None:
    several(archive, 2)
    assert client.get(f"/search?{quote(raw, safe='=%')}").status == 200


def test_hostile_words_are_words_everywhere(client: Client, archive: Archive) -> None:
    keep(archive, title=HOSTILE, issuer=HOSTILE, doc_number=HOSTILE, body=HOSTILE)
    for name in ("q", "theme", "town", "body", "source", "directive", "number", "issuer", "topic"):
        got = client.get(f"/search?{urlencode([(name, HOSTILE)])}")
        page = html.fromstring(got.body.encode())
        assert got.status in {200, 400}, name
        assert page.xpath("//script[not(@src)] | //img | //@onerror | //@style") == [], name
    page = search(client, ("q", HOSTILE[:20]))
    assert page.xpath("//h3/a")[0].text_content() == HOSTILE.replace("\u202e", "")


def test_the_front_page_says_what_is_new_and_how_fresh_that_is(client: Client, archive: Archive, now: datetime) -> None:
    empty = page_of(client.get("/"))
    for said in ("还没有相关公告", "还没有成功采集过", "还没有任何一期"):
        assert said in words(empty)
    several(archive, 12)
    put(archive, replace(edition(), subject="中山观察 2026-11-18"))
    run = SourceRun(run_id="1", source="s", started_at=now, finished_at=now - timedelta(hours=30), status="ok")
    with archive.begin() as tx:
        runs.add(tx, run)
    page = page_of(client.get("/"))
    assert ids(page) == [f"zs-{number}" for number in (2, 4, 6, 8, 10, 12, 3, 5)]
    assert "中山观察 2026-11-18" in words(page)
    assert "最近一次成功采集是 2026-11-19 02:00" in words(page)
    with archive.begin() as tx:
        runs.add(tx, replace(run, run_id="2", finished_at=now - timedelta(hours=1)))
        runs.add(tx, replace(run, run_id="3", finished_at=now, status="failed"))
    assert "存档更新至 2026-11-20 07:00" in words(page_of(client.get("/")))


@pytest.mark.parametrize("path", ["/", "/search?q=机器人&theme=application", "/search?q=没有", "/search?limit=1"])
def test_every_link_of_a_page_leads_somewhere(client: Client, archive: Archive, path: str) -> None:
    several(archive)
    page = page_of(client.get(quote(path, safe="/?=&")))
    inside = [one for one in page.xpath("//a/@href") if not one.startswith(("#", "http"))]
    assert inside
    for one in set(inside):
        target = one if not one.startswith("?") else f"{path.partition('?')[0]}{one}"
        assert client.get("/" + quote(target.lstrip("./"), safe="/?=&%+#")).status == 200, one


def test_the_language_of_the_address_is_remembered(client: Client, archive: Archive) -> None:
    several(archive)
    got = client.get("/search?q=x&lang=en", Accept_Language="zh")
    assert page_of(got).xpath("//html/@lang") == ["en"]
    cookie = got.headers["Set-Cookie"]
    assert cookie.startswith("lang=en;")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {one.strip() for one in cookie.split(";")}
    assert page_of(client.get("/", Accept_Language="zh", Cookie="lang=en")).xpath("//html/@lang") == ["en"]
    again = page_of(client.get("/?lang=zh", Cookie="lang=en"))
    assert again.xpath("//html/@lang") == ["zh-CN"]
    page = search(client, ("q", "a&b"), ("theme", "industry"), Accept_Language="zh")
    pairs = [("q", "a&b"), ("theme", "industry"), ("lang", "en")]
    assert page.xpath("//a[@class='language']/@href") == [f"?{urlencode(pairs)}"]
    for odd in ("fr", "%00", "zh%0d%0aX-Evil:1"):
        got = client.get(f"/?lang={odd}", Accept_Language="en")
        assert page_of(got).xpath("//html/@lang") == ["en"]
        assert got.headers["Set-Cookie"] is None
        assert got.headers["X-Evil"] is None
    assert client.get("/style.css?lang=en").headers["Set-Cookie"] is None
