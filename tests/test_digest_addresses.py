"""Addresses of any script become what a server understands; what is none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from archive.errors import WrongUse
from digest.addresses import address, international


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("Reader@Example.ORG", "Reader@example.org"),
        ("zs@localhost", "zs@localhost"),
        ("reader@例子.中国", "reader@xn--fsqu00a.xn--fiqs8s"),
        ("reader@例子。中国", "reader@xn--fsqu00a.xn--fiqs8s"),
        ("读者@example.org", "读者@example.org"),
        ("读者.two+x@例子.中国", "读者.two+x@xn--fsqu00a.xn--fiqs8s"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_hosts_are_written_in_ascii(stated: str, written: str) -> None:
    assert address(stated) == written
    assert address(written) == written
    assert international(written) is not written.isascii()


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "reader",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@example.org",
        "a@b\r\nBcc: c@d",
        "A <a@example.org>",
        "a,b@c",
        "读 者@example.org",
        "读者\u200b@example.org",
        "读者\u202e@example.org",
        "读。者@example.org",
        "a@exa mple.org",
        "a@例 子.中国",
        "a@.中国",
        "a@\u0378.cn",
        "x" * 250 + "@example.org",
        "读" * 90 + "@example.org",
        "..@example.org",
        "a..b@example.org",
    ],
)
def test_what_is_no_address_is_wrong_use(stated: str) -> None:
    with pytest.raises(WrongUse, match="not a mail address"):
        address(stated)


@given(some.text(max_size=40))
def test_whatever_is_stated_no_line_and_no_second_address_comes_of_it(stated: str) -> None:
    try:
        written = address(stated)
    except WrongUse:
        return
    assert written.count("@") == 1
    assert not any(one.isspace() or not one.isprintable() for one in written)
    assert not set(written) & set('<>,;:"()[]\\')
    assert written.rpartition("@")[2].isascii()
