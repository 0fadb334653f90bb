"""Items are values: frozen, keyword-only, with nothing said that was not given."""

from dataclasses import FrozenInstanceError

import pytest

from crawler.items import Entry, Link, Listing


def test_an_entry_says_only_what_it_was_given() -> None:
    entry = Entry(id="zs-1", url="http://www.zs.gov.cn/content/post_1.html", title="公告", published=None, post_id=1)
    assert entry.attachments == ()
    assert entry.issuer is entry.doc_number is entry.validity is None
    assert not entry.sticky
    assert not entry.is_file
    with pytest.raises(FrozenInstanceError):
        entry.title = "别的"  # type: ignore[misc]


def test_equal_listings_are_equal() -> None:
    link = Link(url="http://x/1.pdf", name="附件")
    assert Listing(entries=(), next_url=None) == Listing(entries=(), next_url=None, foreign=(), total=None)
    assert link == Link(url="http://x/1.pdf", name="附件")
