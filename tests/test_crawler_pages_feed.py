"""Feeds of all kinds as listings, and hostile ones."""

from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, Gone, PageChanged
from crawler.pages import feed
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCE = load()["zs_gxj-tzgg"]
URL = "http://www.zs.gov.cn/feed.xml"
POST = "http://www.zs.gov.cn/gxj/tzgg/content/post_{}.html"


def rss(items: str, head: str = "") -> bytes:
    return f'{head}<rss version="2.0"><channel><title>示范</title>{items}</channel></rss>'.encode()


def test_rss() -> None:
    items = (
        f"<item><title>关于人工智能的通知</title><link>\n{POST.format(1)}\n</link>"
        "<pubDate>Tue, 10 Nov 2026 16:30:00 GMT</pubDate></item>"
        f"<item><title><![CDATA[甲 & <b>乙</b>]]></title><guid>{POST.format(2)}</guid>"
        "<pubDate>2026-11-09 10:00</pubDate></item>"
        "<item><title>没有链接</title></item><item><link>javascript:alert(1)</link></item>"
    )
    listing = feed.listing(rss(items), URL, SOURCE)
    first, second = listing.entries
    assert (first.id, first.title, first.url) == ("zs-1", "关于人工智能的通知", POST.format(1))
    assert first.published == datetime(2026, 11, 11, 0, 30, tzinfo=SHANGHAI)
    assert (second.title, second.published) == ("甲 & 乙", datetime(2026, 11, 9, 10, tzinfo=SHANGHAI))
    assert (listing.next_url, listing.foreign) == (None, ())


def test_atom() -> None:
    listing = feed.listing((FOLDER / "feed_atom.xml").read_bytes(), URL, SOURCE)
    (entry,) = listing.entries
    assert (entry.id, entry.title, entry.url) == ("zs-2700001", "关于人工智能的通知", POST.format(2700001))
    assert entry.published == datetime(2026, 11, 10, 0, 30, tzinfo=SHANGHAI)  # first published, not changed
    assert listing.foreign == ("http://www.szmaolu.com/gxj/tzgg/content/post_2700002.html",)
    assert listing.next_url == f"{URL}?page=2"


def test_rdf_whose_declared_charset_lies() -> None:
    raw = (FOLDER / "feed_rdf.xml").read_bytes()
    for bytes_ in (raw, raw.decode().encode("gb18030")):
        (entry,) = feed.listing(bytes_, URL, SOURCE).entries
        assert (entry.id, entry.title) == ("zs-2700003", "关于机器人的公示")
        assert entry.published == datetime(2026, 11, 8, tzinfo=SHANGHAI)


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)
STEAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (rss("<item><title>&c;</title></item>", BOMB), "declares entities"),
        (rss("<item><title>&x;</title></item>", STEAL), "declares entities"),
        (b"", "nothing that could be read"),
        (b"<rss><channel><item>", "no feed"),
        (b'{"a": 1}', "no feed"),
        ("<html><title>新闻</title><body>x</body></html>".encode(), "root is <html>"),
        (rss("<item><title>x</title></item>"), "no link in any"),
        (rss("<item/>" * 2001), "2001 items"),
        (b"<a>" * 5000, "no feed"),
    ],
)
def test_what_is_no_feed_or_a_trap_is_a_finding(raw: bytes, said: str) -> None:
    with pytest.raises(PageChanged, match=said):
        feed.listing(raw, URL, SOURCE)


def test_stand_ins_are_told_apart_and_a_quiet_feed_is_empty() -> None:
    with pytest.raises(Challenged):
        feed.listing((FOLDER / "challenge_script.html").read_bytes(), URL, SOURCE)
    with pytest.raises(Gone):
        feed.listing((FOLDER / "soft_404.html").read_bytes(), URL, SOURCE)
    assert feed.listing(rss(""), URL, SOURCE).entries == ()
