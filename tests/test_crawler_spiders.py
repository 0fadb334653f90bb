"""What goes wrong at single announcements, and what comes of killing, stopping and repeating a crawl."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive, runs
from tests.crawling import crawl, ended, environment, started
from tests.twin import Twin, faults

WWW = "www.zs.gov.cn"
QUICK = {"ZSWATCH_CRAWLER__RETRIES": "0", "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "8"}
NOTHING = b"<html><head><title>x</title></head><body><p>nothing that looks like a list</p></body></html>"
FOREIGN = "http://www.zs-gov-cn.example/"


def held(data: Path) -> dict[str, Announcement]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def reasons(run: dict[str, Any]) -> list[str]:
    return [error["reason"] for error in run["errors"]]


NOTHING_BUT_FAULTS: dict[str, tuple[str, faults.Fault, str, str]] = {
    "portal-tzgg": (f"{WWW}/zwgk/gzdt/tzgg/", faults.status(403), "blocked", "blocked"),
    "portal-sfbwj": (f"{WWW}/zwgk/fggw/sfbwj/", faults.captcha(), "blocked", "challenge"),
    "zs_gxj-tzgg": (f"{WWW}/gxj/tzgg/", faults.status(404), "failed", "gone"),
    "zs_gxj-zxgk": (f"{WWW}/gxj/wgk/zxgk/", faults.soft_404(), "failed", "gone"),
    "zs_gxj-glgk": (f"{WWW}/gxj/wgk/glgk/", faults.redirect(FOREIGN), "failed", "foreign"),
    "zs_hjq-gggs": (f"{WWW}/hjq/gggs/", faults.replaced(NOTHING), "drift", "page_changed"),
    "zs_chxq-gggs": (f"{WWW}/chxq/gggs/", faults.big(), "failed", "too_large"),
    "zs_gkmlpt-all": (f"{WWW}/gkmlpt/index", faults.replaced(b"SID: '1'"), "drift", "page_changed"),
    "zs_psc-tzgg": ("psc.zs.gov.cn/gzdt/tzgg/", faults.reset(), "failed", "unreachable"),
    "gd_rgznjqr-zcjd": ("www.gd.gov.cn/gdywdt/zwzt/rgznjqr/zcjd/", faults.bomb(), "failed", "too_large"),
}


def test_a_first_crawl_of_nothing_but_faults_keeps_its_records_and_stays_small_and_quiet(tmp_path: Path) -> None:
    with Twin() as twin:
        for pattern, fault, _, _ in NOTHING_BUT_FAULTS.values():
            twin.faults.set(pattern, fault)
        report = crawl(environment(tmp_path, twin.environment(), QUICK), *NOTHING_BUT_FAULTS)
    said = {key: (run["status"], reasons(run), run["new"]) for key, run in report["of"].items()}
    assert said == {key: (status, [why], 0) for key, (_, _, status, why) in NOTHING_BUT_FAULTS.items()}
    assert all(run["why"] for run in report["sources"])
    assert (held(tmp_path), report["stderr"]) == ({}, "")
    assert report["peak_kilobytes"] < 300 * 1024
    with open_archive(Settings(data_dir=tmp_path)) as archive, archive.read() as tx:
        assert {run.source for run in runs.of_run(tx, report["run_id"])} == NOTHING_BUT_FAULTS.keys()


@dataclass(kw_only=True)
class Mended:
    """A crawl with faults at single articles and files, and the one after everything was mended."""

    twin: Twin
    data: Path
    first: dict[str, Any]
    between: dict[str, Announcement]
    second: dict[str, Any]
    after: dict[str, Announcement]


def posts(twin: Twin, source: str) -> list[Any]:
    """Return what a source alone lists on day 1, in the order of ids."""
    return sorted((one for one in twin.expected(1).values() if one.sources == (source,)), key=lambda one: one.id)


def path(url: str) -> str:
    return url.partition("://")[2]


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mended]:
    data = tmp_path_factory.mktemp("mended")
    with Twin() as twin:
        strike = {
            "zs_fgj-zwdt": faults.status(404),
            "zs_hjq-gggs": faults.soft_404(),
            "zs_chxq-gggs": faults.redirect("/"),
            "zs_gxj-zxgk": faults.redirect(FOREIGN),
            "zs_kj-zjdc": faults.truncated(),
            "zs_hrss-jggk": faults.replaced(NOTHING),
            "portal-ldhd": faults.status(500),
            "zs_gkmlpt-all": faults.status(500),
        }
        for source, fault in strike.items():
            twin.faults.set(path(posts(twin, source)[0].addresses[0]).replace("/post_", "/*post_"), fault)
        twin.faults.set("psc.zs.gov.cn/*", faults.status(403))
        twin.faults.set("www.gd.gov.cn/*/attachment/*", faults.status(404))
        twin.faults.set("www.zs.gov.cn/gxj/attachment/*", faults.big(3_000_000))
        limits = QUICK | {"ZSWATCH_CRAWLER__MAX_ATTACHMENT_BYTES": "2000000"}
        first = crawl(environment(data, twin.environment(), limits))
        between = held(data)
        twin.faults.clear()
        second = crawl(environment(data, twin.environment(), QUICK))
        yield Mended(twin=twin, data=data, first=first, between=between, second=second, after=held(data))


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        ("zs_fgj-zwdt", "partial", "gone"),
        ("zs_hjq-gggs", "partial", "gone"),
        ("zs_chxq-gggs", "partial", "gone"),
        ("zs_gxj-zxgk", "partial", "foreign"),
        ("zs_kj-zjdc", "partial", "unreachable"),
        ("zs_hrss-jggk", "drift", "page_changed"),
        ("portal-ldhd", "partial", "server_error"),
        ("zs_psc-tzgg", "blocked", "blocked"),
        ("portal-zhxx", "ok", None),
    ],
)
def test_one_article_that_can_not_be_had_costs_that_article_only(
    mended: Mended, source: str, status: str, reason: str | None
) -> None:
    run = mended.first["of"][source]
    assert (run["status"], reasons(run)) == (status, [reason] if reason else []), run
    missing = {one.id for one in posts(mended.twin, source)} - mended.between.keys()
    assert len(missing) == (0 if reason is None else len(posts(mended.twin, source)) if status == "blocked" else 1)


def test_a_catalogue_page_that_can_not_be_read_leaves_the_record_in_its_place(mended: Mended) -> None:
    one = posts(mended.twin, "zs_gkmlpt-all")[0]
    between, after = mended.between[one.id], mended.after[one.id]
    assert (between.title, between.index_number, between.body) == (one.title, one.index_number, "")
    assert "server_error" in reasons(mended.first["of"]["zs_gkmlpt-all"])
    assert after.body


def test_a_file_that_is_too_large_is_named_and_the_announcement_is_kept(mended: Mended) -> None:
    files = [file for one in mended.between.values() for file in one.attachments if "/gxj/attachment/" in file.url]
    assert files
    assert {(file.status, file.sha256, file.text) for file in files} == {("too_large", None, None)}
    assert "too_large" in reasons(mended.first["of"]["zs_gxj-tzgg"])


def test_what_failed_is_asked_for_again_and_nothing_is_lost(mended: Mended) -> None:
    assert mended.twin.expected(1).keys() == mended.after.keys()
    told = [f"{one['source']}: {one['why']}" for one in mended.second["sources"] if one["status"] != "ok"]
    assert told == []


@pytest.fixture
def fresh() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


def wait_for(twin: Twin, requests: int) -> None:
    end = time.monotonic() + 30
    while len(twin.log.requests) < requests:
        assert time.monotonic() < end, "the crawl does not get on"
        time.sleep(0.01)


def test_a_crawl_that_is_killed_at_any_point_loses_nothing(fresh: Twin, tmp_path: Path) -> None:
    variables = environment(tmp_path, fresh.environment())
    for requests in (15, 60, 110):
        fresh.log.clear()
        with started(variables) as process:
            wait_for(fresh, requests)
            process.kill()
    report = crawl(variables)
    assert held(tmp_path).keys() == fresh.expected(1).keys()
    assert [one["source"] for one in report["sources"] if one["status"] != "ok"] == []
    assert {one.revision for one in held(tmp_path).values()} == {1}
    assert all(len(one.attachments) == len(fresh.expected(1)[one.id].attachments) for one in held(tmp_path).values())


def test_a_crawl_that_is_asked_to_stop_ends_soon_and_says_so(fresh: Twin, tmp_path: Path) -> None:
    fresh.faults.set("psc.zs.gov.cn/gzdt/tzgg/", faults.silent())
    sources = ("portal-tzgg", "zs_gxj", "zs_psc-tzgg")
    with started(environment(tmp_path, fresh.environment()), *sources) as process:
        wait_for(fresh, 25)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        report = ended(process)
    assert time.monotonic() - asked < 10
    unwell = [one for one in report["sources"] if one["status"] != "ok"]
    assert len(report["sources"]) == 5
    assert {one["status"] for one in unwell} == {"partial"}
    assert "stopped" in report["of"]["zs_psc-tzgg"]["why"]
    with open_archive(Settings(data_dir=tmp_path)) as archive, archive.read() as tx:
        assert len(runs.of_run(tx, report["run_id"])) == 5
    fresh.faults.clear()
    after = crawl(environment(tmp_path, fresh.environment()), *sources)
    names = {one["source"] for one in after["sources"]}
    assert held(tmp_path).keys() == {one.id for one in fresh.expected(1).values() if names & set(one.sources)}


def test_a_certificate_of_another_authority_is_not_trusted(fresh: Twin, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    variables = environment(tmp_path, fresh.environment(), {"SSL_CERT_FILE": str(other)})
    run = crawl(variables, "gd_rgznjqr-index")["of"]["gd_rgznjqr-index"]
    assert (run["status"], reasons(run)) == ("failed", ["certificate"])


def test_a_delay_is_kept_between_two_requests_to_a_host(fresh: Twin, tmp_path: Path) -> None:
    crawl(environment(tmp_path, fresh.environment(), {"ZSWATCH_CRAWLER__DELAY_SECONDS": "0.3"}), "zs_psc-tzgg")
    gaps = fresh.log.gaps("psc.zs.gov.cn")
    assert len(gaps) > 4
    assert min(gaps) > 0.28


def test_since_ends_the_walk_and_a_later_crawl_goes_on_behind_it(fresh: Twin, tmp_path: Path) -> None:
    variables = environment(tmp_path, fresh.environment())
    few = crawl(variables, "portal-tzgg", since="2026-11-10")["of"]["portal-tzgg"]
    partly = held(tmp_path).keys()
    crawl(variables, "portal-tzgg")
    listed = {one.id for one in fresh.expected(1).values() if "portal-tzgg" in one.sources}
    assert few["status"] == "ok"
    assert partly < listed
    assert held(tmp_path).keys() == listed


def test_a_full_crawl_asks_for_everything_again_and_changes_nothing(fresh: Twin, tmp_path: Path) -> None:
    variables = environment(tmp_path, fresh.environment(), {"ZSWATCH_CRAWLER__RECHECK_DAYS": "0"})
    later = environment(tmp_path, fresh.environment(), now="2026-12-20T20:00:00+08:00")
    crawl(variables, "portal-zhxx")
    fresh.log.clear()
    crawl(later | {"ZSWATCH_CRAWLER__RECHECK_DAYS": "0"}, "portal-zhxx")
    quiet = {one.url for one in fresh.log.requests}
    fresh.log.clear()
    run = crawl(later, "portal-zhxx", full=True)["of"]["portal-zhxx"]
    asked = {one.url for one in fresh.log.requests}
    assert not [url for url in quiet if "/content/" in url]
    assert {one.url for one in held(tmp_path).values()} <= asked
    assert (run["status"], run["new"], run["changed"]) == ("ok", 0, 0)


def test_what_is_missing_twice_and_answers_404_itself_is_withdrawn(fresh: Twin, tmp_path: Path) -> None:
    gone = fresh.gone(3) - fresh.gone(2)
    sources = sorted({source for one in gone for source in fresh.expected(2)[one].sources})
    assert gone

    def withdrawn(day: int, now: str) -> tuple[int, set[str]]:
        fresh.day = day
        report = crawl(environment(tmp_path, fresh.environment(), now=now), *sources)
        kept = held(tmp_path).values()
        return sum(one["withdrawn"] for one in report["sources"]), {one.id for one in kept if one.withdrawn_at}

    assert withdrawn(2, "2026-11-19T20:00:00+08:00") == (0, set())
    assert withdrawn(3, "2026-11-20T20:00:00+08:00") == (0, set())
    assert withdrawn(3, "2026-11-20T20:00:00+08:00") == (0, set()), "a mark of the same moment is not an earlier visit"
    assert withdrawn(3, "2026-11-21T20:00:00+08:00") == (len(gone), gone)
    assert withdrawn(2, "2026-11-22T20:00:00+08:00") == (0, set()), "what is back is not withdrawn"
