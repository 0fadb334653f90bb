"""A clock that jumps: whatever it says for a while, each announcement is told once, and nothing is taken for gone."""

import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive import clock, tokens
from archive.config import Settings
from archive.errors import Refused
from archive.store import Archive, announcements, editions, leases, open_archive
from digest import run
from tests.crawling import crawl, environment
from tests.days import EIGHT, crawled, keep, scene, send
from tests.twin import Twin

JUMPS = {"two hours ahead": timedelta(hours=2), "two hours back": timedelta(hours=-2), "a year": timedelta(days=365)}


def told(archive: Archive) -> Counter[str]:
    """Count in how many editions each announcement was told."""
    with archive.read() as tx:
        return Counter(
            name for one in editions.every(tx) for name, (_, was) in editions.dealt_with(tx, one.key).items() if was
        )


def live(archive: Archive, settings: Settings, post_id: int, at: datetime) -> None:
    """Keep one announcement, judge it and send the edition, all as of a moment."""
    crawled(archive, at)
    keep(archive, scene(post_id), now=at)
    run.judge_new(archive, settings, at)
    send(archive, settings, at)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_and_back_loses_nothing_and_tells_nothing_twice(
    archive: Archive, settings: Settings, jump: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [EIGHT, EIGHT + timedelta(hours=12) + JUMPS[jump], EIGHT + timedelta(days=1), EIGHT + timedelta(days=2)]
    for number, at in enumerate(moments):
        monkeypatch.setenv(clock.VARIABLE, at.isoformat())
        live(archive, settings, 2655001 + number, at)
        send(archive, settings, at)
    send(archive, settings, EIGHT + timedelta(days=3))
    assert told(archive) == {f"zs-{2655001 + number}": 1 for number in range(4)}


@given(st.lists(st.integers(-500 * 24, 500 * 24), min_size=1, max_size=5))
@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_jumps_lose_nothing_and_tell_nothing_twice(sqlite_template: Path, hours: list[int]) -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "zswatch.sqlite")
        settings = Settings(data_dir=Path(folder))
        with open_archive(settings) as archive:
            for number, jump in enumerate(hours):
                live(archive, settings, 2655001 + number, EIGHT + timedelta(days=number, hours=jump))
            for later in range(600, 604):
                send(archive, settings, EIGHT + timedelta(days=later))
            assert told(archive) == {f"zs-{2655001 + number}": 1 for number in range(len(hours))}


def test_a_crawl_at_a_wrong_time_takes_nothing_for_gone(tmp_path: Path) -> None:
    source, moments = "zs_kj-zjdc", ("2026-11-18T20:00:00", "2027-11-18T20:00:00", "2026-11-18T18:00:00")
    with Twin() as twin:
        for at in moments:
            report = crawl(environment(tmp_path / "data", twin.environment(), now=f"{at}+08:00"), source)
            run_of = report["of"][source]
            assert (run_of["status"], run_of["withdrawn"]) in {("ok", 0), ("drift", 0)}, run_of
        assert run_of["status"] == "ok", "back at the right time all is as it was"
    with open_archive(Settings(data_dir=tmp_path / "data")) as archive, archive.read() as tx:
        names = {name: announcements.get(tx, name) for name, *_ in announcements.titles(tx)}
    assert names
    assert {(one.revision, one.withdrawn_at) for one in names.values()} == {(1, None)}


def test_leases_do_not_follow_our_clock(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are in the time of the database, which other machines see too."""
    with archive.begin() as tx:
        assert leases.take(tx, "leader", "a", 30)
    for year in (2027, 2025):
        monkeypatch.setenv(clock.VARIABLE, f"{year}-11-20T08:00:00+08:00")
        with archive.begin() as tx:
            assert not leases.take(tx, "leader", "b", 30)
            assert leases.holder_of(tx, "leader") == "a"


@pytest.mark.parametrize(
    ("passed", "good"), [(timedelta(), True), (timedelta(days=365), False), (-timedelta(hours=2), False)]
)
def test_links_that_last_some_time_are_refused_at_a_wrong_time_and_good_again(passed: timedelta, good: bool) -> None:
    secret, lasts = b"s" * 40, timedelta(days=7)
    link = tokens.sign(secret, "pause", "chen", "n", at=EIGHT)
    for at in (EIGHT + passed, EIGHT):
        if good or at == EIGHT:
            assert tokens.check(secret, "pause", link, now=at, lasts=lasts) == ("chen", "n")
        else:
            with pytest.raises(Refused):
                tokens.check(secret, "pause", link, now=at, lasts=lasts)


def test_links_without_a_time_are_good_whatever_the_clock_says() -> None:
    secret = b"s" * 40
    link = tokens.sign(secret, "leave", "chen", "n")
    assert tokens.check(secret, "leave", link, now=datetime(2099, 1, 1, tzinfo=clock.SHANGHAI)) == ("chen", "n")
