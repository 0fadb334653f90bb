"""Lists of the portal and of the province: their rows, and what a changed layout does to them."""

from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.errors import PageChanged
from crawler import pages
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCES = load()
LIST = "http://www.zs.gov.cn/gxj/tzgg/"


def moment(*parts: int) -> datetime:
    year, month, day = parts
    return datetime(year, month, day, tzinfo=SHANGHAI)


def test_a_list_of_the_province_with_its_policy_readings() -> None:
    url = "https://www.gd.gov.cn/zwgk/wjk/qbwj/"
    raw = (FOLDER / "gd_list.html").read_bytes()
    listing = pages.listing(raw, url, SOURCES["gd_rgznjqr-index"])
    assert [(one.id, one.title[:4], one.published) for one in listing.entries] == [
        ("gd-4680011", "广东省人", moment(2025, 3, 9)),
        ("zcjd-8123", "一图读懂", moment(2025, 3, 10)),
    ]
    assert listing.entries[1].url == "https://www.gd.gov.cn/zcjdpt?id=8123"
    assert listing.next_url == f"{url}index_2.html"
    # The same link on a bureau's list is the same announcement; a newspaper's source does not follow it.
    city = pages.listing(raw.replace(b"www.gd.gov.cn", b"www.zs.gov.cn"), LIST, SOURCES["portal-tzgg"])
    assert [one.id for one in city.entries] == ["zs-4680011", "zcjd-8123"]
    paper = pages.listing(raw, "http://www.zsnews.cn/news/index/cateid/35.html", SOURCES["zsnews-page"])
    assert paper.entries == ()
    assert "https://www.gd.gov.cn/zcjdpt?id=8123" in paper.foreign


@pytest.mark.parametrize(
    "row",
    [
        '<tr><td>1</td><td><a href="content/post_{n}.html">关于第{n}批的通知</a></td><td>2026-11-0{n}</td></tr>',
        '<div><h4>2026.11.0{n}</h4><p><a href="/gxj/tzgg/content/mpost_{n}.html">关于第{n}批的通知</a></p></div>',
        '<p><a href="//www.zs.gov.cn/gxj/tzgg/content/post_{n}.shtml?s=1">关于第{n}批的通知</a>（2026年11月{n}日）</p>',
        '<x-row><a href="content/post_{n}.html"><b>0{n}</b><i>2026-11</i><p>关于第{n}批的通知</p></a></x-row>',
    ],
)
def test_a_list_whose_layout_changed_is_read_as_long_as_its_links_are_article_links(row: str) -> None:
    rows = "".join(row.replace("{n}", str(number)) for number in range(1, 6))
    raw = f"<title>通知</title><div class=completely-new><table>{rows}</table></div>" if row.startswith("<tr") else rows
    listing = pages.listing(f"<title>通知公告</title>{raw}".encode(), LIST, SOURCES["zs_gxj-tzgg"])
    assert [(one.id, one.published) for one in listing.entries] == [
        (f"zs-{number}", moment(2026, 11, number)) for number in range(1, 6)
    ]
    assert all(one.title.endswith(f"关于第{number}批的通知") for number, one in enumerate(listing.entries, 1))


def test_a_list_whose_links_changed_is_drift_and_never_empty() -> None:
    rows = "".join(
        f"<li><a href=/gxj/view?id={n}>关于第{n}批的通知</a><span>2026-11-0{n}</span></li>" for n in range(1, 6)
    )
    with pytest.raises(PageChanged, match="there are 5 rows with a date"):
        pages.listing(f"<title>通知公告</title><ul>{rows}</ul>".encode(), LIST, SOURCES["zs_gxj-tzgg"])
