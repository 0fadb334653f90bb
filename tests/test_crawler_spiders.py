"""What goes wrong on the web, and what one source's visit makes of it, in crawls of the twin with faults."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive, runs
from tests.crawling import crawl, ended, environment, start
from tests.twin import Twin, faults

LIST = "www.zs.gov.cn/gxj/tzgg/"
QUICK = {"ZSWATCH_CRAWLER__RETRIES": "0", "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "2"}


@pytest.fixture(scope="module")
def running() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


@pytest.fixture
def twin(running: Twin) -> Iterator[Twin]:
    running.faults.clear()
    running.log.clear()
    running.day = 1
    yield running
    running.faults.clear()


def held(data: Path) -> dict[str, Announcement]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def of_source(twin: Twin, source: str, day: int = 1) -> set[str]:
    return {one.id for one in twin.expected(day).values() if source in one.sources}


def visit(twin: Twin, data: Path, source: str, **more: str) -> dict[str, Any]:
    """Crawl one source and return its part of the report."""
    report = crawl(environment(data, twin.environment(), QUICK, more), source)
    found: dict[str, Any] = report["of"][source]
    return found


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        (faults.status(403), "blocked", "blocked"),
        (faults.status(412), "blocked", "blocked"),
        (faults.status(521), "blocked", "blocked"),
        (faults.status(202), "blocked", "challenge"),
        (faults.captcha(), "blocked", "challenge"),
        (faults.status(500), "failed", "server_error"),
        (faults.status(503), "failed", "busy"),
        (faults.status(404), "failed", "gone"),
        (faults.soft_404(), "failed", "gone"),
        (faults.reset(), "failed", "unreachable"),
        (faults.silent(), "failed", "timeout"),
        (faults.slow(200), "failed", "timeout"),
        (faults.truncated(), "failed", "unreachable"),
        (faults.redirect("http://www.zs-gov-cn.example/"), "failed", "foreign"),
        (faults.redirect(), "failed", "redirects"),
        (faults.replaced(b"<html><body><p>nothing here</p></body></html>"), "drift", "page_changed"),
        (faults.big(20_000_000), "failed", "too_large"),
        (faults.bomb(200_000_000), "failed", "too_large"),
    ],
    ids=str,
)
def test_a_listing_that_can_not_be_had_gives_its_status_and_reason(
    twin: Twin, tmp_path: Path, fault: faults.Fault, status: str, reason: str
) -> None:
    twin.faults.set(LIST, fault)
    found = visit(twin, tmp_path, "zs_gxj-tzgg")
    assert (found["status"], [error["reason"] for error in found["errors"]]) == (status, [reason]), found
    assert found["why"]
    assert held(tmp_path) == {}
