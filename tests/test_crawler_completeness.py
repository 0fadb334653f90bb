"""Nothing missed without a word: deep pages, lists without pagers, loops, gaps, and what is dead for good."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Query
from archive.store import announcements, open_archive
from crawler.items import Entry
from crawler.spiders.crosscheck import Ground, missing
from tests.crawling import crawl, environment
from tests.twin import Twin, faults
from tests.twin.announcements import Post

WWW = "www.zs.gov.cn"
TZGG = f"{WWW}/zwgk/gzdt/tzgg/"
QUICK = {"ZSWATCH_CRAWLER__RETRIES": "0", "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "8"}
BACK_DATED = Post(
    post_id=2_670_901,
    source="portal-tzgg",
    title="关于补发人工智能应用场景清单的通知",
    published=datetime(2026, 9, 16, 9, tzinfo=SHANGHAI),
    issuer="中山市人民政府",
    body="现补发人工智能应用场景清单。",
    day=2,
)


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin(filler=60, more=(BACK_DATED,)) as twin:
        yield twin


def visit(twin: Twin, data: Path, *sources: str, now: str = "2026-11-18T20:00:00+08:00", **more: str) -> dict[str, Any]:
    return crawl(environment(data, twin.environment(), QUICK | more, now=now), *sources)


def searched(twin: Twin, data: Path, *sources: str, **more: str) -> dict[str, Any]:
    return crawl(environment(data, twin.environment(), QUICK | more), *sources, search=True)


def held(data: Path) -> set[str]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id for one in announcements.select(tx, Query(limit=None))}


def standing(twin: Twin, source: str = "portal-tzgg") -> set[str]:
    return {one.id for one in twin.expected().values() if source in one.sources}


def told(report: dict[str, Any], source: str = "portal-tzgg") -> list[tuple[str, str]]:
    return [(error["reason"], error["url"]) for error in report["of"][source]["errors"]]


def asked(twin: Twin, path: str = "/zwgk/gzdt/tzgg/") -> list[str]:
    return [one.path for one in twin.log.requests if re.fullmatch(re.escape(path) + r"(index_\d+\.html)?", one.path)]


def test_a_post_that_was_back_dated_deep_into_a_list_is_found_within_a_week(twin: Twin, tmp_path: Path) -> None:
    visit(twin, tmp_path, "portal-tzgg")
    twin.day = 2
    twin.log.clear()
    visit(twin, tmp_path, "portal-tzgg", now="2026-11-19T06:30:00+08:00")
    assert len(asked(twin)) <= 5
    assert "zs-2670901" not in held(tmp_path)
    twin.log.clear()
    report = visit(twin, tmp_path, "portal-tzgg", now="2026-11-26T06:30:00+08:00")
    assert "zs-2670901" in held(tmp_path)
    assert len(asked(twin)) == len(set(asked(twin))) >= 8
    assert report["of"]["portal-tzgg"]["status"] == "ok"
    twin.log.clear()
    visit(twin, tmp_path, "portal-tzgg", now="2026-11-27T06:30:00+08:00")
    assert len(asked(twin)) <= 5


def test_deep_walks_can_be_switched_off(twin: Twin, tmp_path: Path) -> None:
    visit(twin, tmp_path, "portal-tzgg")
    twin.log.clear()
    visit(twin, tmp_path, "portal-tzgg", now="2026-11-26T06:30:00+08:00", ZSWATCH_CRAWLER__WHOLE_WALK_DAYS="0")
    assert len(asked(twin)) == 2


def without_pager(body: bytes) -> bytes:
    text = re.sub(
        r"<a[^>]+index(?:_\d+)?\.html[^>]*>.*?</a>|createPage\w*\([^)]*\)|共[^<]{0,30}[页条]", "", body.decode()
    )
    return text.encode()


def test_a_list_whose_pager_left_no_trace_is_tried_for_a_second_page(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set(TZGG, faults.edited(without_pager))
    report = visit(twin, tmp_path, "portal-tzgg", "zs_kj-zjdc")
    assert report["of"]["portal-tzgg"]["status"] == "ok"
    assert held(tmp_path) >= standing(twin)
    twin.log.clear()
    visit(twin, tmp_path, "portal-tzgg")
    assert asked(twin) == ["/zwgk/gzdt/tzgg/"]  # nothing on it was new, so nothing is tried


def test_a_list_of_one_page_without_a_pager_is_well(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set("kj.zs.gov.cn/hdjl/zjdc/", faults.edited(without_pager))
    report = visit(twin, tmp_path, "zs_kj-zjdc")
    assert report["of"]["zs_kj-zjdc"]["status"] == "ok"
    assert report["of"]["zs_kj-zjdc"]["errors"] == []
    assert asked(twin, "/hdjl/zjdc/") == ["/hdjl/zjdc/", "/hdjl/zjdc/index_2.html"]


def test_a_paging_loop_ends_and_is_told(twin: Twin, tmp_path: Path) -> None:
    second = twin.site.listing(twin.columns["portal-tzgg"], 2, 1)
    assert second is not None
    for number in range(3, 20):
        twin.faults.set(f"{TZGG}index_{number}.html", faults.replaced(second.body))
    report = visit(twin, tmp_path, "portal-tzgg")
    run = report["of"]["portal-tzgg"]
    assert (run["status"], told(report)) == ("partial", [("gap", f"http://{TZGG}index_3.html")])
    assert "repeats rows" in run["why"]
    assert len(asked(twin)) == 3
    twin.faults.clear()
    assert visit(twin, tmp_path, "portal-tzgg")["of"]["portal-tzgg"]["status"] == "ok"
    assert held(tmp_path) == standing(twin)


def test_what_a_list_lacks_and_the_catalogue_names_is_a_gap_told_once(twin: Twin, tmp_path: Path) -> None:
    posts = [one for one in twin.expected().values() if {"portal-szfwj", "zs_gkmlpt-all"} <= set(one.sources)]
    lost = max(posts, key=lambda one: one.post_id)

    def cut(body: bytes) -> bytes:
        return re.sub(rb"<li(?:(?!</li>).)*post_%d\.html(?:(?!</li>).)*</li>" % lost.post_id, b"", body, flags=re.S)

    twin.faults.set(f"{WWW}/zwgk/fggw/szfwj/", faults.edited(cut))
    sources = ("portal-szfwj", "zs_gkmlpt-all")
    first = visit(twin, tmp_path, *sources)
    run = first["of"]["portal-szfwj"]
    assert (run["status"], [reason for reason, _ in told(first, "portal-szfwj")]) == ("partial", ["gap"])
    assert f"zs-{lost.post_id}" in run["why"]
    assert f"post_{lost.post_id}.html" in run["errors"][0]["url"]
    assert lost.id in held(tmp_path)
    with open_archive(Settings(data_dir=tmp_path)) as archive, archive.read() as tx:
        assert announcements.get(tx, lost.id).body
    assert visit(twin, tmp_path, *sources)["of"]["portal-szfwj"]["status"] == "ok"


STRAY = Post(
    post_id=2_670_903,
    source="zs_fgj-zwdt",
    title="关于人工智能产业基金的公告",
    published=datetime(2026, 11, 17, 9, tzinfo=SHANGHAI),
    issuer="中山市发展和改革局",
    body="现就人工智能产业基金公告如下。",
)


def test_what_the_search_finds_and_no_list_has_is_read(tmp_path: Path) -> None:
    with Twin(more=(STRAY,)) as twin:
        listed = re.compile(rb"<li(?:(?!</li>).)*post_2670903\.html(?:(?!</li>).)*</li>", re.DOTALL)
        twin.faults.set(f"{WWW}/fgj/zwdt/*index*", faults.edited(lambda body: listed.sub(b"", body)))
        twin.faults.set(f"{WWW}/fgj/zwdt/", faults.edited(lambda body: listed.sub(b"", body)))
        first = searched(twin, tmp_path, "zs_fgj", "zs_hjq")
        run = first["of"]["zs_fgj-zwdt"]
        assert (run["status"], told(first, "zs_fgj-zwdt")) == (
            "partial",
            [("gap", f"http://{WWW}/fgj/zwdt/content/post_2670903.html")],
        )
        assert "search" in run["why"]
        assert "zs-2670903" in held(tmp_path)
        second = searched(twin, tmp_path, "zs_fgj", "zs_hjq")
        assert second["of"]["zs_fgj-zwdt"]["status"] == "ok"


def test_what_the_search_finds_beside_every_watched_list_is_read_too(tmp_path: Path) -> None:
    with Twin(more=(STRAY,)) as twin:
        # Of the same host; the list of the find is not watched.
        report = searched(twin, tmp_path, "zs_gxj-tzgg", ZSWATCH_CRAWLER__DISABLED="zs_fgj-zwdt")
        assert report["of"]["zs_gxj-tzgg"]["status"] == "ok"
        with open_archive(Settings(data_dir=tmp_path)) as archive, archive.read() as tx:
            found = announcements.get(tx, "zs-2670903")
        assert (found.source, found.issuer) == ("zs_gxj-tzgg", "中山市发展和改革局")
        twin.log.clear()
        searched(twin, tmp_path, "zs_gxj-tzgg", ZSWATCH_CRAWLER__SITE_SEARCH="false")
        assert not [one for one in twin.log.requests if one.host == "search.gd.gov.cn"]


def test_what_the_search_finds_in_a_list_that_another_crawl_watches_is_left_to_it(tmp_path: Path) -> None:
    with Twin(more=(STRAY,)) as twin:
        assert searched(twin, tmp_path, "zs_gxj-tzgg")["of"]["zs_gxj-tzgg"]["status"] == "ok"
    assert "zs-2670903" not in held(tmp_path)


@pytest.mark.parametrize("fault", [faults.status(403), faults.status(500), faults.silent(), faults.soft_404()])
def test_a_search_that_does_not_answer_is_nothing(tmp_path: Path, fault: faults.Fault) -> None:
    with Twin(more=(STRAY,)) as twin:
        twin.faults.set("search.gd.gov.cn/api/*", fault)
        report = searched(twin, tmp_path, "zs_fgj")
        assert (report["of"]["zs_fgj-zwdt"]["status"], report["stderr"]) == ("ok", "")


def test_a_catalogue_that_counts_more_than_it_shows_is_doubted(twin: Twin, tmp_path: Path) -> None:
    edit = faults.edited(lambda body: re.sub(rb'"total": \d+', b'"total": 203', body))
    twin.faults.set(f"{WWW}/gkmlpt/api/all/0*", edit)
    run = visit(twin, tmp_path, "zs_gkmlpt-all")["of"]["zs_gkmlpt-all"]
    assert (run["status"], [error["reason"] for error in run["errors"]]) == ("ok", ["doubt"])
    assert "says it holds 203; its pages, read to the end, show" in run["errors"][0]["detail"]


def entry(number: int, *more: str) -> Entry:
    url = f"http://{WWW}/gkmlpt/content/2/{number // 1000}/post_{number}.html"
    return Entry(id=f"zs-{number}", url=url, title="x", published=None, post_id=number, alternatives=more)


def test_only_what_a_walk_had_to_meet_is_missing() -> None:
    mine, other = (f"https://zs.gov.cn/gxj/{column}/content/post_{{}}.html" for column in ("tzgg", "zxgk"))
    claimed = [entry(number, mine.format(number)) for number in (90, 110, 120, 130)] + [entry(140, other.format(140))]
    known = frozenset({"zs-120"})
    walked = Ground(folder=f"{WWW}/gxj/tzgg/", lowest=100, at_end=False, met=known)
    assert [(one.id, one.url) for one in missing(walked, claimed)] == [
        ("zs-110", "https://zs.gov.cn/gxj/tzgg/content/post_110.html"),
        ("zs-130", "https://zs.gov.cn/gxj/tzgg/content/post_130.html"),
    ]
    to_the_end = Ground(folder=f"{WWW}/gxj/tzgg/", lowest=100, at_end=True, met=known)
    assert [one.id for one in missing(to_the_end, claimed)] == ["zs-90", "zs-110", "zs-130"]
    nothing = Ground(folder=f"{WWW}/gxj/tzgg/", lowest=None, at_end=False, met=known)
    assert list(missing(nothing, claimed)) == []


def test_an_article_that_is_dead_for_good_is_a_fault_once_and_told_every_time(twin: Twin, tmp_path: Path) -> None:
    dead = sorted(one.addresses[0] for one in twin.expected().values() if one.sources[0] == "zs_fgj-zwdt")[0]
    twin.faults.set(dead.partition("://")[2], faults.status(404))
    first = visit(twin, tmp_path, "zs_fgj-zwdt")
    second = visit(twin, tmp_path, "zs_fgj-zwdt", now="2026-11-19T06:30:00+08:00")
    assert [first["of"]["zs_fgj-zwdt"]["status"], second["of"]["zs_fgj-zwdt"]["status"]] == ["partial", "ok"]
    assert told(first, "zs_fgj-zwdt") == told(second, "zs_fgj-zwdt") == [("gone", dead)]
    twin.faults.clear()
    third = visit(twin, tmp_path, "zs_fgj-zwdt", now="2026-11-20T06:30:00+08:00")
    assert (third["of"]["zs_fgj-zwdt"]["new"], told(third, "zs_fgj-zwdt")) == (1, [])
