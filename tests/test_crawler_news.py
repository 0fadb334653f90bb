"""Crawls of the newspapers, of a feed and of policy readings, end to end on the twin."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive
from tests.crawling import crawl, environment
from tests.twin import Twin, faults
from tests.twin.stories import readings, standing

NEWS = ("zsnews-news", "zsnews-page", "zsnews-trade", "zsplus-news", "zsrb-rgzn", "zsrb-jqr", "zsrb-paper")
OWN = """
publisher = "中山网"
platform = "feed"
hosts = ["www.zsnews.cn"]

[[columns]]
key = "feed"
name = "新闻"
url = "http://www.zsnews.cn/rss/news.xml"
"""
READINGS = """
publisher = "广东省人民政府"
platform = "columns"
hosts = ["*.gd.gov.cn"]

[[columns]]
key = "list"
name = "政策解读"
url = "https://zcjd.cloud.gd.gov.cn/list/"
"""


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with Twin(everyday=False) as running:
        yield running


def held(data: Path) -> dict[str, Announcement]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def step(twin: Twin, data: Path, day: int, *sources: str, **more: str) -> dict[str, Any]:
    twin.day = day
    twin.log.clear()
    return crawl(environment(data, twin.environment(), more, now=f"2026-11-{17 + day}T20:00:00+08:00"), *sources)


def test_the_newspapers_are_crawled_day_after_day(twin: Twin, tmp_path: Path) -> None:
    twin.faults.clear()
    first = step(twin, tmp_path, 1, *NEWS)
    assert {one["source"]: (one["status"], one["why"]) for one in first["sources"]} == dict.fromkeys(NEWS, ("ok", ""))
    wanted = {one.id: one for one in standing(1) if one.template == "new"}
    kept = held(tmp_path)
    assert kept.keys() == wanted.keys()
    for key, one in wanted.items():
        got = kept[key]
        assert (got.title, got.body, got.issuer, got.url) == (one.title, one.body, one.source, one.url)
        assert got.published == one.published
    again = step(twin, tmp_path, 1, *NEWS)
    assert sum(one["new"] + one["changed"] for one in again["sources"]) == 0
    second = step(twin, tmp_path, 2, *NEWS)
    assert {one["status"] for one in second["sources"]} == {"ok"}
    assert held(tmp_path).keys() - kept.keys() == {one.id for one in standing(2) if one.day == 2}


def test_a_feed_and_readings_are_crawled(twin: Twin, tmp_path: Path) -> None:
    twin.faults.clear()
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    (folder / "readings.toml").write_text(READINGS, encoding="utf-8")
    report = step(twin, tmp_path, 1, "own-feed", "readings-list", ZSWATCH_CRAWLER__SOURCES_DIR=str(folder))
    assert {one["status"] for one in report["sources"]} == {"ok"}
    kept = held(tmp_path)
    reading = kept.pop("zcjd-7301")
    assert kept.keys() == {one.id for one in standing(1, "zsnews", "news")}
    assert reading.url == "https://www.gd.gov.cn/zcjdpt?id=7301"  # where people see it, not what was asked
    assert (reading.title, reading.issuer) == (readings()[7301].title, readings()[7301].source)
    assert "为落实粤府办〔2025〕6号文件，加快人工智能产业发展，制定本办法。" in reading.body.split("\n")


@pytest.mark.parametrize(("source", "place"), [("zsnews-news", "*getlist*"), ("zsrb-rgzn", "*search/index*")])
def test_a_list_that_answers_with_something_else_is_drift_and_nothing_is_lost(
    twin: Twin, tmp_path: Path, source: str, place: str
) -> None:
    twin.faults.clear()
    step(twin, tmp_path, 1, source)
    before = held(tmp_path)
    twin.faults.set(place, lambda reply, _asked: reply.with_body(json.dumps({"code": 1}).encode()))
    report = step(twin, tmp_path, 1, source)
    assert report["of"][source]["status"] == "drift"
    assert held(tmp_path) == before
    twin.faults.clear()
    twin.faults.set(place, faults.status(503))
    assert step(twin, tmp_path, 1, source)["of"][source]["status"] in {"failed", "blocked"}
    assert held(tmp_path) == before
