"""Lists and articles of the portal, in the fashions of the sites."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, Gone, PageChanged
from crawler import pages
from crawler.items import Page
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCES = load()
LIST = "http://www.zs.gov.cn/gxj/tzgg/"


def article(
    file: str, source: str = "portal-tzgg", url: str = "http://www.zs.gov.cn/zwgk/a/content/post_1.html"
) -> Page:
    return pages.page((FOLDER / file).read_bytes(), url, SOURCES[source])


def moment(*parts: Any) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


def test_a_policy_of_the_portal() -> None:
    page = article("portal_policy.html")
    assert page.title == "中山市人民政府关于印发中山市机器人应用场景开放若干措施的通知"
    assert page.published == moment(2026, 3, 9, 16, 42)
    assert page.issuer == "中山市人民政府"
    assert page.doc_number == "中府〔2026〕12号"
    assert page.reader == "columns"
    assert page.body.split("\n") == [
        "各镇街人民政府（办事处），火炬开发区管委会，翠亨新区管委会，市各有关单位：",
        "根据国发〔2017〕35号文件精神，自2026年6月1日起施行。",
        "一、每年遴选不少于20个场景，最高补助300万元",
        "二、优先采用本市产品。",
        "第一项",
        "第二项",
        "| 项目 | 补助 |",
        "|  | 比例 | 上限 （万元） |",
        "| 整机 | 30% | 300 |",
        "附件：点击下载",
        "点击下载附件3",
        "附件4：申报表",
        "中山市人民政府",
        "2026年3月7日",
    ]
    assert [(link.name, link.url.rpartition("/")[2]) for link in page.attachments] == [
        ("附件1：场景清单.docx", "2601234.docx"),
        ("附件4：申报表", "2601234.pdf"),
    ]
    assert page.doubts == ("the attachment 附件2：丢失的附件.pdf has no address",)


def test_a_header_without_separators_and_a_meta_tag_a_day_off() -> None:
    page = article("psc_glued.html", "zs_psc-tzgg", "http://psc.zs.gov.cn/gzdt/tzgg/content/post_2.html")
    assert page.title == "关于征集政务服务人工智能应用需求的公告——第二批"
    assert page.issuer == "中山市政务服务和数据管理局"
    assert page.published == moment(2026, 5, 6)
    assert page.doubts == ("printed 2026-05-06, but the meta tag says 2026-05-07 21:37",)
    assert page.body.split("\n") == [
        "现面向全市征集政务服务领域的人工智能应用需求，请于2026年5月20日前报送。",
        "时间：2026年5月10日上午9：30；地点：市政务服务中心。",
        "联系人：陈㙍、黄喆，电话0760-88888888。",
    ]


def test_a_header_inside_the_container_is_no_body() -> None:
    page = article("gxj_header_inside.html", "zs_gxj-tzgg", "http://www.zs.gov.cn/gxj/tzgg/content/post_2580010.html")
    assert page.doc_number == "中工信〔2026〕2号 中工信规字〔2026〕1号"
    assert page.issuer == "中山市发展和改革局"
    assert page.published == moment(2026, 1, 5)
    assert page.body.startswith("各镇街经济部门：\n现转发你们")
    assert page.body.endswith("中山市工业和信息化局\n2026年1月4日")
    assert [link.url for link in page.attachments] == ["http://www.zs.gov.cn/gxj/attachment/0/404/404975/2580010.pdf"]


def test_the_province_prints_the_second() -> None:
    page = article(
        "gd_topic.html", "gd_rgznjqr-zcjd", "https://www.gd.gov.cn/gdywdt/zwzt/rgznjqr/zcjd/content/post_3.html"
    )
    assert page.published == moment(2026, 4, 21, 11, 14, 13)
    assert page.issuer == "广东省工业和信息化厅"
    assert page.body.startswith("一、出台背景\n为推动")


def test_an_old_page_that_declares_gb2312_keeps_its_names() -> None:
    page = article("gbk_old.html")
    assert page.title == "中山市公安局关于表彰朱镕、陶喆、堃瑄等同志的通报"
    assert "㙍瑛" in page.body
    assert page.published == moment(2022, 7, 14)
    assert page.issuer == "中山市公安局政务网站"


def test_pictures_only_is_said() -> None:
    page = article("images_only.html", "zs_gxj-tzgg", LIST + "content/post_4.html")
    assert (page.body, page.reader) == ("", "columns+images")
    assert page.issuer == "中山市工业和信息化局"
    assert page.published == moment(2026, 2, 3, 8)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("soft_404.html", Gone),
        ("challenge_script.html", Challenged),
        ("challenge_cookie.html", Challenged),
        ("challenge_captcha.html", Challenged),
    ],
)
def test_what_stands_in_place_of_a_page_is_told_apart(file: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        article(file)
    with pytest.raises(error):
        pages.listing((FOLDER / file).read_bytes(), LIST, SOURCES["zs_gxj-tzgg"])


def test_an_article_about_captchas_is_no_challenge() -> None:
    words = "请完成滑动验证后登录。" + "关于推广使用验证码登录政务服务平台的说明，市民须知。" * 80
    page = pages.page(
        f"<title>验证码登录说明</title><h1>验证码登录说明</h1><div class=article><p>{words}</p></div>".encode(),
        LIST,
        SOURCES["zs_gxj-tzgg"],
    )
    assert page.body == words


@pytest.mark.parametrize(
    "raw",
    [b"", b"   ", b"\x00" * 100, b"<html></html>", b"<title>x</title><body></body>", b"%PDF-1.4", b"PK\x03\x04zip",
     b"<html><head><title>\xe4\xb8\xad\xe5\xb1\xb1</title></head><body><div id=app></div></body></html>"],
)  # fmt: skip
def test_what_is_no_page_is_an_error_that_names_the_address(raw: bytes) -> None:
    with pytest.raises(PageChanged, match=f"at {re.escape(LIST)}"):
        pages.page(raw, LIST, SOURCES["zs_gxj-tzgg"])


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("关于启用验证码登录的通告", "即日起，市政务服务平台启用验证码登录，请完成实名验证后报名。"),
        ("关于身份验证方式调整的公告", "请点击链接完成验证。"),
        ("关于第404号建议的答复", "您提出的建议收悉，现答复如下。"),
        ("政府信息公开申请答复（内容不存在）", "经检索，您申请的内容不存在。"),
    ],
)
def test_short_articles_about_such_things_are_read(title: str, words: str) -> None:
    raw = f"<title>{title}</title><meta name=ArticleTitle content={title}><div class=article><p>{words}</p></div>"
    page = pages.page(raw.encode(), LIST, SOURCES["zs_gxj-tzgg"])
    assert (page.title, page.body) == (title, words)


HEADERS = [
    ("信息来源:中山市人民政府 发布日期:2025年02月21日", "中山市人民政府", (2025, 2, 21), None),
    (
        "文号:中工信〔2020〕505号 信息来源:本网 发布日期:2020-12-11 浏览次数:- 分享:",
        "中山市工业和信息化局", (2020, 12, 11), "中工信〔2020〕505号",
    ),
    ("信息来源:本网 中山市发展和改革局 发布日期:2024-09-06 分享:", "中山市发展和改革局", (2024, 9, 6), None),
    ("发布日期:2019-05-31  信息来源:中山市科学技术局", "中山市科学技术局", (2019, 5, 31), None),
    ("信息来源:本网发布日期:2022-08-01", "中山市工业和信息化局", (2022, 8, 1), None),
    ("发布日期：2025-10-22　信息来源：市人社局", "市人社局", (2025, 10, 22), None),
    ("录入时间:2022年07月14日 来源:中山市公安局政务网站", "中山市公安局政务网站", (2022, 7, 14), None),
    (
        "时间 : 2025-10-21 11:14:13 来源 : 广东省工业和信息化厅 【打印】 【字体:",
        "广东省工业和信息化厅", (2025, 10, 21, 11, 14, 13), None,
    ),
    (
        "来源：中山市工业和信息化局 中山市财政局 发布时间：2026-01-02 08:30",
        "中山市工业和信息化局、中山市财政局", (2026, 1, 2, 8, 30), None,
    ),
    ("来源：中山日报 2026-01-02 10:00", "中山日报", (2026, 1, 2, 10), None),
    ("信息来源:中山市人民政府 刊登于:2025年02月21日 发布日期:2025-02-21", "中山市人民政府", (2025, 2, 21), None),
    ("信息来源:本网刊登于: 发布日期:2025-02-21", None, (2025, 2, 21), None),
    ("来源于：东区街道办事处　发布日期：2026-10-28", "东区街道办事处", (2026, 10, 28), None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "issuer", "published", "number"), HEADERS)
@pytest.mark.parametrize("split", [False, True])
def test_header_lines_of_all_sites(
    line: str, issuer: str | None, published: tuple[int, ...], number: str | None, split: bool
) -> None:
    shown = "".join(f"<span>{character}</span>" for character in line) if split else line
    body = "<div class=TRS_Editor><p>现将有关事项通知如下，请遵照执行。</p></div>"
    raw = f"<h1>关于某事的通知</h1><div>{shown}</div>{body}".encode()
    page = pages.page(raw, LIST + "content/post_9.html", SOURCES["zs_gxj-tzgg"])
    assert (page.issuer, page.published, page.doc_number) == (issuer, moment(*published), number)
    assert page.body == "现将有关事项通知如下，请遵照执行。"


@pytest.mark.parametrize(
    ("inner", "hidden"),
    [
        ("<p>现将有关事项通知如下。</p>", 0),
        ('<p>现将有关事项通知如下。</p><p style="display: none">一、申报范围。</p>', 7),
        ('<p>现将有关事项通知如下。</p><div hidden><p style="display:none">一、<b>申报</b></p>范围。</div>', 7),
        ('<p>现将有关事项通知如下。</p><div hidden><script>var a = "一";</script>二</div>', 1),
        ('<p style="color: red">现将有关事项通知如下。</p>', 0),
    ],
)
def test_what_a_page_hides_of_its_text_is_counted_once_and_not_read(inner: str, hidden: int) -> None:
    raw = f"<html><h1>关于某事的通知</h1><div class=TRS_Editor>{inner}</div></html>".encode()
    page = pages.page(raw, LIST + "content/post_9.html", SOURCES["zs_gxj-tzgg"])
    assert (page.body, page.hidden, page.whole) == ("现将有关事项通知如下。", hidden, True)


@pytest.mark.parametrize(
    ("begin", "end", "whole"),
    [("<html>", "</html>", True), ("<HTML>", "</HTML><!-- -->", True), ("<html>", "", False), ("", "", True)],
)
def test_a_page_that_does_not_end_is_not_whole(begin: str, end: str, whole: bool) -> None:
    raw = f"{begin}<h1>关于某事的通知</h1><div class=TRS_Editor><p>现将有关事项通知如下。</p></div>{end}".encode()
    assert pages.page(raw, LIST + "content/post_9.html", SOURCES["zs_gxj-tzgg"]).whole is whole


def test_metadata_of_policy_documents() -> None:
    raw = """<h1>关于某事的通知</h1>
    <table><tr><td>索引号：</td><td>114420/2026-1</td><td>成文日期：</td><td>2026年1月4日</td></tr>
    <tr><td>有效性：</td><td>有效</td><td>发布日期：</td><td>2026-01-05</td></tr></table>
    <div class=TRS_Editor>正文在此，请看。</div>"""
    page = pages.page(raw.encode(), LIST, SOURCES["zs_gxj-tzgg"])
    assert (page.index_number, page.written_on, page.validity) == ("114420/2026-1", date(2026, 1, 4), "有效")
    assert page.published == moment(2026, 1, 5)


def test_a_page_that_fits_no_selector_is_rescued() -> None:
    words = "为推动人工智能产业发展，我市将于近期开展企业诊断服务，欢迎报名参加。" * 5
    raw = f"<title>关于诊断的通知</title><h1>关于诊断的通知</h1><section class=zzz><p>{words}</p></section>"
    page = pages.page(raw.encode(), LIST, SOURCES["zs_gxj-tzgg"])
    assert (page.reader, page.body) == ("rescue", words)


def test_an_article_of_the_province() -> None:
    url = "https://www.gd.gov.cn/gdywdt/bmdt/content/post_4788888.html"
    page = article("gd_article.html", "gd_rgznjqr-index", url)
    assert page.title == "我省首批人形机器人中试平台启用"
    assert (page.issuer, page.published) == ("广东省工业和信息化厅", moment(2025, 10, 21, 11, 14, 13))
    assert (
        page.body
        == "近日，我省首批人形机器人中试平台在广州、深圳启用，面向全省企业开放。\n平台提供整机测试、数据采集等服务。"
    )


def test_a_declared_header_is_read_wherever_it_stands() -> None:
    links = "".join(f"<p>链接{number}</p>" for number in range(60))
    raw = (
        '<html><head><title>关于开展检查的通知</title></head><body><div class="info">信息来源：市检查办公室 '
        f"发布日期：2026-03-05</div>{links}<div class='article'><p>现将有关事项通知如下，请遵照执行。</p></div>"
        "</body></html>"
    ).encode()
    url = "http://www.zs.gov.cn/gxj/tzgg/content/post_2580010.html"
    source = SOURCES["zs_gxj-tzgg"]
    assert pages.page(raw, url, source).published is None
    told = replace(source, selectors=source.selectors.model_copy(update={"header": ("div.info",)}))
    page = pages.page(raw, url, told)
    assert (page.published, page.issuer) == (moment(2026, 3, 5), "市检查办公室")
    assert page.body == "现将有关事项通知如下，请遵照执行。"
