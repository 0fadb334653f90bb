"""What a sample shows, held against what its source declares: cases that the twin's sites do not have."""

from dataclasses import replace
from typing import Any

import pytest

from archive.clock import now
from crawler import pages
from crawler.findings import Finding, findings
from crawler.items import Listing
from crawler.samples import Came, Sample, SampledArticle, chosen
from crawler.sources import load
from tests.recording import FIXTURES

SOURCE = load()["zs_gxj-tzgg"]
ROBOTS = Came(asked="http://www.zs.gov.cn/robots.txt", url="http://www.zs.gov.cn/robots.txt")


def came(name: str, asked: str, **changed: Any) -> Came:
    raw = (FIXTURES / SOURCE.key / name).read_bytes()
    return replace(Came(asked=asked, url=asked, raw=raw, charset="utf-8", media_type="text/html"), **changed)


def sample(**changed: Any) -> Sample:
    page = came("listing.html", SOURCE.start_url)
    listing = pages.listing(page.raw, page.url, SOURCE)
    articles = []
    for number, entry in enumerate(chosen(listing), 1):
        one = came(f"article-{number}.html", entry.url)
        articles.append(SampledArticle(entry=entry, came=one, page=pages.page(one.raw, one.url, SOURCE)))
    taken = Sample(
        source=SOURCE, taken_at=now(), robots=ROBOTS, list_page=page, listing=listing, articles=tuple(articles)
    )
    return replace(taken, **changed)


def found(taken: Sample, part: str, field: str) -> Finding:
    (one,) = [one for one in findings(taken) if (one.part, one.field) == (part, field)]
    return one


def listing_of(taken: Sample) -> Listing:
    assert taken.listing is not None
    return taken.listing


def test_a_sound_sample_is_well_in_everything() -> None:
    assert [one for one in findings(sample()) if not one.well or one.change] == []


@pytest.mark.parametrize(
    ("url", "well"),
    [
        ("https://www.zs.gov.cn/gxj/tzgg/", True),
        ("http://www.zs.gov.cn/gxj/tzgg/index.html", True),
        ("http://www.zs.gov.cn/gxj/gg/", False),
        ("http://gxj.zs.gov.cn/gxj/tzgg/", False),
    ],
)
def test_a_redirect_is_told_and_only_one_to_another_place_is_wrong(url: str, well: bool) -> None:
    page = came("listing.html", SOURCE.start_url, url=url, hops=((302, url),))
    one = found(sample(list_page=page), "list", "address")
    assert one.well is well
    assert one.read == f"302 → {url} → 200"
    assert one.change == f"crawler/sources/zs_gxj.toml:8 url: redirects to {url}; write it there"


def test_a_redirect_to_itself_changes_nothing() -> None:
    page = came("listing.html", SOURCE.start_url, hops=((302, SOURCE.start_url),))
    assert found(sample(list_page=page), "list", "address").change == ""


def test_what_a_page_says_of_its_charset_is_told_beside_what_it_is() -> None:
    page = came("listing.html", SOURCE.start_url, charset="gb2312")
    assert found(sample(list_page=page), "list", "charset").read == "utf-8 (header: gb2312, page: utf-8)"
    torn = replace(page, raw=page.raw.replace(b"<body>", b"<body>\xe5\x85 "))
    one = found(sample(list_page=torn), "list", "charset")
    assert not one.well
    assert "2 broken bytes" in one.read


def test_rows_that_are_too_few_name_the_address_and_the_links_that_are_there() -> None:
    few = replace(SOURCE, expect=SOURCE.expect.model_copy(update={"entries_min": 40}))
    one = found(sample(source=few), "list", "rows")
    assert (one.well, one.read, one.expected) == (False, "10", "at least 40")
    assert one.change.startswith("crawler/sources/zs_gxj.toml:8 url: 10 rows; its links look like /gxj/tzgg/content/")


def test_rows_without_dates_and_a_long_list_without_a_second_page_are_wrong() -> None:
    taken = sample()
    rows = listing_of(taken).entries
    undated = replace(listing_of(taken), entries=tuple(replace(one, published=None) for one in rows), next_url=None)
    assert not found(replace(taken, listing=undated), "list", "rows with a date").well
    assert found(replace(taken, listing=undated), "list", "next page").well
    long = replace(undated, entries=rows * 2)
    one = found(replace(taken, listing=long), "list", "next page")
    assert (one.well, one.read) == (False, "none")


def test_rows_to_other_hosts_are_told() -> None:
    taken = sample()
    foreign = replace(
        listing_of(taken), foreign=("https://mp.weixin.qq.com/s/a", "http://b.example/content/post_1.html")
    )
    one = found(replace(taken, listing=foreign), "list", "rows to other hosts")
    assert one.well
    assert one.change.startswith("crawler/sources/zs_gxj.toml:3 hosts: name those of b.example, mp.weixin.qq.com that")


@pytest.mark.parametrize(
    ("facts", "field", "change"),
    [
        ({"title": ""}, "title", "[selectors] title"),
        ({"published": None}, "published", "no 发布日期 was read"),
        ({"issuer": None}, "issuer", "no 信息来源 was read"),
        ({"body": "", "attachments": ()}, "body", "[selectors] body: no words were found"),
    ],
)
def test_a_fact_that_every_page_should_carry_is_missed(facts: dict[str, Any], field: str, change: str) -> None:
    taken = sample()
    first = taken.articles[0]
    assert first.page is not None
    bare = replace(first, page=replace(first.page, **facts))
    one = found(replace(taken, articles=(bare,)), "article 1", field)
    assert (one.well, one.read) == (False, "none")
    assert change in one.change


def test_a_page_of_files_or_pictures_needs_no_words() -> None:
    taken = sample()
    second = taken.articles[1]
    assert second.page is not None
    assert second.page.attachments
    bare = replace(second, page=replace(second.page, body=""))
    assert found(replace(taken, articles=(bare,)), "article 1", "body").read == "pictures or files only"


def test_what_a_page_contradicts_itself_in_is_told() -> None:
    taken = sample()
    first = taken.articles[0]
    assert first.page is not None
    doubtful = replace(first, page=replace(first.page, doubts=("printed 2026-11-16, but the meta tag says …",)))
    assert found(replace(taken, articles=(doubtful,)), "article 1", "doubt").read.startswith("printed 2026-11-16")


def test_the_row_that_promises_most_is_sampled_beside_the_first() -> None:
    rows = listing_of(sample()).entries
    plain = [replace(one, title=f"通告{number}", sticky=number == 0) for number, one in enumerate(rows[:6])]
    plain[3] = replace(plain[3], title="申报指南")
    plain[4] = replace(plain[4], is_file=True, title="附件名单")
    picked = chosen(Listing(entries=tuple(plain), next_url=None))
    assert [one.title for one in picked] == ["通告1", "申报指南"]
    plain[5] = replace(plain[5], doc_number="中府〔2026〕1号")
    assert [one.title for one in chosen(Listing(entries=tuple(plain), next_url=None))] == ["通告1", "通告5"]
