"""Every fault of the table has its verdict, and costs nothing but itself.

A healthy archive is crawled again and again, each time with one fault at each of many sources.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _get_creator_context
from twisted.web.client import BrowserLikePolicyForHTTPS

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive, runs
from crawler.envelope import RUNS
from crawler.settings import scrapy_settings
from crawler.spiders.encryption import OP_LEGACY_SERVER_CONNECT, Https, Lenient
from tests.crawling import crawl, environment
from tests.fault_table import CASES
from tests.faulty import Case
from tests.twin import Twin

QUICK = {
    "ZSWATCH_CRAWLER__RETRIES": "0",
    "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "4",
    "ZSWATCH_CRAWLER__RECHECK_DAYS": "3000",
}
WELL = "portal-zhxx"
LATER = "2026-11-18T21:00:00+08:00"
SECONDS = 40


@dataclass(kw_only=True)
class Struck:
    """What came of each case, and of the healthy source beside it."""

    before: dict[str, Announcement]
    runs: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Announcement]]
    reports: list[dict[str, Any]]
    seconds: list[float]
    asked: set[str]


def held(data: Path) -> dict[str, Announcement]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def batches() -> list[list[Case]]:
    """Put each case into the first crawl in which nothing else is wrong with its source."""
    made: list[list[Case]] = []
    for case in CASES:
        free = next((one for one in made if case.source not in {other.source for other in one}), None)
        if free is None:
            made.append([case])
        else:
            free.append(case)
    return made


def repeat(data: Path, run_id: str) -> None:
    """Let the archive remember the healthy crawl as several."""
    with open_archive(Settings(data_dir=data)) as archive, archive.begin() as tx:
        for run in runs.of_run(tx, run_id):
            for number in range(RUNS):
                runs.add(tx, replace(run, run_id=f"again-{number}"))


@pytest.fixture(scope="module")
def struck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Struck]:
    folder = tmp_path_factory.mktemp("faults")
    sources = sorted({WELL, *(case.source for case in CASES)})
    with Twin() as twin:
        healthy = crawl(environment(folder / "healthy", twin.environment(), QUICK), *sources)
        assert {one["status"] for one in healthy["sources"]} == {"ok"}
        repeat(folder / "healthy", healthy["run_id"])
        found = Struck(before=held(folder / "healthy"), runs={}, after={}, reports=[], seconds=[], asked=set())
        for number, cases in enumerate(batches()):
            data = folder / str(number)
            shutil.copytree(folder / "healthy", data)
            twin.faults.clear()
            twin.authority.mend()
            twin.log.clear()
            for case in cases:
                case.strike(twin, case.source)
            began = monotonic()
            report = crawl(environment(data, twin.environment(), QUICK, now=LATER), *sources)
            found.seconds.append(monotonic() - began)
            found.reports.append(report)
            found.asked |= {one.host for one in twin.log.requests}
            after = held(data)
            found.runs |= {case.name: report["of"][case.source] for case in cases}
            found.after |= {case.name: after for case in cases}
        yield found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_has_its_status_and_its_words(struck: Struck, case: Case) -> None:
    run = struck.runs[case.name]
    reasons = {error["reason"] for error in run["errors"]}
    beside = {"more"} if case.reason == "doubt" else {"more", "doubt"}
    assert (run["status"], reasons - beside) == (case.status, {case.reason} - {None}), run
    assert bool(run["why"]) == (case.status != "ok")
    assert case.says in "\n".join([run["why"], *(f"{one['detail']} {one['url']}" for one in run["errors"])])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_withdraws_and_overwrites_nothing(struck: Struck, case: Case) -> None:
    after = struck.after[case.name]
    for one in struck.before.values():
        now = after[one.id]
        assert (now.revision, now.title, now.body, now.withdrawn_at) == (1, one.title, one.body, None), one.id
        assert now.published == one.published
        assert [file.text for file in now.attachments] == [file.text for file in one.attachments]


def test_what_is_new_is_kept_beside_a_fault_and_its_title_is_one_line(struck: Struck) -> None:
    new = {name: set(after) - set(struck.before) for name, after in struck.after.items()}
    hostile = struck.after["markup, scripts and line breaks in a title"]["zs-2669999"]
    assert "\n" not in hostile.title
    assert "\r" not in hostile.title
    assert hostile.body.startswith("各有关单位：")
    assert struck.after["a new announcement is garbled"]["zs-2669998"].body
    ahead = struck.after["an announcement is dated in years to come"]["zs-2669997"]
    assert f"{ahead.published:%Y-%m-%d}" == "2026-11-18"
    assert set().union(*new.values()) == {"zs-2669997", "zs-2669998", "zs-2669999"}


def test_the_sources_beside_a_fault_go_on(struck: Struck) -> None:
    unwell = [
        one for report in struck.reports for one in report["sources"] if one["source"] == WELL and one["status"] != "ok"
    ]
    assert unwell == []
    hit = [{case.source for case in cases} for cases in batches()]
    others = [
        f"{one['source']}: {one['why']}"
        for report, sources in zip(struck.reports, hit, strict=True)
        for one in report["sources"]
        if one["source"] not in sources and one["status"] != "ok"
    ]
    assert others == []


def test_memory_and_time_stay_within_bounds_and_nothing_is_said_aside(struck: Struck) -> None:
    assert max(report["peak_kilobytes"] for report in struck.reports) < 300 * 1024
    assert max(struck.seconds) < SECONDS
    assert {report["stderr"] for report in struck.reports} == {""}


def test_nobody_is_asked_but_the_hosts_of_the_sources(struck: Struck) -> None:
    sites = (".zs.gov.cn", ".gd.gov.cn")
    assert all(f".{host}".endswith(sites) for host in struck.asked), struck.asked


def test_servers_of_old_encryption_are_spoken_to_and_still_verified() -> None:
    assert scrapy_settings(Settings())["DOWNLOAD_HANDLERS"] == {"https": f"{Https.__module__}.{Https.__name__}"}
    policy = Lenient(BrowserLikePolicyForHTTPS())
    context = _get_creator_context(policy.creatorForNetloc(b"www.gd.gov.cn", 443))
    assert context.set_options(0) & OP_LEGACY_SERVER_CONNECT
    assert context.get_verify_mode() & SSL.VERIFY_PEER


def test_a_name_that_leads_to_this_machine_is_not_followed(tmp_path: Path) -> None:
    with Twin() as twin:
        here = f"2130706433:{urlsplit(twin.proxy_url).port}"  # 127.0.0.1, as a name that an allow-list may hold
        (tmp_path / "inner.toml").write_text(
            f'publisher = "无"\nplatform = "columns"\nhosts = ["{here}"]\n'
            f'[[columns]]\nkey = "a"\nname = "甲"\nurl = "http://{here}/a/"\n',
            encoding="utf-8",
        )
        inner = {"ZSWATCH_CRAWLER__SOURCES_DIR": str(tmp_path)}
        report = crawl(environment(tmp_path / "data", QUICK, inner), "inner-a")
        assert twin.log.requests == ()
    run = report["of"]["inner-a"]
    assert (run["status"], [error["reason"] for error in run["errors"]]) == ("failed", ["unreachable"])
    assert "leads to this machine" in run["why"]
    assert report["stderr"] == ""
