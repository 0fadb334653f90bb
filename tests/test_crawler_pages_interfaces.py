"""Interfaces beside the catalogue's: policy readings and the search over the sites."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, PageChanged
from crawler import pages
from crawler.identity import asked_at, identify
from crawler.pages import site_search
from crawler.sources import load
from tests.twin import news
from tests.twin.announcements import load as written
from tests.twin.columns import COLUMNS, article_url, identity

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCE = load()["gd_rgznjqr-zcjd"]
READING = "https://zcjd.cloud.gd.gov.cn/api/home/article?id=8123"


def test_a_reading_is_one_announcement_whatever_site_shows_it() -> None:
    for url in (READING, "https://www.gd.gov.cn/zcjdpt?id=8123", "http://www.zs.gov.cn/zcjdpt/?from=x&id=8123#top"):
        found = identify(url)
        assert found is not None
        assert (found.id, found.post_id, found.url) == ("zcjd-8123", 8123, "https://www.gd.gov.cn/zcjdpt?id=8123")
        assert asked_at(found.url) == READING
    for url in ("https://www.gd.gov.cn/zcjdpt", "https://www.gd.gov.cn/zcjdpt?id=x", "http://evil.com/zcjdpt?id=1"):
        assert identify(url) is None
        assert asked_at(url) == url


def test_a_reading() -> None:
    page = pages.page((FOLDER / "reading.json").read_bytes(), READING, SOURCE)
    assert page.title == "《中山市人工智能产业促进办法》解读"
    assert page.published == datetime(2026, 7, 8, 9, 30, tzinfo=SHANGHAI)
    assert (page.issuer, page.reader) == ("中山市工业和信息化局", "zcjd")
    assert page.body == "一、根据粤府办〔2025〕6号文件制定。\n二、补助比例为30%。\n图解.pdf"
    assert [link.url for link in page.attachments] == ["https://zcjd.cloud.gd.gov.cn/file/a.pdf"]


def reading(**changed: Any) -> bytes:
    stated = json.loads((FOLDER / "reading.json").read_text(encoding="utf-8"))["data"] | changed
    return json.dumps({"data": stated}).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'{"data": []}',
        reading(art_title=""),
        reading(jie_du_items=None),
        reading(jie_du_items=[1, {}]),
    ],
)
def test_a_reading_of_another_shape_is_a_finding(raw: bytes) -> None:
    with pytest.raises(PageChanged):
        pages.page(raw, READING, SOURCE)


def test_a_reading_of_pictures_is_said_to_be_so() -> None:
    page = pages.page(reading(jie_du_items=[{"jd_content": "<img src=/1.png>"}], pub_time=1783353600), READING, SOURCE)
    assert (page.body, page.reader) == ("", "zcjd+images")
    assert page.published == datetime(2026, 7, 7, tzinfo=SHANGHAI)


def test_what_is_asked_of_the_search() -> None:
    asked = site_search.form("人工智能", 2)
    assert (asked["keywords"], asked["page"], asked["site_id"], asked["gdbsDivision"]) == (
        "人工智能",
        "2",
        "760001",
        "442000",
    )
    assert (asked["position"], asked["range"], asked["sort"], asked["service_area"]) == (
        "title",
        "site",
        "smart",
        "760",
    )


def test_the_hits_of_the_search() -> None:
    found = site_search.read((FOLDER / "site_search.json").read_bytes())
    first, second = found.hits
    assert found.total == 41
    assert first.title == "关于人工智能应用场景的通知 & 清单"
    assert (first.id, first.url) == ("zs-2700001", "http://www.zs.gov.cn/gxj/tzgg/content/post_2700001.html")
    assert (first.published, first.publisher) == (datetime(2026, 11, 10, 9, tzinfo=SHANGHAI), "中山市工业和信息化局")
    assert (second.id, second.title, second.published, second.publisher) == (None, "人工智能专题", None, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b'{"data": {"news": {"list": []}}}',
        b'{"data": {"news": {"total": 1, "list": [{"title": "x"}]}}}',
        b"<p>x",
    ],
)
def test_an_answer_of_the_search_that_can_not_be_read_is_not_one_without_hits(raw: bytes) -> None:
    with pytest.raises(PageChanged):
        site_search.read(raw)
    with pytest.raises(Challenged):
        site_search.read((FOLDER / "challenge_script.html").read_bytes())


def test_the_twins_search_finds_what_its_sites_hold() -> None:
    posts = [(post, article_url(post, COLUMNS)) for post in written()]

    def asked(page: int) -> site_search.Hits:
        return site_search.read(news.search(urlencode(site_search.form("中山", page)).encode(), posts).body)

    wanted = {identity(post): post.title for post, _ in posts if "中山" in post.title}
    assert asked(1).total == len(wanted) > site_search.PAGE_SIZE
    hits = [hit for page in range(1, len(wanted) // site_search.PAGE_SIZE + 2) for hit in asked(page).hits]
    assert {hit.id: hit.title for hit in hits} == wanted
    assert asked(99).hits == ()
