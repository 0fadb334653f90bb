"""Whatever a site sends: an answer or an error of ours within a bounded time, and never a script's words in a body."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import PageChanged, WatchError
from crawler import pages
from crawler.pages import epaper, feed, gkmlpt, rescue, site_search, zcjd, zsnews
from crawler.sources import load

SOURCES = load()
URL = "http://www.zs.gov.cn/gxj/tzgg/"
SIZE = 500_000
LISTS = ("zsnews-news", "zsnews-page", "zsplus-news", "zsrb-paper", "zsrb-rgzn")
PATIENCE = 4.0
"""Seconds for one reading of half a megabyte; on a machine of its own it takes a fifth of one."""

PIECES = {
    "links": '<li><a href="/gxj/tzgg/content/post_1.html">通知</a></li>',
    "other links": "<a href=content/post_{n}.html>x</a> 2025-01-01 ",
    "containers": "<div class=content>中，山。</div>",
    "open containers": "<div class=content>中，山。",
    "tables": "<table><tr><td>a</td><td>b</td></tr></table>",
    "tall cells": "<tr><td rowspan=999999999 colspan=999999999>a</td><td>b</td></tr>",
    "lines": "<p>\n\n\n\n\n\n\n</p>",
    "share bars": "<div class=share><b>x</b></div>",
    "files": "<a class=nfw-cms-attachment href=x.pdf>a</a>",
    "metas": '<meta name=ArticleTitle content="<b>x</b>">',
    "labels": "<p>信息来源:信息来源:发布日期：来源 文 号 </p>",
    "headings": "<h1 class=title>关于某事</h1>",
    "fonts": "<font><b><i>",
    "entities": "&amp;&#20013;&#xD800;&#0;&#x110000;",
    "nothing": "\x00",
    "comments": "<!-- <p>",
    "scripts": "<script><div class=content>",
    "old marks": "<!-- 文章正文 begin --><p>字</p>",
    "papers": "<a href=/epaper/zsrb/paperdate/20261111/part/{n}/articleid/1.html>~~~——</a>",
    "running heads": "<p>A04版 2026年11月11日 要闻</p>",
    "feeds": "<item><title>甲</title><link>http://www.zs.gov.cn/content/post_{n}.html</link></item>",
    "feet": "<p>上一篇：</p><p>编辑 甲 二审 乙</p>",
}


def every_reader(raw: bytes) -> None:
    """Call all readers; each returns or raises an error of ours, in time."""
    for read in (
        lambda: pages.listing(raw, URL, SOURCES["zs_gxj-tzgg"]),
        lambda: pages.page(raw, URL + "content/post_1.html", SOURCES["zs_gxj-tzgg"]),
        lambda: gkmlpt.page(raw, URL, SOURCES["zs_gkmlpt-all"]),
        lambda: gkmlpt.api(raw, URL, SOURCES["zs_gkmlpt-all"]),
        lambda: gkmlpt.shell(raw, URL),
        lambda: rescue.page(raw, URL),
        lambda: zsnews.page(raw, URL, SOURCES["zsnews-page"]),
        lambda: epaper.page(raw, URL, SOURCES["zsrb-paper"]),
        *(lambda key=key: pages.listing(raw, SOURCES[key].start_url, SOURCES[key]) for key in LISTS),
        lambda: zcjd.page(raw, URL, SOURCES["gd_rgznjqr-zcjd"]),
        lambda: site_search.read(raw),
        lambda: feed.listing(raw, URL, SOURCES["zs_gxj-tzgg"]),
    ):
        started = time.monotonic()
        with suppress(WatchError):
            read()
        assert time.monotonic() - started < PATIENCE


@pytest.mark.parametrize("name", PIECES)
def test_the_same_thing_very_often(name: str) -> None:
    piece = PIECES[name]
    body = "".join(piece.replace("{n}", str(number)) for number in range(SIZE // len(piece.encode())))
    every_reader(f"<html><head><title>通知</title></head><body>{body}".encode())


def test_depth_that_the_parser_would_cut_off_is_an_error_not_half_a_page() -> None:
    raw = ("<title>通知</title>" + "<div>" * 5000 + "正文在最里面，谁也看不到。").encode()
    with pytest.raises(PageChanged, match="nested deeper than 2048"):
        pages.page(raw, URL, SOURCES["zs_gxj-tzgg"])
    deep = "<div>" * 1500 + "正文在里面，看得到。"
    page = pages.page(f"<h1>关于深层的通知</h1><div class=article>{deep}".encode(), URL, SOURCES["zs_gxj-tzgg"])
    assert page.body == "正文在里面，看得到。"


def test_more_than_any_page_has_is_refused() -> None:
    with pytest.raises(PageChanged, match="expected at most 150000"):
        pages.page(b"<p>x" * 150_001, URL, SOURCES["zs_gxj-tzgg"])
    with pytest.raises(PageChanged, match="expected at most 16000000"):
        pages.page(b"x" * 16_000_001, URL, SOURCES["zs_gxj-tzgg"])


@pytest.mark.parametrize("seed", range(3))
def test_noise(seed: int) -> None:
    every_reader(random.Random(seed).randbytes(SIZE))  # noqa: S311 - noise, no secret


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    every_reader(b"<html><body><div class=article>" + raw)
    every_reader(raw)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class=article>",
                "</div>",
                "<table>",
                "<tr>",
                "<td rowspan=2>",
                "</table>",
                "<pre>",
                "</pre>",
                "<a href=content/post_1.html>",
                "</a>",
                "<br>",
                "<span hidden>",
                "</span>",
                "字",
                "a ",
                "\n",
                "\u3000",
                "\u200b",
                "2025-01-01",
                "信息来源:",
                "<script>",
                "</script>",
                "<!--",
                "-->",
                "<h1>",
                "</h1>",
            ]
        ),
        max_size=60,
    )
)
def test_any_markup(parts: list[str]) -> None:  # fmt: skip
    every_reader("".join(parts).encode())


def test_a_cut_off_page_is_read_as_far_as_it_goes_or_refused() -> None:
    words = "为推动人工智能产业发展，我市将开展企业诊断服务。"
    body = f"<div class=article><p>{words}</p><p>{words}</p></div>"
    whole = f"<title>关于诊断的通知</title><h1>关于诊断的通知</h1>{body}".encode()
    for end in range(0, len(whole), 7):
        every_reader(whole[:end])


HIDDEN = [
    "<script>看不见的</script>",
    "<style>看不见的</style>",
    "<!-- 看不见的 -->",
    "<noscript>看不见的</noscript>",
    "<template>看不见的</template>",
    '<p style="display:none">看不见的</p>',
    '<p style="color:red; DISPLAY : none !important">看不见的</p>',
    '<div style="visibility:hidden"><p>看不见的</p></div>',
    "<p hidden>看不见的</p>",
    "<textarea>看不见的</textarea>",
    "<select><option>看不见的</option></select>",
    "<svg><text>看不见的</text></svg>",
    '<img alt="看不见的">',
    '<input value="看不见的">',
    "<iframe>看不见的</iframe>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    raw = f"<h1>关于某事的通知</h1><div class=article><p>前面的话。</p>{hidden}尾巴<p>后面的话。</p></div>"
    page = pages.page(raw.encode(), URL, SOURCES["zs_gxj-tzgg"])
    assert page.body == "前面的话。\n尾巴\n后面的话。"


def test_a_title_with_breaks_and_nothings_is_one_line() -> None:
    title = "关于\r\n印发\x00措施&#10;的  通知 DeepSeek&#9;应用"
    raw = f"<meta name=ArticleTitle content='{title}'><div class=article>正文，在此。</div>"
    assert pages.page(raw.encode(), URL, SOURCES["zs_gxj-tzgg"]).title == "关于印发措施的 通知 DeepSeek应用"
