"""Kept pages are shown without anything that runs, asks for something or leads astray."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, strategies
from lxml import html

from archive.config import Settings
from archive.store import Archive, announcements
from archive.web import sanitised
from archive.web.sanitised import ATTRIBUTES, TAGS
from tests.found import NOON, found
from tests.web_server import Client, serving

HOSTILE = """<!DOCTYPE html><html><head><base href="//evil.example/">
<meta http-equiv="refresh" content="0;url=//evil.example">
<title>t</title><style>body{background:url(//evil.example/x)}</style><link rel="stylesheet" href="//evil.example/s.css">
</head><body onload="document.title='ran'"><h1 style="position:fixed">关于算力的通知</h1>
<script>document.title='ran'</script><img src="//evil.example/i.png" onerror="document.title='ran'">
<svg onload="document.title='ran'"><a xlink:href="javascript:document.title='ran'"><text>x</text></a></svg>
<math><mtext></mtext><mglyph><style><img src=x onerror="document.title='ran'"></style></mglyph></math>
<iframe src="//evil.example"></iframe><object data="//evil.example"></object><embed src="//evil.example">
<form action="//evil.example"><input name="q"><button>go</button></form><video src="//evil.example/v" autoplay></video>
<a href="javascript:document.title='ran'">js</a><a href="JaVaScRiPt&#58;alert(1)">js2</a>
<a href="data:text/html,x">d</a>
<a href="https://www.zs.gov.cn/a">good</a><a href="/relative">rel</a><a href="//evil.example/p">pr</a>
<table><tr><td colspan="2" onclick="x()">500万元</td></tr></table>
<noscript><p title="</noscript><img src=x onerror=1>"></noscript>
<plaintext>"""


@pytest.mark.parametrize("markup", [HOSTILE, HOSTILE * 3, "<" * 5000, "<a href='" * 2000, "&#" * 9999, "<b>" * 3000])
def test_what_is_left_is_harmless(markup: str) -> None:
    assert_harmless(sanitised.sanitised(markup))


def assert_harmless(clean: str) -> None:
    for one in html.fragment_fromstring(clean, create_parent="div").iter():
        assert isinstance(one.tag, str)
        assert one.tag in TAGS | {"div"}
        for name, value in one.attrib.items():
            assert name in ATTRIBUTES.get(one.tag, set()) | {"rel", "title", "lang"}, (one.tag, name)
            if name == "href":
                assert re.match(r"https?://", value), value


@given(
    strategies.lists(
        strategies.sampled_from([*re.findall(r"<[^>]*>|[^<]+", HOSTILE), "<!--", "-->", "]]>", "\x00", "<?x"])
    )
)
def test_in_whatever_order_it_comes(pieces: list[str]) -> None:
    assert_harmless(sanitised.sanitised("".join(pieces)))


def test_words_tables_and_links_stay() -> None:
    clean = sanitised.sanitised(HOSTILE)
    assert "关于算力的通知" in clean
    assert '<td colspan="2">500万元</td>' in clean
    assert 'href="https://www.zs.gov.cn/a"' in clean
    assert "evil.example" not in clean
    assert "ran" not in clean


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def kept(archive: Archive, raw: bytes, number: int = 1) -> str:
    sha256 = archive.blobs.put(raw)
    with archive.begin() as tx:
        announcements.keep(tx, found(number, raw_sha256=sha256), NOON)
    return sha256


def test_a_kept_page_is_shown_in_a_sandbox(client: Client, archive: Archive) -> None:
    sha256 = kept(archive, HOSTILE.encode("gb18030"))
    got = client.get(f"/kept/{sha256}/page")
    assert got.status == 200
    assert "关于算力的通知" in got.body
    assert "evil.example" not in got.body
    policy = got.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert '<a href="../../announcements/zs-1">zs-1</a>' in got.body


def test_what_is_no_page_of_an_announcement_is_not_shown(client: Client, archive: Archive) -> None:
    stray = archive.blobs.put(b"<p>nobody names me</p>")
    gone = "0" * 64
    with archive.begin() as tx:
        announcements.keep(tx, found(3, raw_sha256=gone), NOON)
    for name in (stray, gone, "x", "..", "A" * 64, f"{gone}0"):
        assert client.get(f"/kept/{name}/page").status == 404, name


def test_an_interface_s_answer_is_shown_as_it_is(client: Client, archive: Archive) -> None:
    sha256 = kept(archive, b'{"title": "<script>alert(1)</script>"}')
    body = client.get(f"/kept/{sha256}/page").body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_a_huge_page_is_not_laid_out(client: Client, archive: Archive) -> None:
    sha256 = kept(archive, b"<p>" + b"x" * sanitised.MOST_BYTES)
    assert client.get(f"/kept/{sha256}/page").status == 413
