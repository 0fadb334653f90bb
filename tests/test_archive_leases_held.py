"""Locks over all machines: one process at a time, until it lets go, dies, or can not renew them any more."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.config import Settings
from archive.errors import Busy, DatabaseAway
from archive.locks import SERVICE, UPKEEP
from archive.store import Archive, leases, open_archive
from archive.store.leases import beside, held, holding, stopped, upkeep
from archive.tables import Lease
from tests.leased import other_at_work, run_out
from tests.link import Link


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def shared(postgres_database: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=postgres_database)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases of a second and a half."""
    monkeypatch.setattr(holding, "SECONDS", 1.5)
    monkeypatch.setattr(holding, "EVERY_SECONDS", 0.3)


def test_a_lock_keeps_others_out_and_is_free_afterwards(archive: Archive, settings: Settings) -> None:
    with held(archive, "outbox", busy="first") as mine:
        assert not mine.lost
        with open_archive(settings) as other:
            with pytest.raises(Busy, match="second is late"), held(other, "outbox", busy="second is late"):
                pass
            with held(other, "another", busy="apart"):
                pass
        with archive.begin() as tx:
            mine.assure(tx)
    with pytest.raises(ValueError, match="in the block"), held(archive, "outbox", busy="third"):
        raise ValueError("in the block")
    with held(archive, "outbox", busy="fourth"):
        pass


def test_who_waits_gets_it(archive: Archive) -> None:
    begun, got = threading.Event(), []

    def waiting() -> None:
        begun.set()
        with held(archive, "outbox", busy="too long", wait_seconds=30):
            got.append("second")

    with held(archive, "outbox", busy=""):
        second = threading.Thread(target=waiting)
        second.start()
        begun.wait()
        time.sleep(0.2)
        got.append("first")
    second.join()
    assert got == ["first", "second"]


def test_several_are_held_together_or_not_at_all(archive: Archive) -> None:
    hosts = ["host:c.example.org", "host:a.example.org", "host:b.example.org"]
    with held(archive, hosts[0], busy=""):
        with pytest.raises(Busy, match=r"in use"), held(archive, hosts, busy="in use"):
            pass
        with held(archive, hosts[1:], busy="b and a are free"):
            pass
    with held(archive, hosts, busy="all are free"), pytest.raises(Busy), held(archive, hosts[1], busy=""):
        pass


@pytest.mark.parametrize("name", ["host:" + "长" * 300, "host:[::1]:8080/../x", "host:a" * 100])
def test_whatever_the_name(archive: Archive, name: str) -> None:
    with held(archive, name, busy=""), pytest.raises(Busy), held(archive, name, busy=""):
        pass


def test_what_a_dead_process_held_is_free_when_its_lease_has_run_out(shared: Settings) -> None:
    with open_archive(shared) as archive:
        with archive.begin() as tx:
            assert leases.take(tx, "outbox", "a machine:that is:dead", 45)
        with pytest.raises(Busy), held(archive, "outbox", busy=""):
            pass
        run_out(archive)
        with held(archive, "outbox", busy=""):
            pass


@pytest.mark.usefixtures("brief")
def test_it_is_renewed_for_as_long_as_the_block_lasts(shared: Settings) -> None:
    def runs_out() -> datetime:
        with archive.read() as tx:
            return tx.execute(sa.select(Lease.expires_at)).scalar_one()

    with open_archive(shared) as archive, held(archive, "outbox", busy=""):
        first = runs_out()
        until(lambda: runs_out() > first)


@pytest.mark.usefixtures("brief")
def test_who_is_cut_off_knows_that_the_lock_is_lost_and_commits_nothing(shared: Settings) -> None:
    with open_archive(shared) as archive, Link(shared.url) as link:
        far = Settings(data_dir=shared.data_dir, database_url=link.url)
        with open_archive(far) as other, held(other, "outbox", busy="") as lost:
            link.cut()
            until(lambda: lost.lost)
            with held(archive, "outbox", busy="", wait_seconds=30) as mine, archive.begin() as tx:
                mine.assure(tx)
                with pytest.raises(Busy, match="another process has taken this over"):
                    lost.assure(tx)
            link.mend()
            time.sleep(1)
            assert lost.lost  # also when it could be had again


def test_a_database_that_is_away_is_no_lock_that_is_held(shared: Settings) -> None:
    with Link(shared.url) as link:
        away = open_archive(Settings(data_dir=shared.data_dir, database_url=link.url))
    with away, pytest.raises(DatabaseAway), held(away, "outbox", busy="held by somebody"):
        pass


def test_a_lease_from_before_the_clock_was_set_back_has_run_out(archive: Archive) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    with archive.begin() as tx:
        assert leases.take(tx, "leader", "one", 40)
        tx.execute(sa.update(Lease).values(expires_at=ahead))
        assert leases.take(tx, "leader", "other", 40)
        assert not leases.take(tx, "leader", "one", 40)


@pytest.mark.parametrize("lock", [stopped, upkeep])
def test_people_wait_for_the_lease_of_a_dead_process_and_not_for_one_that_lives(
    shared: Settings, monkeypatch: pytest.MonkeyPatch, lock: Callable[[Settings], object]
) -> None:
    monkeypatch.setattr(beside, "LOOK_SECONDS", 0.1)
    name = "leader" if lock is stopped else "upkeep"
    apart = stopped if lock is stopped else upkeep
    with open_archive(shared) as archive:
        with archive.begin() as tx:
            assert leases.take(tx, name, "a machine:that is:dead", 1)
        with apart(shared), pytest.raises(Busy), held(archive, name, busy=""):
            pass
        file = SERVICE if lock is stopped else UPKEEP
        refused = pytest.raises(Busy, match=r"stop it first|another process backs up")
        with other_at_work(shared, archive, file), refused, apart(shared):
            pass
