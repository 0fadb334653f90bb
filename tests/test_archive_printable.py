"""What comes from outside is printed without hidden characters, and linked to known places only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.printable import linkable, printable, shown

HOSTS = ("*.zs.gov.cn", "www.gd.gov.cn")
ARCHIVE = "https://watch.example.org/zs"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://www.zs.gov.cn/a/content/post_1.html", True),
        ("https://www.gd.gov.cn/x", True),
        ("https://WWW.ZS.GOV.CN/x", True),
        ("http://www.zs.gov.cn:80/x", True),
        ("http://www.zs.gov.cn:8080/x", False),
        ("http://www.zs.gov.cn.evil.example/x", False),
        ("http://evilzs.gov.cn/x", False),
        ("http://www.zs.gov.cn@evil.example/x", False),
        ("http://evil.example\\@www.zs.gov.cn/x", False),
        ("//www.zs.gov.cn/x", False),
        ("ftp://www.zs.gov.cn/x", False),
        ("javascript:alert(1)//www.zs.gov.cn", False),
        ("http://www.zs.gov.cn/\nx", False),
        ("http://[www.zs.gov.cn/", False),
        ("http://www.zs.gov.cn:99999/", False),
        ("", False),
        (f"{ARCHIVE}/announcements/zs-1", True),
        (f"{ARCHIVE}.evil.example/announcements/zs-1", False),
        ("https://watch.example.org/other", False),
        (f"{ARCHIVE}/a'b", False),
    ],
)
def test_links_lead_to_the_sources_and_the_archive_only(url: str, may: bool) -> None:
    assert linkable(url, HOSTS, ARCHIVE) is may


def test_without_an_archive_nothing_is_its_page() -> None:
    assert not linkable("/announcements/zs-1", HOSTS, "")


@given(st.text())
def test_nothing_hidden_is_printed_and_all_else_stays(text: str) -> None:
    kept = printable(text)
    assert all(unicodedata.category(one) not in {"Cc", "Cs", "Co", "Cn"} or one in "\n\t" for one in kept)
    assert not set(kept) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert printable(kept) == kept
    assert [one for one in text if one.isprintable()] == [one for one in kept if one.isprintable()]


def test_what_hides_in_a_text_is_shown_on_one_line() -> None:
    assert shown("a\nb\x1b[0m\u202e\u200b\x85\u2028\ud800 中　文，é") == (
        r"a\nb\x1b[0m\u202e\u200b\x85\u2028\ud800" + " 中　文，é"
    )
    assert len(shown("".join(map(chr, range(0x3000)))).splitlines()) == 1
