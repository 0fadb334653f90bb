"""Editions over real HTTP: as they were stored, corrected ones with their corrections first, and the lists of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from archive.config import Settings
from archive.store import Archive
from archive.web import reading
from digest.edition import document
from tests.editions import edition_of
from tests.found import HOUR, NOON
from tests.reading_room import HOSTILE, edition, keep, page_of, put, words
from tests.web_server import Client, serving


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_an_edition_is_served_as_it_was_stored(client: Client, archive: Archive) -> None:
    page = '<!DOCTYPE html><p style="color:red">甲</p><script>alert(1)</script>\r\n'
    put(archive, replace(edition(), html=page, text="甲\r\n"))
    for path in ("/editions/daily-2026-11-18", "/editions/daily-2026-11-18.html"):
        got = client.get(path)
        assert (got.status, got.body, got.headers["Content-Type"]) == (200, page, "text/html; charset=utf-8")
        policy = got.headers["Content-Security-Policy"]
        assert policy == reading.AS_SENT["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "script" not in policy
    got = client.get("/editions/daily-2026-11-18.txt")
    assert (got.body, got.headers["Content-Type"]) == ("甲\r\n", "text/plain; charset=utf-8")
    got = client.get("/editions/daily-2026-11-18.json")
    assert got.headers["Content-Type"] == "application/json"
    assert json.loads(got.body) == edition().content


def test_an_edition_that_was_corrected_says_so_first(client: Client, archive: Archive) -> None:
    twin = replace(edition(), key="daily-2026-11-18-en", language="en")
    errata = [
        replace(edition(at=NOON + HOUR), key=f"erratum-1-of-daily-2026-11-18{end}", kind="erratum", language=language,
                corrects="daily-2026-11-18", subject=f"更正 {language}", html="<p>改</p>")
        for language, end in (("zh", ""), ("en", "-en"))
    ]  # fmt: skip
    put(archive, edition(), twin, *errata)
    page = page_of(client.get("/editions/daily-2026-11-18"))
    assert "这一期已有更正：" in words(page)
    assert page.xpath("//main//li/a/@href") == ["../editions/erratum-1-of-daily-2026-11-18"]
    (stored,) = page.xpath("//main/p/a/@href")
    assert client.get(f"/editions/{stored}".replace("editions/../", "")).body == edition().html
    twins = page_of(client.get("/editions/daily-2026-11-18-en", Accept_Language="en"))
    assert twins.xpath("//main//li/a/@href") == ["../editions/erratum-1-of-daily-2026-11-18-en"]
    assert client.get("/editions/erratum-1-of-daily-2026-11-18").body == "<p>改</p>"
    assert "更正 daily-2026-11-18" in words(page_of(client.get("/editions")))
    assert client.get("/editions/daily-2026-11-18.txt").body == edition().text


def test_the_editions_are_listed_the_newest_first_and_paged(client: Client, archive: Archive) -> None:
    assert "还没有任何一期" in words(page_of(client.get("/editions")))
    many = [replace(edition(at=NOON + HOUR * n), key=f"daily-{n:04}", subject=f"{HOSTILE}{n}") for n in range(105)]
    put(archive, *many)
    keys: list[str] = []
    for number in (1, 2):
        page = page_of(client.get(f"/editions?page={number}"))
        keys += [one.rpartition("/")[2] for one in page.xpath("//main//li/a/@href")]
        assert page.xpath("//script[not(@src)] | //img") == []
        assert page.xpath("//nav[@class='pages']/a/@href") == [f"?page={3 - number}"]
    assert keys == [one.key for one in reversed(many)]


def test_the_whole_list_of_an_edition_leads_to_every_page(client: Client, archive: Archive) -> None:
    composed = edition_of(240)
    put(archive, replace(edition(), content=document(composed)))
    ids: list[str] = []
    for number in (1, 2, 3):
        page = page_of(client.get(f"/search?edition=daily-2026-11-18&page={number}"))
        ids += [one.removeprefix("announcements/") for one in page.xpath("//main//li/a/@href")]
        assert page.xpath("//h2")
    told = [one.line.id for one in composed.items]
    assert sorted(ids[: len(told)]) == sorted(told)
    assert len(ids) == len(set(ids))
    page = page_of(client.get("/search?edition=daily-2026-11-18&page=2", Accept_Language="en"))
    pages = page.xpath("//nav[@class='pages']/a/@href")
    assert pages == [f"?edition=daily-2026-11-18&page={number}" for number in (1, 3)]
    assert page.xpath("//main//li/a/@lang")[0] == "zh-CN"


def test_an_edition_that_told_nothing_has_an_empty_list(client: Client, archive: Archive) -> None:
    put(archive, replace(edition(), content={"date": "2026-11-18", "items": []}))
    assert "这一期没有条目" in words(page_of(client.get("/search?edition=daily-2026-11-18")))


def test_near_misses_are_listed_by_the_title_that_the_archive_has(client: Client, archive: Archive) -> None:
    keep(archive, title=HOSTILE)
    put(archive, replace(edition(), content={"date": "2026-11-18", "items": [], "near_misses": ["zs-1", "zs-7"]}))
    page = page_of(client.get("/search?edition=daily-2026-11-18"))
    assert page.xpath("//h2/text()") == ["相近未收"]
    assert page.xpath("//main//li/a/text()") == [HOSTILE.replace("\u202e", ""), "zs-7"]
