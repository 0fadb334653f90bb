"""One announcement has one id, under whatever address it stands."""

import re

import pytest

from crawler.identity import declared, family_of, identify, identify_file, normal_url, resolve


@pytest.mark.parametrize(
    ("url", "wanted", "post_id"),
    [
        ("http://www.zs.gov.cn/zwgk/jdxx/zhxx/content/post_2491968.html", "zs-2491968", 2491968),
        ("https://zs.gov.cn/xlz/zjxz/xzgk/content/mpost_1262334.html?from=wx#top", "zs-1262334", 1262334),
        ("http://www.zs.gov.cn/gkmlpt/content/2/2495/post_2495409.html", "zs-2495409", 2495409),
        ("https://psc.zs.gov.cn/gkmlpt/content/2/2546/post_2546130.html", "zs-2546130", 2546130),
        ("https://www.gd.gov.cn/gdywdt/zwzt/rgznjqr/zcjd/content/post_4787187.html", "gd-4787187", 4787187),
        ("http://gdii.gd.gov.cn/a/content/post_4787188.html", "gd-4787188", 4787188),
        ("http://www.sz.gov.cn/cn/xxgk/content/mpost_12193340.html", "sz-12193340", 12193340),
        ("https://www.zsnews.cn/trade/index/view/cateid/45/id/747397.html", "zsnews-747397", 747397),
        (
            "https://epaper.zsnews.cn/epaper/zsrb/paperdate/20251225/part/20/articleid/2.html",
            "zsrb-20251225-20-2",
            None,
        ),
    ],
)
def test_addresses_of_announcements(url: str, wanted: str, post_id: int | None) -> None:
    found = identify(url)
    assert found is not None
    assert (found.id, found.post_id) == (wanted, post_id)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.zs.gov.cn.szmaolu.com/zwgk/content/post_2491968.html",
        "http://www.szmaolu.com/zwgk/content/post_2491968.html",
        "http://zs.gov.cn@evil.com/zwgk/content/post_2491968.html",
        "http://www.zs.gov.cn/zwgk/gzdt/tzgg/",
        "http://www.zs.gov.cn/content/post_.html",
        "javascript:;",
        "http://[broken/content/post_1.html",
        "http://www.zs.gov.cn/content/post_1.html" + "?" + "a" * 3000,
        "",
    ],
)
def test_other_addresses_are_nobodys(url: str) -> None:
    assert identify(url) is None


def test_a_file_is_named_by_its_post() -> None:
    found = identify_file("http://www.zs.gov.cn/zslyj/attachment/0/471/471942/2298649.pdf")
    assert found is not None
    assert found.id == "zs-2298649"
    assert identify_file("http://www.zs.gov.cn/zwgk/2298649.pdf") is None


def test_normal_form() -> None:
    assert normal_url("HTTP://ZS.GOV.CN:80//zwgk///a.html?x=1#y") == "http://www.zs.gov.cn/zwgk/a.html"
    assert normal_url("https://www.zs.gov.cn:8443") == "https://www.zs.gov.cn:8443/"
    assert normal_url("https://x.cn/a?b=1", keep_query=True) == "https://x.cn/a?b=1"
    assert normal_url("ftp://www.zs.gov.cn/a") is None
    assert family_of("gov.cn") is None


@pytest.mark.parametrize(
    "href", ["", "#top", "about:blank", "javascript:void(0)", "mailto:a@zs.gov.cn", "http://[x", " "]
)
def test_links_that_lead_nowhere(href: str) -> None:
    assert resolve("http://www.zs.gov.cn/a/", href) is None


def test_links_with_the_faults_of_editors() -> None:
    assert (
        resolve("http://www.zs.gov.cn/a/", " \r\n./content\\post_1.html\t")
        == "http://www.zs.gov.cn/a/content/post_1.html"
    )
    assert resolve("https://www.zs.gov.cn/a/", "//psc.zs.gov.cn/b") == "https://psc.zs.gov.cn/b"


def test_a_declared_pattern_makes_ids_from_numbers_or_addresses() -> None:
    numbered = declared(re.compile(r"^https?://news\.example\.cn/a/(?P<id>\d+)\.html"), "news")
    found = numbered("https://news.example.cn/a/17.html")
    assert found is not None
    assert (found.id, found.post_id) == ("news-17", 17)
    assert numbered("https://news.example.cn/b/17.html") is None
    bare = declared(re.compile(r"^https?://x\.example\.cn/show\?"), "x")
    one, other = bare("http://x.example.cn/show?k=a"), bare("http://x.example.cn/show?k=b")
    assert one is not None
    assert other is not None
    assert one.id != other.id
    assert one.post_id is None
