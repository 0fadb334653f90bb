"""Keeping: one transaction an announcement, with the validators that vouch for it, and the error to whoever waits."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.errors import NotFound
from archive.records import Found, Validators
from archive.store import Archive, announcements, open_archive
from archive.text import fingerprint
from crawler.pipelines import Keeping
from crawler.spiders.reading import Reading

NOW = datetime(2026, 11, 18, 20, tzinfo=SHANGHAI)
URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_2655001.html"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_NOW", NOW.isoformat())


def found(body: str) -> Found:
    return Found(
        id="zs-2655001",
        post_id=2655001,
        source="zs_gxj-tzgg",
        url=URL,
        title="关于开展人工智能应用场景征集的通知",
        published=NOW,
        issuer="中山市工业和信息化局",
        body=body,
        raw_sha256=fingerprint(body),
        reader="columns",
        fingerprint=fingerprint(body),
    )


VALIDATORS = Validators(url=URL, etag='"a"', last_modified=None, sha256="0" * 64, fetched_at=NOW)


async def kept(archive: Archive, *readings: Found) -> list[tuple[str, int]]:
    outcomes = []
    for one in readings:
        item = Reading(found=one, validators=(VALIDATORS,))
        Keeping(archive).process_item(item)
        done = await item.kept
        outcomes.append((done.outcome, done.revision))
    return outcomes


def test_a_reading_is_new_then_unchanged_then_revised(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        outcomes = asyncio.run(kept(archive, found("征集场景。"), found("征集场景。"), found("征集案例。")))
        with archive.read() as tx:
            assert announcements.get(tx, "zs-2655001").body == "征集案例。"
            assert announcements.validators(tx, URL) == VALIDATORS
    assert outcomes == [("new", 1), ("unchanged", 1), ("revised", 2)]


async def refused(archive: Archive) -> BaseException | None:
    naive = Validators(url=URL, etag=None, last_modified=None, sha256="", fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001
    item = Reading(found=found("征集场景。"), validators=(naive,))
    with pytest.raises(DropItem, match="zs-2655001"):
        Keeping(archive).process_item(item)
    return item.kept.exception()


def test_what_can_not_be_kept_whole_is_not_kept_and_the_one_who_waits_hears_why(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        assert asyncio.run(refused(archive)) is not None
        with archive.read() as tx, pytest.raises(NotFound):
            announcements.get(tx, "zs-2655001")
