"""Every fault of the table has its verdict, and costs nothing but itself.

A healthy archive is crawled again and again, each time with one fault at each of many sources.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
    "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "8",
    "ZSWATCH_CRAWLER__RECHECK_DAYS": "3000",
}
WELL = "portal-zhxx"
LATER = "2026-11-18T21:00:00+08:00"
SECONDS = 80
"""On a busy machine; a crawl takes about six."""


@dataclass(frozen=True, kw_only=True)
class Struck:
    """One crawl in which many sources have a fault each: its report, what is held after it, and what was asked."""

    report: dict[str, Any]
    held: dict[str, Announcement]
    seconds: float
    asked: frozenset[str]


@dataclass(kw_only=True)
class Arena:
    """A healthy archive, and the crawls of copies of it; each is made when it is first asked for."""

    twin: Twin
    folder: Path
    before: dict[str, Announcement]
    made: dict[int, Struck] = field(default_factory=dict)

    def of(self, case: Case) -> Struck:
        return self.crawl(next(number for number, cases in enumerate(BATCHES) if case in cases))

    def crawl(self, number: int) -> Struck:
        if number not in self.made:
            self.made[number] = self._struck(number)
        return self.made[number]

    def _struck(self, number: int) -> Struck:
        data = self.folder / str(number)
        shutil.copytree(self.folder / "healthy", data)
        self.twin.faults.clear()
        self.twin.authority.mend()
        self.twin.log.clear()
        for case in BATCHES[number]:
            case.strike(self.twin, case.source)
        began = monotonic()
        report = crawl(environment(data, self.twin.environment(), QUICK, now=LATER), *SOURCES)
        asked = frozenset(one.host for one in self.twin.log.requests)
        return Struck(report=report, held=held(data), seconds=monotonic() - began, asked=asked)


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


BATCHES = batches()
SOURCES = sorted({WELL, *(case.source for case in CASES)})
EACH = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
EACH_CRAWL = pytest.mark.parametrize("number", range(len(BATCHES)))


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    folder = tmp_path_factory.mktemp("faults")
    with Twin() as twin:
        healthy = crawl(environment(folder / "healthy", twin.environment(), QUICK), *SOURCES)
        assert {one["status"] for one in healthy["sources"]} == {"ok"}
        repeat(folder / "healthy", healthy["run_id"])
        yield Arena(twin=twin, folder=folder, before=held(folder / "healthy"))


@EACH
def test_a_fault_has_its_status_and_its_words(arena: Arena, case: Case) -> None:
    run = arena.of(case).report["of"][case.source]
    reasons = {error["reason"] for error in run["errors"]}
    beside = {"more"} if case.reason == "doubt" else {"more", "doubt"}
    assert (run["status"], reasons - beside) == (case.status, {case.reason} - {None}), run
    assert bool(run["why"]) == (case.status != "ok")
    assert case.says in "\n".join([run["why"], *(f"{one['detail']} {one['url']}" for one in run["errors"])])


@EACH_CRAWL
def test_a_fault_withdraws_and_overwrites_nothing(arena: Arena, number: int) -> None:
    after = arena.crawl(number).held
    for one in arena.before.values():
        now = after[one.id]
        assert (now.revision, now.title, now.body, now.withdrawn_at) == (1, one.title, one.body, None), one.id
        assert now.published == one.published, one.id
        assert [file.text for file in now.attachments] == [file.text for file in one.attachments], one.id


def new_by(arena: Arena, name: str) -> Announcement:
    """Return the one announcement that the crawl with a case kept and that its source did not have before."""
    case = next(case for case in CASES if case.name == name)
    after = arena.of(case).held
    (one,) = (after[one] for one in after.keys() - arena.before.keys() if after[one].source == case.source)
    return one


def test_hostile_words_are_kept_as_text_on_one_line(arena: Arena) -> None:
    hostile = new_by(arena, "markup, scripts and line breaks in a title")
    assert not {"\n", "\r", "<"} & set(hostile.title)
    assert hostile.body.startswith("各有关单位：")


def test_a_garbled_announcement_is_better_than_none(arena: Arena) -> None:
    assert "市(shì)" in new_by(arena, "a new announcement is garbled").body


def test_a_day_still_to_come_is_not_taken_from_the_page(arena: Arena) -> None:
    published = new_by(arena, "an announcement is dated in years to come").published
    assert f"{published:%Y-%m-%d}" == "2026-11-18"


@EACH_CRAWL
def test_the_sources_beside_a_fault_go_on(arena: Arena, number: int) -> None:
    struck = {case.source for case in BATCHES[number]}
    assert WELL not in struck
    others = [one for one in arena.crawl(number).report["sources"] if one["source"] not in struck]
    assert [f"{one['source']}: {one['why']}" for one in others if one["status"] != "ok"] == []


@EACH_CRAWL
def test_memory_and_time_stay_within_bounds_and_nothing_is_said_aside(arena: Arena, number: int) -> None:
    struck = arena.crawl(number)
    assert struck.report["peak_kilobytes"] < 300 * 1024
    assert struck.seconds < SECONDS
    assert struck.report["stderr"] == ""


@EACH_CRAWL
def test_nobody_is_asked_but_the_hosts_of_the_sources(arena: Arena, number: int) -> None:
    asked = arena.crawl(number).asked
    assert all(f".{host}".endswith((".zs.gov.cn", ".gd.gov.cn")) for host in asked), asked


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
