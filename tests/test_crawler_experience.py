"""What a crawl knows of a source beforehand: its own runs, those of its siblings, and lines that were kept before."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.records import SourceRun
from archive.store import Archive, announcements, open_archive, runs
from crawler.envelope import RUNS, Envelope
from crawler.sources import Source, load
from crawler.spiders.experience import Experience
from crawler.spiders.fetch import Fetcher
from crawler.spiders.recorder import Recorder
from crawler.spiders.round import Round
from tests.crawling import crawl, environment
from tests.found import BODY, NOON, found
from tests.twin import Twin, faults

SOURCE = "zs_hjq-ghjh"
PAGES = "www.zs.gov.cn/hjq/*/content/*"
SIBLINGS = ["zs_gzz-zwdt", "zs_gzz-gggs", "zs_xlz-gggs", "zs_xlz-zwdt", "zs_hpz-gggs", "zs_hpz-zwdt"]
FACTS = {"entries": 3, "row.dated": 3, "read": 9, "page.issuer": 9, "page.title": 9}
LINE = "本页面由系统自动生成，仅供参考，请以原件为准。"


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


def healthy(source: str, at: int) -> SourceRun:
    ended = NOON - timedelta(days=9 - at)
    return SourceRun(
        run_id=f"r{at}", source=source, started_at=ended, finished_at=ended, status="ok", new=9, facts=FACTS
    )


def remember(archive: Archive, *sources: str) -> None:
    with archive.begin() as tx:
        for source in sources:
            for at in range(RUNS):
                runs.add(tx, healthy(source, at))


def visited(twin: Twin, data: Path, day: int = 18) -> dict[str, Any]:
    report = crawl(environment(data, twin.environment(), now=f"2026-11-{day}T20:00:00+08:00"), SOURCE)
    one: dict[str, Any] = report["of"][SOURCE]
    return one


def changed(edit: Callable[[str], str]) -> faults.Fault:
    return faults.edited(lambda body: edit(body.decode()).encode())


def experience(archive: Archive, settings: Settings, known: list[Source]) -> Experience:
    fetcher = Fetcher(engine=lambda: None, seconds=1.0, per_host=1)
    round_ = Round(run_id="r", archive=archive, settings=settings, fetcher=fetcher, recorder=Recorder(opening=None))
    return Experience(round=round_, known=known)


def test_a_source_knows_its_own_runs_and_the_habits_of_others_on_its_platform(archive: Archive) -> None:
    sources = load()
    remember(archive, SOURCE, *SIBLINGS)
    known = experience(archive, Settings(), list(sources.values()))
    here = known.of(sources[SOURCE])
    assert (here.runs, here.sums["read"], set(here.habits)) == (RUNS, 27, {"page.issuer", "page.title", "row.dated"})
    assert known.of(sources["zs_gxj-tzgg"]).runs == 0
    assert known.of(sources["zs_gxj-tzgg"]).habits
    assert known.of(sources["zs_gkmlpt-all"]) == Envelope()


def test_a_change_that_was_looked_at_is_the_source_s_own_way(archive: Archive) -> None:
    sources = load()
    remember(archive, SOURCE, *SIBLINGS)
    looked_at = sources[SOURCE].expect.model_copy(update={"learn_from": date(2026, 11, 18)})
    assert experience(archive, Settings(), list(sources.values())).of(replace(sources[SOURCE], expect=looked_at)) == (
        Envelope()
    )


def test_a_line_is_looked_for_in_what_was_kept_before_a_moment(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(), NOON)
        announcements.keep(tx, found(body=f"{BODY}\n100%_{LINE}"), NOON + timedelta(hours=2))
        line = "为推动人工智能与制造业深度融合，现组织申报“人工智能+制造”示范项目。"
        assert announcements.says(tx, line, NOON + timedelta(hours=1))
        assert not announcements.says(tx, line, NOON)
        assert not announcements.says(tx, LINE, NOON + timedelta(hours=1))
        assert announcements.says(tx, f"100%_{LINE}", NOON + timedelta(hours=3))
        assert not announcements.says(tx, f"100%%{LINE}", NOON + timedelta(hours=3))


def test_a_redesign_at_a_source_that_is_hardly_known_is_told_by_what_its_siblings_show(
    twin: Twin, tmp_path: Path
) -> None:
    for name in ("well", "redesigned"):
        with open_archive(Settings(data_dir=tmp_path / name)) as archive:
            remember(archive, *SIBLINGS)
    well = visited(twin, tmp_path / "well")
    assert (well["status"], well["errors"], "doubted" in well["facts"]) == ("ok", [], False)
    twin.faults.set(PAGES, changed(lambda page: page.replace("信息来源", "供稿")))
    redesigned = visited(twin, tmp_path / "redesigned")
    assert redesigned["status"] == "ok"
    assert [error["reason"] for error in redesigned["errors"]] == ["doubt"]
    assert redesigned["errors"][0]["detail"].startswith("page.issuer on 0 of 3")
    assert redesigned["facts"]["doubted"] == 1


def test_a_line_that_a_site_adds_to_every_page_is_told_once(twin: Twin, tmp_path: Path) -> None:
    for _ in range(RUNS):
        assert visited(twin, tmp_path)["errors"] == []
    twin.faults.set(
        PAGES,
        changed(lambda page: page.replace('class="xxxq_text_cont">', f'class="xxxq_text_cont"><p>{LINE}</p>')),
    )
    told = [error["detail"] for error in visited(twin, tmp_path)["errors"]]
    assert len(told) == 1
    assert LINE in told[0]
    assert visited(twin, tmp_path, 19)["errors"] == []


def test_a_row_that_a_list_lost_while_its_page_is_still_there_is_told(twin: Twin, tmp_path: Path) -> None:
    for _ in range(RUNS):
        assert visited(twin, tmp_path)["errors"] == []
    twin.faults.set("www.zs.gov.cn/hjq/*/", changed(without_a_row))
    lost = visited(twin, tmp_path)
    assert [error["reason"] for error in lost["errors"]] == ["doubt"]
    assert "2 entries, never fewer than 3 until now, and 1 pages" in lost["errors"][0]["detail"]
    assert visited(twin, tmp_path)["errors"] == []


def without_a_row(page: str) -> str:
    start = page.rindex("<li", 0, page.rindex("/content/post_"))
    return page[:start] + page[page.index("</li>", start) + 5 :]
