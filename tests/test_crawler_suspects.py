"""What a page that was not understood probably means."""

import pytest

from crawler.sources import load
from crawler.suspects import article_shapes, text_container

SOURCE = load()["zs_sxz-gggs"]
URL = "http://www.zs.gov.cn/sxz/gggs/"
ROWS = "".join(f'<li><a href="art/2026/{n}.html">公告{n}</a></li>' for n in range(1001, 1009))
LIST = (
    f'<html><body><a href="http://www.gov.cn/1234.html">国</a><a href="/x.html">首页</a><ul>{ROWS}</ul></body></html>'
)
TEXT = "现将有关事项公告如下，请各有关单位认真贯彻执行，执行中遇到的问题，请径向我镇反映。" * 3


def page(inner: str) -> bytes:
    menu = '<div class="menu"><a href="/a/">首页</a><a href="/b/">政务公开</a></div>'
    return f'<html><body><div class="page">{menu}{inner}</div></body></html>'.encode()


def test_the_shapes_of_links_with_numbers_are_counted_on_allowed_hosts_only() -> None:
    assert article_shapes(LIST.encode(), URL, SOURCE) == "/sxz/gggs/art/N/N.html (8 times)"


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"<html><body><p>no link</p></body></html>"])
def test_a_page_without_such_links_has_no_shapes(raw: bytes) -> None:
    assert article_shapes(raw, URL, SOURCE) == ""


@pytest.mark.parametrize(
    ("inner", "css"),
    [
        (f'<div class="box"><div class="txt new"><p>{TEXT}</p><p>{TEXT}</p></div></div>', "div.txt"),
        (f'<div class="box"><div><p>{TEXT}</p><p>{TEXT}</p></div></div>', "div.box"),
        (f'<table><tr><td id="zoom"><p>{TEXT}</p><p>{TEXT}</p></td></tr></table>', "td#zoom"),
        (f'<div class="a1234"><p>{TEXT}</p></div>', "div.page"),
        ("<p>短</p>", ""),
    ],
)
def test_the_smallest_named_element_around_the_text_is_found(inner: str, css: str) -> None:
    assert text_container(page(inner), URL) == css


def test_a_file_in_place_of_a_page_has_no_container() -> None:
    assert text_container(b"%PDF-1.7", URL) == ""
