"""Lists of the portal: rows, whatever the markup around them, and the way to the next page."""

import re
from datetime import datetime
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.errors import PageChanged
from crawler import pages
from crawler.items import Listing
from crawler.sources import load

SOURCES = load()
LIST = "http://www.zs.gov.cn/gxj/tzgg/"


def rows(inner: str, url: str = LIST, source: str = "zs_gxj-tzgg") -> Listing:
    return pages.listing(
        f"<html><head><title>列表</title></head><body>{inner}</body></html>".encode(), url, SOURCES[source]
    )


def moment(*parts: Any) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


LAYOUTS = [
    '<ul class="news_list">{}</ul>|<li><a href="{href}" title="{title}">{short}</a><span>{date}</span></li>',
    '<table>{}</table>|<tr><th>{date}</th><td class="list_td"><a href="{href}" title="{title}">{short}</a></td></tr>',
    "<ul>{}</ul>|<li><a href='{href}'><p><span>{title}</span></p><b>{date}</b></a></li>",
    (
        "<div>{}</div>|<div class=row><span class=number>1</span>"
        "<span class=tit><a href={href} title='{title}'>x</a></span><span>{date}</span></div>"
    ),
    (
        "<table>{}</table>|<tr><td><table><tr><td><a href={href}>{title}</a></td></tr>"
        "<tr><td>发布时间：{date}</td></tr></table></td></tr>"
    ),
    (
        "<dl>{}</dl>|<dt><a href={href} title={title}><img src=1.png></a></dt>"
        "<dd><a href={href}>{title}</a> <a href={href}>[详情]</a><i>({date})</i></dd>"
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("date_form", ["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d"])
def test_lists_of_all_fashions(layout: str, date_form: str) -> None:
    around, row = layout.split("|", 1)
    made = "".join(
        row.format(
            href=f"./content/post_{260_000 + number}.html",
            title=f"关于2024年1月{number}日停水的第{number}号通知",
            short="关于2024年…",
            date=moment(2026, 3, 30 - number).strftime(date_form),
        )
        for number in range(1, 8)
    )
    listing = rows(around.format(made))
    assert [entry.id for entry in listing.entries] == [f"zs-{260_000 + number}" for number in range(1, 8)]
    assert [entry.title for entry in listing.entries] == [f"关于2024年1月{n}日停水的第{n}号通知" for n in range(1, 8)]
    assert [entry.published for entry in listing.entries] == [moment(2026, 3, 30 - n) for n in range(1, 8)]
    assert not any(entry.sticky for entry in listing.entries)


def test_rows_of_every_kind_on_one_list() -> None:
    listing = rows(
        """<div class=nav><a href="/">首页</a><a href="/gxj/">本局</a></div><ul>
        <li>[置顶]<a href="/gxj/tzgg/content/post_100.html">长期有效的通知</a><span>2020-01-01</span></li>
        <li><a href="http://www.zs.gov.cn/gxj/tzgg/content/mpost_300.html">手机版</a><span>2026-03-03</span></li>
        <li><a href="/gxj/attachment/0/471/471942/299.pdf">名单.pdf</a><span>2026-03-02</span></li>
        <li><a href="https://mp.weixin.qq.com/s/abc">微信文章</a><span>2026-03-01</span></li>
        <li><a href="http://www.szmaolu.com/gxj/tzgg/content/post_298.html">镜像</a><span>2026-03-01</span></li>
        <li><a href="http://www.zs.gov.cn/gkmlpt/content/0/297/post_297.html">目录里的</a><span>2026-02-28</span></li>
        <li><a href="javascript:;">无</a><a href="">空</a></li>
        <li style="display:none"><a style="display:none" href="/gxj/tzgg/content/post_296.html">藏起来的</a></li>
        </ul>
        <div class=hot><h3>热点</h3><p><a href="/zwgk/content/post_1.html">别处的</a></p>
        <p><a href="/zwgk/content/post_2.html">别处的二</a></p></div>"""
    )
    assert [(entry.id, entry.sticky, entry.is_file) for entry in listing.entries] == [
        ("zs-100", True, False),
        ("zs-300", False, False),
        ("zs-299", False, True),
        ("zs-297", False, False),
    ]
    assert listing.entries[1].url == "http://www.zs.gov.cn/gxj/tzgg/content/mpost_300.html"
    assert listing.entries[2].attachments[0].name == "名单.pdf"
    assert listing.foreign == (
        "https://mp.weixin.qq.com/s/abc",
        "http://www.szmaolu.com/gxj/tzgg/content/post_298.html",
    )


def test_an_old_row_on_top_is_sticky_without_a_mark() -> None:
    days = ["2020-05-01", "2026-03-03", "2026-03-01", "2026-03-02"]
    made = "".join(f"<li><a href=content/post_{n}.html>通知{n}</a>{day}</li>" for n, day in enumerate(days, 1))
    assert [entry.sticky for entry in rows(f"<ul>{made}</ul>").entries] == [True, False, False, False]


ROW = "<li><a href=content/post_1.html>通知</a></li>"


@pytest.mark.parametrize(
    ("pager", "url", "wanted"),
    [
        ("", LIST, None),
        ("<a href=index_2.html>2</a><a href=index_3.html>3</a><a href=index_2.html>下一页</a>", LIST, "index_2.html"),
        ("<a href=index.html>上一页</a><a href=index_3.html>&gt;</a>", LIST + "index_2.html", "index_3.html"),
        ("<a href=index.html>上一页</a><a href=index_2.html>2</a><a href=#>下一页</a>", LIST + "index_3.html", None),
        ("<script>createPageHTML(4, 0, 'index', 'html')</script>", LIST, "index_2.html"),
        ("<script>createPageHTML(4, 3, 'index', 'html')</script>", LIST + "index_4.html", None),
        ("<div>共<b>3</b>页</div>", LIST + "index.html", "index_2.html"),
        ("<div>2/3页</div>", LIST + "index_2.html", "index_3.html"),
        ("<a href=http://evil.com/gxj/tzgg/index_2.html>下一页</a>", LIST, None),
        ("<a href=/gxj/other/index_2.html>下一页</a>", LIST, None),
    ],
)
def test_the_next_page(pager: str, url: str, wanted: str | None) -> None:
    listing = rows(f"<ul>{ROW}</ul><div class=pages>{pager}</div>", url)
    assert listing.next_url == (None if wanted is None else LIST + wanted)


def test_a_list_says_how_many_it_has() -> None:
    assert rows(f"<ul>{ROW}</ul>共 128 条").total == 128
    assert rows(f"<ul>{ROW}</ul>").total is None


NAVIGATION = "<a href=/gxj/>首页</a>"
DATED = "<li>新闻 <span>2026-11-18</span></li>"


@pytest.mark.parametrize(
    ("page", "sign"),
    [
        (f"{NAVIGATION}<ul>{DATED}{DATED}</ul>", "there are 2 rows with a date"),
        (f"{NAVIGATION}<ul></ul>共 128 条", "the page counts 128 of them"),
        (f"{NAVIGATION}<ul></ul>1/7页", "the page counts more of them"),
        (f"{NAVIGATION}<ul id=list></ul><script>$.ajax('/list')</script>", "a script may draw the list"),
        ("<ul></ul>", "nothing of the site is around"),
    ],
)
def test_a_list_without_readable_rows_has_changed(page: str, sign: str) -> None:
    expected = f"zs_gxj-tzgg: no link to an article, expected at least 1, and {sign}, at http://www"
    with pytest.raises(PageChanged, match=re.escape(expected)):
        rows(page)


@pytest.mark.parametrize("page", ["<ul><li>暂无数据</li></ul>", f"{NAVIGATION}<ul></ul>", f"{NAVIGATION}{DATED}"])
def test_a_list_may_be_empty(page: str) -> None:
    assert rows(page).entries == ()
    assert rows(page).next_url is None
