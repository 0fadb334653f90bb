"""The name under which pages are asked for, and what a robots.txt says to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.robotstxt import ProtegoRobotParser

from crawler.agent import MOST_BYTES, forbidden, user_agent

URLS = ("http://h.example/a/", "http://h.example/a/b/?x=1", "http://h.example/")
AGENT = user_agent("me@example.org")


def test_the_name_is_honest_and_says_how_to_reach_us() -> None:
    assert AGENT.startswith("zhongshan-watch/")
    assert AGENT.endswith(" (+me@example.org)")
    assert "(" not in user_agent("")


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (b"", ()),
        (b"User-agent: *\nDisallow: /\n", URLS),
        (b"User-agent: *\nDisallow: /a/b\n", URLS[1:2]),
        (b"User-agent: *\nDisallow: /a/\nAllow: /a/b/\n", URLS[:1]),
        (b"User-agent: zhongshan-watch\nDisallow: /a/\n\nUser-agent: *\nDisallow: /\n", URLS[:2]),
        (b"User-agent: other\nDisallow: /\n", ()),
        ("\ufeffUser-agent: *\nDisallow: /a/\n".encode(), URLS[:2]),
        (b"User-agent: *\r\nDisallow: /*?x=\r\n", URLS[1:2]),
        ("User-agent: *\nDisallow: /通知/\n".encode("gb18030"), ()),
    ],
)
def test_what_it_forbids(robots: bytes, expected: tuple[str, ...]) -> None:
    assert forbidden(robots, URLS, AGENT) == expected


@given(
    st.lists(st.sampled_from(["User-agent: *", "User-agent: zhongshan-watch", "Disallow: /a", "Allow: /a/b", "x\0"]))
)
def test_it_is_read_as_a_crawl_reads_it(rules: list[str]) -> None:
    robots = "\n".join(rules).encode()
    theirs = ProtegoRobotParser(robots, None)
    assert forbidden(robots, URLS, AGENT) == tuple(url for url in URLS if not theirs.allowed(url, AGENT))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(robots: bytes) -> None:
    assert set(forbidden(robots, URLS, AGENT)) <= set(URLS)


def test_no_more_is_read_than_has_to_be() -> None:
    assert forbidden(b"#" * MOST_BYTES + b"\nUser-agent: *\nDisallow: /\n", URLS, AGENT) == ()
