"""中山网 and 中山+: lists in every form, articles of both templates, and what neither is."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, PageChanged
from crawler import pages
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCES = load()
LIST = "http://www.zsnews.cn/api/mobile/getlist.html?cateid=35"
PLUS = "https://zsrbapp.zsnews.cn/api/plus-news-info-list/list?categoryId=94&page=1&order=0"
ARTICLE = "http://www.zsnews.cn/news/index/view/cateid/35/id/771204.html"
WORDS = "全市首个具身智能机器人训练场在火炬开发区揭牌，首批36台机器人开始采集作业数据。"


def test_the_old_template_is_read_by_its_comments() -> None:
    url = "http://www.zsnews.cn/zsdongqu/index/view/id/3279561.html"
    page = pages.page((FOLDER / "zsnews_old.html").read_bytes(), url, SOURCES["zsnews-news"])
    assert page.title == "市工信局到东区调研 工业软件企业"
    assert page.published == datetime(2026, 10, 28, tzinfo=SHANGHAI)
    assert page.issuer == "东区街道办事处"
    assert page.body.split("\n") == [
        "2026年10月27日上午，市工业和信息化局一行六人到东区街道调研工业软件企业。",
        "会上，企业代表提出建设方案，建议在〔2026〕12号文件基础上增加人工智能质检内容。",
    ]
    assert [(link.name, link.url) for link in page.attachments] == [
        ("建设方案", "http://www.zsnews.cn/uploads/file/plan.docx")
    ]
    assert page.reader == "zsnews"
    assert page.doubts == ("the article goes on on other pages, which were not read",)


def test_old_pages_without_words_or_marks() -> None:
    title = "<title>图集_中山网</title><!-- 文章标题 begin -->图集<!-- 文章标题 end -->"
    pictures = f"{title}<!-- 文章正文 begin --><img src=/1.jpg><!-- 文章正文 end -->"
    page = pages.page(pictures.encode(), ARTICLE, SOURCES["zsnews-news"])
    assert (page.title, page.body, page.reader) == ("图集", "", "zsnews+images")
    empty = f"<title>训练场揭牌_中山网</title><!-- 文章正文 begin --> <!-- 文章正文 end --><p>{WORDS}</p>"
    page = pages.page(empty.encode(), ARTICLE, SOURCES["zsnews-news"])
    assert (page.body, page.reader) == (WORDS, "rescue")
    torn = f"<title>训练场揭牌_中山网</title><!-- 文章正文 begin --><p>{WORDS}</p>"
    assert pages.page(torn.encode(), ARTICLE, SOURCES["zsnews-news"]).body == WORDS


@pytest.mark.parametrize(
    "tail",
    [
        "编辑 林小满　二审 何一舟　三审 陈知行",
        "◆编辑：林小满◆二审：何一舟◆三审：陈知行",
        "编 辑：林小满 | 二审：何一舟",
        "版权与免责声明：凡本网注明来源",
    ],
)
def test_the_tail_is_no_text_however_short_the_story(tail: str) -> None:
    head = "<title>菜农忙_中山网</title><h1>菜农忙</h1><p>发布时间：2026-11-17 16:02 来源：中山日报</p>"
    raw = f"{head}<p>田间繁忙。</p><p>{tail}</p><p>{WORDS}</p>"
    page = pages.page(raw.encode(), ARTICLE, SOURCES["zsnews-news"])
    assert (page.title, page.body, page.issuer) == ("菜农忙", "田间繁忙。", "中山日报")
    assert page.published == datetime(2026, 11, 17, 16, 2, tzinfo=SHANGHAI)
    assert page.reader == "zsnews"


def test_words_about_editors_are_text() -> None:
    story = "编辑出版专业的学生参观了报社，了解二审三审制度。"
    head = "<title>参观报社_中山网</title><p>发布时间：2026-11-17 来源：中山日报</p>"
    raw = f"{head}<p>{WORDS}</p><p>{story}</p><p>编辑 甲乙 二审 丙丁</p>"
    assert pages.page(raw.encode(), ARTICLE, SOURCES["zsnews-news"]).body == f"{WORDS}\n{story}"


def test_the_list_for_phones() -> None:
    rows = [
        {"id": 771204, "title": " 训练场\n揭牌 ", "url": "/news/index/view/cateid/35/id/771204.html"},
        {"id": 1, "title": "外链", "url": "https://mp.weixin.qq.com/s/abc"},
        {"id": 2, "title": "镜像", "url": "http://www.xiugr.example/news/index/view/cateid/35/id/2.html"},
    ]
    listing = pages.listing(json.dumps(rows).encode(), LIST, SOURCES["zsnews-news"])
    (entry,) = listing.entries
    assert (entry.id, entry.title, entry.url, entry.published) == ("zsnews-771204", "训练场揭牌", ARTICLE, None)
    assert len(listing.foreign) == 2
    assert listing.next_url is None


@pytest.mark.parametrize("source", ["zsnews-news", "zsplus-news"])
@pytest.mark.parametrize(
    "raw", [b"{}", b"[1]", b'{"data": {"list": [{}]}}', b'{"data": {"list": ["x"]}}', b"", b'[{"url": "/a"}]', b"<p>x"]
)
def test_another_shape_of_a_list_is_a_finding(source: str, raw: bytes) -> None:
    url = LIST if source == "zsnews-news" else PLUS
    with pytest.raises(PageChanged):
        pages.listing(raw, url, SOURCES[source])
    with pytest.raises(Challenged):
        pages.listing((FOLDER / "challenge_script.html").read_bytes(), url, SOURCES[source])


def test_the_list_of_the_application_turns_its_pages_until_one_is_empty() -> None:
    raw = json.dumps({"code": 0, "data": {"list": [{"id": "748310", "title": "训练场揭牌"}]}}).encode()
    listing = pages.listing(raw, PLUS, SOURCES["zsplus-news"])
    assert [(one.id, one.url) for one in listing.entries] == [
        ("zsrbapp-748310", "https://zsrbapp.zsnews.cn/home/content/newsContent/94/748310")
    ]
    assert listing.next_url == PLUS.replace("page=1", "page=2")
    last = pages.listing(b'{"data": {"list": []}}', PLUS.replace("page=1", "page=3"), SOURCES["zsplus-news"])
    assert (last.entries, last.next_url) == ((), None)


def test_a_category_without_stories_is_a_finding_when_rows_are_seen() -> None:
    rows = "<ul>" + "<li><a href=/n/1>甲</a><span>2026-11-17</span></li>" * 3 + "</ul>"
    with pytest.raises(PageChanged, match="3 rows with a date"):
        pages.listing(
            f"<title>新闻</title>{rows}".encode(),
            "http://www.zsnews.cn/news/index/cateid/35.html",
            SOURCES["zsnews-page"],
        )
