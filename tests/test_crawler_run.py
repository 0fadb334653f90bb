"""Whole crawls of the twin of the sites: what is kept after each day, and what was asked of the sites for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archive.config import Settings
from archive.records import Announcement, Query
from archive.store import announcements, open_archive, runs
from archive.text import fingerprint
from tests.crawling import ROOT, crawl, environment
from tests.twin import Twin, faults
from tests.twin.columns import CATALOGUES
from tests.twin.log import Request

DAYS = {1: "2026-11-18T20:00:00+08:00", 2: "2026-11-19T20:00:00+08:00", 3: "2026-11-20T20:00:00+08:00"}


@dataclass(kw_only=True)
class Step:
    """One crawl: its report, what it asked for, and what the archive holds after it."""

    report: dict[str, Any]
    asked: tuple[Request, ...]
    at_once: int
    held: dict[str, Announcement] = field(default_factory=dict)


@dataclass(kw_only=True)
class Story:
    """Day 1, day 1 again, day 2 and day 3, on one archive."""

    twin: Twin
    data: Path
    steps: dict[str, Step]


def held(data: Path) -> dict[str, Announcement]:
    """Return all that an archive has."""
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        return {one.id: one for one in announcements.select(tx, Query(limit=None))}


def step(twin: Twin, data: Path, day: int, *sources: str, **options: Any) -> Step:
    twin.day = day
    twin.log.clear()
    report = crawl(environment(data, twin.environment(), now=DAYS[day]), *sources, **options)
    return Step(report=report, asked=twin.log.requests, at_once=twin.log.at_once(), held=held(data))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    data = tmp_path_factory.mktemp("story")
    with Twin() as twin:
        steps = {"1": step(twin, data, 1), "1 again": step(twin, data, 1), "2": step(twin, data, 2)}
        steps["3"] = step(twin, data, 3)
        yield Story(twin=twin, data=data, steps=steps)


def unwell(report: dict[str, Any]) -> list[str]:
    return [f"{one['source']}: {one['status']}: {one['why']}" for one in report["sources"] if one["status"] != "ok"]


def total(report: dict[str, Any], count: str) -> int:
    return sum(one[count] for one in report["sources"])


@pytest.mark.parametrize("name", ["1", "1 again", "2", "3"])
def test_every_source_is_well_on_every_day(story: Story, name: str) -> None:
    assert unwell(story.steps[name].report) == []


@pytest.mark.parametrize(("name", "day"), [("1", 1), ("2", 2)])
def test_all_that_is_listed_is_kept_with_its_facts(story: Story, name: str, day: int) -> None:
    kept, expected = story.steps[name].held, story.twin.expected(day)
    assert set(expected) - set(kept) == set()
    wrong = {}
    for one in expected.values():
        mine = kept[one.id]
        facts = ("title", "issuer", "doc_number", "index_number", "written_on", "validity")
        differ = {fact: (getattr(mine, fact), getattr(one, fact)) for fact in facts if stated(one, mine, fact)}
        if moment(mine.published, one.printed) != moment(one.published, one.printed):
            differ["published"] = (mine.published, one.published)
        if fingerprint(mine.body) != fingerprint(one.body):
            differ["body"] = (mine.body, one.body)
        if differ:
            wrong[one.id] = differ
    assert wrong == {}


def stated(one: Any, mine: Announcement, fact: str) -> bool:
    """Tell whether a fact is another one than expected; what no page states can not be known."""
    wanted, got = getattr(one, fact), getattr(mine, fact)
    if fact in {"index_number", "written_on", "validity"} and not CATALOGUES.keys() & set(one.sources):
        return got is not None and got != wanted
    return bool(wanted != got)


def moment(published: datetime | None, printed: str) -> object:
    if published is None:
        return None
    return published.date() if printed == "day" else published.replace(second=0)


@pytest.mark.parametrize(("name", "day"), [("1", 1), ("2", 2)])
def test_all_attachments_are_kept_with_their_words(story: Story, name: str, day: int) -> None:
    kept = story.steps[name].held
    wrong = {}
    for one in story.twin.expected(day).values():
        mine = {file.url: file for file in kept[one.id].attachments}
        there = {file.url: file for file in one.attachments}
        if mine.keys() != there.keys():
            wrong[one.id] = f"{sorted(mine)} for {sorted(there)}"
            continue
        for url, file in there.items():
            if mine[url].name != file.name or fingerprint(mine[url].text) != fingerprint(file.text):
                wrong[url] = f"{mine[url]} for {file}"
            assert mine[url].sha256 is not None
    assert wrong == {}


def test_the_second_crawl_of_a_day_finds_nothing_and_asks_whether_anything_changed(story: Story) -> None:
    again = story.steps["1 again"]
    assert (total(again.report, "new"), total(again.report, "changed")) == (0, 0)
    assert again.held.keys() == story.steps["1"].held.keys()
    assert {one.revision for one in again.held.values()} == {1}
    able = [one for one in again.asked if one.status in {200, 304} and "/gkmlpt/" not in one.path]
    able = [one for one in able if one.path != "/robots.txt"]
    unchanged = [one for one in able if one.status == 304]
    assert len(unchanged) >= 0.9 * len(able), [one.url for one in able if one.status == 200]


def test_day_two_brings_exactly_what_is_new_and_what_changed(story: Story) -> None:
    before, after = story.steps["1"].held, story.steps["2"].held
    yesterday, today = story.twin.expected(1), story.twin.expected(2)
    assert after.keys() - before.keys() == today.keys() - yesterday.keys()
    changed = {one for one in today.keys() & yesterday.keys() if words(today[one]) != words(yesterday[one])}
    assert changed
    assert {one for one in after if after[one].revision > 1} == changed
    assert total(story.steps["2"].report, "new") == len(today.keys() - yesterday.keys())
    assert total(story.steps["2"].report, "changed") == len(changed)


def words(one: Any) -> object:
    """Return what makes a revision when it changes: words, not the blanks between them."""
    files = [(file.url, file.name, fingerprint(file.text)) for file in one.attachments]
    return fingerprint(one.title), fingerprint(one.body), one.doc_number, files


def test_what_vanished_stays_kept_and_is_not_withdrawn_at_the_first_sight(story: Story) -> None:
    gone = story.twin.gone(3)
    assert gone
    assert gone <= story.steps["3"].held.keys()
    assert all(story.steps["3"].held[one].withdrawn_at is None for one in gone)
    told = {error["url"] for one in story.steps["3"].report["sources"] for error in one["errors"]}
    assert {story.steps["3"].held[one].url for one in gone} <= told


@pytest.mark.parametrize("name", ["1", "1 again", "2", "3"])
def test_no_host_is_asked_two_things_at_once(story: Story, name: str) -> None:
    assert story.steps[name].at_once == 1


def test_nothing_is_asked_for_twice_in_a_crawl(story: Story) -> None:
    asked = [one.url for one in story.steps["1"].asked]
    assert sorted(url for url in set(asked) if asked.count(url) > 1) == []


def test_what_robots_forbids_and_foreign_hosts_are_not_asked_for(story: Story) -> None:
    hosts = {one.host for one in story.steps["1"].asked}
    assert all(host.endswith((".zs.gov.cn", ".gd.gov.cn")) or host == "zs.gov.cn" for host in hosts)
    assert not [one.url for one in story.steps["1"].asked if "/neibu/" in one.path]


def test_an_honest_name_and_conditions_are_sent(story: Story) -> None:
    agents = {one.asked.headers.get("user-agent", "") for one in story.steps["1"].asked}
    assert all(agent.startswith("zhongshan-watch/") for agent in agents)
    assert not any(one.conditional for one in story.steps["1"].asked)
    assert any(one.conditional for one in story.steps["1 again"].asked)


def test_each_source_has_its_record_in_the_archive(story: Story) -> None:
    report = story.steps["2"].report
    with open_archive(Settings(data_dir=story.data)) as archive, archive.read() as tx:
        kept = {run.source: run for run in runs.of_run(tx, report["run_id"])}
    assert kept.keys() == {one["source"] for one in report["sources"]}
    assert all(kept[one["source"]].new == one["new"] for one in report["sources"])


def test_a_crawl_says_nothing_on_standard_error_and_tells_its_progress(story: Story) -> None:
    assert story.steps["1"].report["stderr"] == ""
    assert story.steps["1"].report["told"] == total(story.steps["1"].report, "pages")


def test_memory_stays_within_its_bound(story: Story) -> None:
    assert story.steps["1"].report["peak_kilobytes"] < 300 * 1024


def test_the_report_has_the_shape_of_its_schema(story: Story) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "crawl.schema.json").read_text(encoding="utf-8"))
    fields = ("source", "status", "why", "pages", "new", "changed", "withdrawn", "unchanged", "errors")
    report = story.steps["3"].report
    document = {name: report[name].replace(" ", "T") for name in ("started_at", "finished_at")}
    document["run_id"] = report["run_id"]
    document["sources"] = [{name: one[name] for name in fields} for one in report["sources"]]
    Draft202012Validator(schema).validate(document)


def test_a_crawl_asks_no_host_but_those_of_its_sources(tmp_path: Path) -> None:
    # An empty cache is what a new machine has: Scrapy's cookie jar must not fetch a list of domains to fill it.
    empty_cache = {"TLDEXTRACT_CACHE": str(tmp_path / "cache")}
    with Twin() as twin:
        twin.faults.set("kj.zs.gov.cn/hdjl/*", faults.redirect(), times=1)  # to the same address, with a cookie
        report = crawl(environment(tmp_path, twin.environment(), empty_cache), "zs_kj-zjdc", "gd_rgznjqr-zcjd")
        asked = {request.host for request in twin.log.requests}
    assert asked == {"kj.zs.gov.cn", "www.gd.gov.cn"}
    assert report["stderr"] == ""


def test_a_host_gets_one_request_at_a_time_however_many_wait(tmp_path: Path) -> None:
    # Answers that take their time let requests queue up, which without a delay Scrapy would send all at once.
    with Twin() as twin:
        twin.faults.set("www.zs.gov.cn/*", faults.slow(200_000))
        report = crawl(environment(tmp_path, twin.environment()), "zs_gxj", "zs_fgj", "zs_chxq", "portal-jd")
        assert {one["status"] for one in report["sources"]} == {"ok"}
        assert len(twin.log.of("www.zs.gov.cn/*")) > 40
        assert twin.log.at_once("www.zs.gov.cn") == 1


def test_a_host_that_the_proxy_can_not_reach_is_unreachable(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "nowhere.toml").write_text(
        'publisher = "无"\nplatform = "columns"\nhosts = ["nowhere.zs.gov.cn"]\n'
        '[[columns]]\nkey = "a"\nname = "甲"\nurl = "https://nowhere.zs.gov.cn/a/"\n',
        encoding="utf-8",
    )
    more = {"ZSWATCH_CRAWLER__SOURCES_DIR": str(sources), "ZSWATCH_CRAWLER__RETRIES": "0"}
    with Twin() as twin:
        report = crawl(environment(tmp_path, twin.environment(), more), "nowhere-a")
    run = report["of"]["nowhere-a"]
    assert (run["status"], [one["reason"] for one in run["errors"]]) == ("failed", ["unreachable"])
    assert report["stderr"] == ""
