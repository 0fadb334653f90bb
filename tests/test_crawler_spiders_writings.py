"""What a crawl writes: an announcement wholly with its validators or not at all, and absence only when it lasts."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.errors import NotFound
from archive.records import Found, Validators
from archive.store import Archive, announcements, open_archive
from archive.text import fingerprint
from crawler.spiders.writings import keep, missed

NOW = datetime(2026, 11, 18, 20, tzinfo=SHANGHAI)
URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_2655001.html"
VALIDATORS = Validators(url=URL, etag='"a"', last_modified=None, sha256="0" * 64, fetched_at=NOW)


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
        raw_sha256=body.encode().hex().ljust(64, "0")[:64],
        reader="columns",
        fingerprint=fingerprint(body),
    )


def kept(archive: Archive, body: str) -> tuple[str, int]:
    with archive.begin() as tx:
        done = keep(tx, found(body), (VALIDATORS,))
    return done.outcome, done.revision


def test_a_reading_is_new_then_unchanged_then_revised(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        outcomes = [kept(archive, body) for body in ("征集场景。", "征集场景。", "征集案例。")]
        with archive.read() as tx:
            assert announcements.get(tx, "zs-2655001").body == "征集案例。"
            assert announcements.validators(tx, URL) == VALIDATORS
    assert outcomes == [("new", 1), ("unchanged", 1), ("revised", 2)]


def test_what_can_not_be_kept_whole_is_not_kept(tmp_path: Path) -> None:
    naive = replace(VALIDATORS, fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        with pytest.raises(Exception, match="has no zone"), archive.begin() as tx:
            keep(tx, found("征集场景。"), (naive,))
        with archive.read() as tx, pytest.raises(NotFound):
            announcements.get(tx, "zs-2655001")


def test_what_is_missed_in_two_visits_is_withdrawn_and_not_in_one(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        kept(archive, "征集场景。")
        with archive.begin() as tx:
            later = NOW + timedelta(hours=1)
            assert not missed(tx, "zs-2655001", URL, NOW, later)
            assert not missed(tx, "zs-2655001", URL, NOW, later)  # the same visit once more
            assert announcements.get(tx, "zs-2655001").withdrawn_at is None
            assert missed(tx, "zs-2655001", URL, NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1))
            assert announcements.get(tx, "zs-2655001").withdrawn_at == NOW + timedelta(days=1, hours=1)
