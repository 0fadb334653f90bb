"""The e-paper: articles without the frame around them, and the walk through its parts and days."""

from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, PageChanged
from crawler import pages
from crawler.pages import issue
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCE = load()["zsrb-paper"]
DAY = "https://epaper.zsnews.cn/epaper/zsrb/paperdate/20261111"
URL = f"{DAY}/part/4/articleid/1.html"
RAW = (FOLDER / "epaper_article.html").read_bytes()


def test_an_article_without_what_stands_around_it() -> None:
    page = pages.page(RAW, URL, SOURCE)
    assert page.title == "要把机器人用到车间里"
    assert page.published == datetime(2026, 11, 11, tzinfo=SHANGHAI)
    assert (page.issuer, page.reader) == ("中山日报", "epaper")
    assert page.body.split("\n") == [
        "多家企业负责人参观标杆工厂后表示——",
        "——我市今年新增工业机器人1200台",
        "企业负责人在标杆工厂参观。",
        "“回去就把码垛工位改成机器人。”11月10日，在黄圃一家标杆工厂参观的企业负责人说。",
        "据了解，今年我市新增工业机器人1200台，同比增长18%。",
    ]


def test_the_title_is_found_without_the_help_of_the_pages_own_title() -> None:
    page = pages.page(
        RAW.replace("<title>要把机器人用到车间里-中山日报".encode(), "<title>电子报".encode()), URL, SOURCE
    )
    assert page.title == "要把机器人用到车间里"
    assert page.body.startswith("多家企业负责人参观标杆工厂后表示——\n——我市")


def test_a_page_of_another_layout_is_rescued_and_dated_by_its_address() -> None:
    words = "据了解，今年我市新增工业机器人1200台，同比增长18%，全部用于家电、灯饰等行业的生产线。"
    page = pages.page(f"<title>新增机器人</title><p>2026-01-01</p><p>{words}</p>".encode(), URL, SOURCE)
    assert (page.body, page.reader) == (words, "rescue")
    assert page.published == datetime(2026, 11, 11, tzinfo=SHANGHAI)
    with pytest.raises(PageChanged, match="no words under the head"):
        pages.page("<title>x</title><p>A04版 2026年11月11日 产业</p>".encode(), URL, SOURCE)


def test_the_articles_of_a_part_and_the_way_on() -> None:
    listing = pages.listing(RAW, URL, SOURCE)
    assert [(one.id, one.title) for one in listing.entries] == [
        ("zsrb-20261111-4-1", ""),
        ("zsrb-20261111-4-2", "灯饰企业用上设计大模型"),
    ]
    assert {one.published for one in listing.entries} == {datetime(2026, 11, 11, tzinfo=SHANGHAI)}
    assert listing.next_url == f"{DAY}/part/5/articleid/1.html"
    last = RAW.replace(b'href="/epaper/zsrb/paperdate/20261111/part/5/articleid/1.html"', b'href="#"')
    assert pages.listing(last, URL, SOURCE).next_url == f"{DAY[:-2]}10/part/1/articleid/1.html"
    first = last.replace(b"20261110", b"20261111")
    assert pages.listing(first, URL, SOURCE).next_url is None


def test_an_issue_on_one_page_leads_to_the_day_before() -> None:
    items = "".join(f"<a href={DAY}/part/{part}/articleid/1.html>第{part}版的文章</a>" for part in range(1, 9))
    before = f"<a href={DAY[:-2]}10/part/1/articleid/1.html>昨天</a>"
    listing = pages.listing(
        f"<title>电子报</title>{before}{items}".encode(), "https://epaper.zsnews.cn/epaper/zsrb/", SOURCE
    )
    assert len(listing.entries) == 8
    assert listing.next_url == f"{DAY[:-2]}10/part/1/articleid/1.html"


def test_a_page_that_names_no_article_is_a_finding() -> None:
    bare = "<title>电子报</title><p>今天没有报纸</p>".encode()
    with pytest.raises(PageChanged, match="no link to an article"):
        pages.listing(bare, URL, SOURCE)
    search = load()["zsrb-rgzn"]
    with pytest.raises(PageChanged, match="no link to an article"):
        pages.listing(bare, search.start_url, search)
    past = pages.listing(bare, search.start_url.replace("p=1", "p=9"), search)
    assert (past.entries, past.next_url) == ((), None)
    with pytest.raises(Challenged):
        pages.listing((FOLDER / "challenge_script.html").read_bytes(), URL, SOURCE)


def test_the_issues_of_the_last_days() -> None:
    night = datetime.fromisoformat("2026-11-10T23:30:00+00:00")  # the next morning in Shanghai
    assert issue.addresses(night, 2) == (f"{DAY}/part/1/articleid/1.html", f"{DAY[:-2]}10/part/1/articleid/1.html")
    assert issue.day_of("https://epaper.zsnews.cn/epaper/zsrb/paperdate/20261399/part/1/articleid/1.html") is None
