"""Manners: what robots.txt forbids, how a host that asks for peace gets it, and that what is known is not sent."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import crawl, environment
from tests.twin import Twin, faults

HRSS = "hrss.zs.gov.cn"
QUICK = {"ZSWATCH_CRAWLER__RETRIES": "0", "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "3"}


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


def visit(twin: Twin, data: Path, *sources: str) -> dict[str, Any]:
    return crawl(environment(data, twin.environment(), QUICK), *sources)


def paths(twin: Twin, host: str) -> list[str]:
    return [one.path for one in twin.log.requests if one.host == host]


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        (faults.status(503), "busy", "robots.txt answered 503"),
        (faults.status(500), "server_error", "robots.txt answered 500"),
        (faults.silent(), "timeout", "robots.txt could not be read"),
    ],
)
def test_a_robots_txt_that_can_not_be_read_forbids_everything(
    twin: Twin, tmp_path: Path, fault: faults.Fault, reason: str, words: str
) -> None:
    twin.faults.set(f"{HRSS}/robots.txt", fault)
    report = visit(twin, tmp_path, "zs_hrss", "zs_kj")
    run = report["of"]["zs_hrss-jggk"]
    assert (run["status"], [error["reason"] for error in run["errors"]]) == ("failed", [reason])
    assert words in run["why"]
    assert set(paths(twin, HRSS)) == {"/robots.txt"}
    assert report["of"]["zs_kj-zjdc"]["status"] == "ok"
    assert report["stderr"] == ""


def test_a_missing_robots_txt_forbids_nothing(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set(f"{HRSS}/robots.txt", faults.status(404))
    assert visit(twin, tmp_path, "zs_hrss")["of"]["zs_hrss-jggk"]["status"] == "ok"


def test_a_host_that_says_too_many_requests_is_left_alone(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set(f"{HRSS}/xxgk/wgk/jggk/content/*", faults.status(429))
    run = visit(twin, tmp_path, "zs_hrss")["of"]["zs_hrss-jggk"]
    articles = [path for path in paths(twin, HRSS) if "/content/" in path]
    assert run["status"] == "partial"
    assert {error["reason"] for error in run["errors"]} == {"busy"}
    assert len(articles) == 1


def test_a_second_crawl_of_an_unchanged_site_asks_each_list_once_and_on_condition(twin: Twin, tmp_path: Path) -> None:
    visit(twin, tmp_path)
    twin.log.clear()
    report = visit(twin, tmp_path)
    assert sum(one["new"] + one["changed"] for one in report["sources"]) == 0
    requests = twin.log.requests
    lists = Counter(
        f"{one.host}{one.path}" for one in requests if re.search(r"/(index_\d+\.html)?$|/gkmlpt/(index|api)", one.path)
    )
    assert sum(lists.values()) <= 1.2 * len(lists)
    assert [one.path for one in requests if not one.conditional] == []
    robots = [one for one in requests if one.path == "/robots.txt"]
    assert robots
    assert {one.status for one in robots} == {304}


def test_a_robots_txt_that_has_not_changed_still_forbids_and_one_that_has_is_read_anew(
    twin: Twin, tmp_path: Path
) -> None:
    forbidding = faults.replaced(b"User-agent: *\nDisallow: /xxgk/\n", "text/plain")
    twin.faults.set(f"{HRSS}/robots.txt", forbidding)
    first = visit(twin, tmp_path, "zs_hrss")["of"]["zs_hrss-jggk"]
    twin.faults.set(f"{HRSS}/robots.txt", faults.status(304))
    second = visit(twin, tmp_path, "zs_hrss")["of"]["zs_hrss-jggk"]
    assert [error["reason"] for run in (first, second) for error in run["errors"]] == ["robots", "robots"]
    twin.faults.clear()
    assert visit(twin, tmp_path, "zs_hrss")["of"]["zs_hrss-jggk"]["status"] == "ok"


def test_a_list_that_wrongly_says_it_has_not_changed_hides_nothing_for_more_than_a_week(
    twin: Twin, tmp_path: Path
) -> None:
    def found(now: str) -> int:
        limits = QUICK | {"ZSWATCH_NOW": now, "ZSWATCH_CRAWLER__WHOLE_WALK_DAYS": "7"}
        return int(crawl(environment(tmp_path, twin.environment(), limits), "zs_psc-tzgg")["sources"][0]["new"])

    twin.day = 1
    assert found("2026-11-16T18:00:00+08:00") > 0
    twin.day = 2
    twin.faults.set("psc.zs.gov.cn/gzdt/tzgg/", faults.unchanged_if_asked())
    assert found("2026-11-17T18:00:00+08:00") == 0
    assert found("2026-11-24T18:00:00+08:00") > 0
