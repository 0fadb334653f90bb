"""Holders: a process of this machine that is no more is dead, and nobody else is taken for dead."""

import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import Busy
from archive.store import Archive, leases, open_archive
from archive.store.leases import held, names

ASKED = "from archive.store.leases import own_name; print(own_name())"


def named_by_another() -> str:
    return subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout.strip()


def test_who_has_ended_is_dead_and_who_lives_is_not() -> None:
    assert names.is_dead(named_by_another())
    assert not names.is_dead(leases.own_name())


def test_of_other_machines_and_of_other_sets_of_processes_nothing_is_known() -> None:
    dead = named_by_another()
    machine, process, word = dead.split(":")
    assert not names.is_dead(f"{machine}:{process}:{'0' * len(word)}")
    for odd in ("", "a", "a:b", "a:b:c", f"{machine}:x:{word}", f"{machine}::{word}"):
        assert not names.is_dead(odd)


def test_where_the_system_does_not_tell_nobody_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    dead = named_by_another()
    monkeypatch.setattr(names, "_here", lambda: "")
    assert not names.is_dead(dead)


@pytest.mark.postgres
def test_what_a_dead_process_had_is_free_at_once(postgres_database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres_database)
    with open_archive(settings) as archive:
        take(archive, named_by_another())
        with held(archive, "outbox", busy="somebody has it"):
            pass
        take(archive, f"{leases.own_name()}:another-block")
        with pytest.raises(Busy, match="somebody has it"), held(archive, "outbox", busy="somebody has it"):
            pass


def take(archive: Archive, holder: str) -> None:
    with archive.begin() as tx:
        assert leases.take(tx, "outbox", holder, 45)
