"""Who works on the archive, as each process notes it."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from archive import clock
from archive.config import Settings
from archive.records import Service
from archive.store import Archive, services
from scheduler import presence
from scheduler.presence import Presence
from tests.found import NOON


def known(archive: Archive) -> list[Service]:
    with archive.read() as tx:
        return services.every(tx)


def test_a_process_is_noted_with_its_role_and_forgotten_when_it_ends(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.VARIABLE, NOON.isoformat())
    one = Presence(settings, "zs1:17:abc", "service")
    one.say("stands by")
    (noted,) = known(archive)
    assert (noted.holder, noted.kind, noted.role) == ("zs1:17:abc", "service", "stands by")
    assert (noted.started_at, noted.seen_at) == (NOON, NOON)
    assert noted.version[0].isdigit()
    later = NOON + timedelta(seconds=20)
    monkeypatch.setenv(clock.VARIABLE, later.isoformat())
    one.say("stands by")
    assert known(archive) == [noted]
    one.say("leads")
    (noted,) = known(archive)
    assert (noted.role, noted.started_at, noted.seen_at) == ("leads", NOON, later)
    one.end()
    assert known(archive) == []


def test_it_is_noted_again_when_its_seconds_have_passed(
    sqlite_archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "APART", 0.0)
    monkeypatch.setenv(clock.VARIABLE, NOON.isoformat())
    one = Presence(Settings(data_dir=tmp_path / "archive"), "zs1:17:abc", "worker")
    one.say("works")
    monkeypatch.setenv(clock.VARIABLE, (NOON + timedelta(minutes=1)).isoformat())
    one.say("works")
    assert [noted.seen_at - noted.started_at for noted in known(sqlite_archive)] == [timedelta(minutes=1)]


def test_one_that_was_killed_is_forgotten_after_a_week(
    sqlite_archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path / "archive")
    monkeypatch.setenv(clock.VARIABLE, NOON.isoformat())
    Presence(settings, "killed", "service").say("leads")
    monkeypatch.setenv(clock.VARIABLE, (NOON + timedelta(days=7)).isoformat())
    Presence(settings, "next", "service").say("leads")
    assert [one.holder for one in known(sqlite_archive)] == ["next", "killed"]
    monkeypatch.setenv(clock.VARIABLE, (NOON + timedelta(days=7, seconds=1)).isoformat())
    Presence(settings, "third", "service").say("stands by")
    assert [one.holder for one in known(sqlite_archive)] == ["third", "next"]


def test_an_archive_that_is_away_is_told_once_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "APART", 0.0)
    away = Settings(data_dir=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    one = Presence(away, "zs1:17:abc", "service")
    with caplog.at_level(logging.WARNING):
        one.say("leads")
        one.say("leads")
        one.end()
    assert [record.name for record in caplog.records] == ["zswatch.service"]
    assert "who works is not noted" in caplog.text
