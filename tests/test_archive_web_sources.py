"""The pages of sources: how each one is, why, since when, and what that means."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from archive.config import Settings
from archive.store import Archive, runs
from archive.web import sources
from archive.web.rooms import Card, Rooms
from archive.web.words import say
from tests.found import NOON
from tests.halls import FAULT, run
from tests.reading_room import HOSTILE, keep, page_of, words
from tests.web_server import Client, serving

CARDS = (
    Card(
        key="zs_gxj-tzgg", publisher="市工信局", column="通知公告", platform="columns", quiet_days=30,
        start_urls=("http://www.zs.gov.cn/gxj/",), hosts=("www.zs.gov.cn",),
    ),
    Card(key="zs_kj-a", publisher="市科技局", column="公示", platform="columns", start_urls=("http://other.example/",)),
    Card(
        key="zs_old-a", publisher="旧站", column="x", platform="columns", start_urls=(), enabled=False,
        paused_because="the site is gone",
    ),
)  # fmt: skip


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings, Rooms(catalogue=lambda: CARDS)) as running:
        yield running


@pytest.fixture
def alone(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_each_source_stands_under_how_it_is_with_what_that_means(
    client: Client, archive: Archive, now: datetime
) -> None:
    run(archive, "zs_gxj-tzgg", "ok", now - timedelta(days=2), new=3)
    run(archive, "zs_gxj-tzgg", "drift", now - timedelta(hours=1), why="3 of 4 pages have no title")
    run(archive, "zs_kj-a", "ok", now - timedelta(hours=1))
    page = page_of(client.get("/sources"))
    assert [words(one) for one in page.xpath("//h2")] == ["页面改版 (1)", "正常 (1)", "已暂停 (1)"]
    assert "共 3 个来源，1 个正常，1 个状况不明，1 个暂停" in words(page)
    drift, ok, off = page.xpath("//section[@class='card']")
    assert "3 of 4 pages have no title" in words(drift)
    assert "最近一次成功 2026-11-18 08:00 · 最近一次有新公告 2026-11-18 08:00" in words(drift)
    assert drift.xpath(".//ol/li/@class") == ["good", "doubt"]
    assert drift.xpath(".//ol/li/@title") == ["2026-11-18 08:00：正常，新增 3", "2026-11-20 07:00：页面改版，新增 0"]
    assert drift.xpath(".//a/@href") == ["sources/zs_gxj-tzgg", "http://www.zs.gov.cn/gxj/"]
    assert ok.xpath(".//a/@href") == ["sources/zs_kj-a"]  # its list is on no host of its own: no link
    assert "http://other.example/" in words(ok)
    assert "理由：the site is gone" in words(off)


@pytest.mark.parametrize("status", ["ok", "empty", "partial", "blocked", "drift", "failed"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_status_has_a_name_and_a_meaning(client: Client, archive: Archive, status: str, language: str) -> None:
    run(archive, "zs_kj-a", status, NOON + timedelta(days=1, hours=15), why="because")
    said = words(page_of(client.get("/sources/zs_kj-a", Accept_Language=language)))
    assert say("en" if language == "en" else "zh", f"means_{status}") in said
    assert ("because" in said) == (status != "ok")


def test_a_success_that_is_old_proves_nothing_and_long_silence_is_told(
    client: Client, archive: Archive, now: datetime
) -> None:
    run(archive, "zs_gxj-tzgg", "ok", now - timedelta(days=40), new=1)
    run(archive, "zs_gxj-tzgg", "ok", now - timedelta(hours=21))
    said = words(page_of(client.get("/sources/zs_gxj-tzgg")))
    assert "已过期" in said
    assert "一次成功 20 小时内有效" in said
    assert "40 天没有新公告，超过通常的 30 天" in said
    run(archive, "zs_gxj-tzgg", "ok", now - timedelta(hours=19))
    assert "已过期" not in words(page_of(client.get("/sources/zs_gxj-tzgg")))


def test_a_source_has_its_runs_faults_and_announcements(client: Client, archive: Archive) -> None:
    keep(archive)
    for number in range(sources.RUNS + 2):
        errors = (FAULT,) * (sources.FAULTS + 4) if number == sources.RUNS + 1 else ()
        run(archive, "zs_gxj-tzgg", "ok", NOON + timedelta(minutes=number), new=number, errors=errors)
    page = page_of(client.get("/sources/zs_gxj-tzgg"))
    assert page.xpath("//h1/text()") == ["市工信局 · 通知公告"]
    assert len(page.xpath("//table//tr")) == sources.RUNS + 1
    assert page.xpath("//table//tr[2]/td/text()") == ["正常", "3", str(sources.RUNS + 1), "0", "0", "0"]
    assert "no title was found <script>alert(1)</script>" in words(page)
    assert page.xpath("//script[not(@src)]") == []
    assert "另有 4 个问题未列出" in words(page)
    assert page.xpath("//main//ul//a/@href")[0] == "../announcements/zs-1"
    assert page.xpath("//a[contains(@href, 'search?source=')]/@href") == ["../search?source=zs_gxj-tzgg"]
    assert len(page.xpath("//ol[@class='visits']/li")) == sources.VISITS


def test_without_the_catalogue_the_runs_alone_tell(alone: Client, archive: Archive) -> None:
    assert "存档中还没有任何来源的记录" in words(page_of(alone.get("/sources")))
    run(archive, "zs_gxj-tzgg", "ok", NOON + timedelta(days=1, hours=15))
    page = page_of(alone.get("/sources"))
    assert [words(one) for one in page.xpath("//h3/a")] == ["zs_gxj-tzgg"]
    assert "不再声明" not in words(page_of(alone.get("/sources/zs_gxj-tzgg")))


def test_a_source_that_is_no_longer_declared_is_said_to_be_so(client: Client, archive: Archive) -> None:
    run(archive, "gone-a", "ok")
    assert "不再声明" in words(page_of(client.get("/sources/gone-a")))
    assert "gone-a" not in client.get("/sources").body


@pytest.mark.parametrize("key", ["nothing", "%00", "..%2Fx", "%ff", "%E4%B8%AD", "x" * 3000, "zs_gxj"])
def test_what_is_no_source_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/sources/{key}").status == 404


def test_hostile_declarations_and_reasons_are_words(archive: Archive, settings: Settings, now: datetime) -> None:
    card = Card(
        key="x-a", publisher=HOSTILE, column=HOSTILE, platform="columns", start_urls=("javascript:alert(1)",),
        hosts=("*",), enabled=False, paused_because=HOSTILE,
    )  # fmt: skip
    run(archive, "x-a", "failed", why=HOSTILE)
    with serving(archive, settings, Rooms(catalogue=lambda: (card,))) as client:
        for path in ("/sources", "/sources/x-a"):
            page = page_of(client.get(path))
            assert page.xpath("//script[not(@src)] | //img | //@onerror") == []
            assert not [one for one in page.xpath("//a/@href") if "javascript" in one]


def test_the_newest_runs_of_many_sources_in_one_question(archive: Archive) -> None:
    for number in range(5):
        run(archive, "a", "ok", NOON + timedelta(minutes=number), new=number)
    run(archive, "b", "failed")
    with archive.read() as tx:
        found = runs.recent(tx, ["a", "b", "c"], 3)
        assert runs.visited(tx) == ["a", "b"]
    assert {key: [(one.status, one.new) for one in some] for key, some in found.items()} == {
        "a": [("ok", 2), ("ok", 3), ("ok", 4)],
        "b": [("failed", 0)],
    }
