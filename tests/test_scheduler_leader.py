"""One of all services on an archive leads, and another one takes over: real processes, dead, stopped, cut off."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.config import Settings
from archive.errors import TryLater, WrongSettings
from archive.store import leases, open_archive, services
from archive.store.leases import tenure
from archive.tables import Lease
from scheduler.leader import OnMany, OnOneMachine, holder, leadership
from tests.leased import run_out
from tests.link import Link
from tests.services import running, without_sources

LEASE = 2.0


class Candidate:
    """A process of tests/candidate.py, and the spans in which it led as far as they are told."""

    def __init__(self, url: str, folder: Path, wrong_by: float) -> None:
        command = [sys.executable, "-m", "tests.candidate", url, str(folder), str(LEASE), str(wrong_by)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said: list[tuple[str, float]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            word, moment = line.split()
            self.said.append((word, float(moment)))

    @property
    def leads(self) -> bool:
        return bool(self.said) and self.said[-1][0] == "leads" and self.process.poll() is None

    def end(self) -> float:
        """Kill it, and return the last moment at which it is known to have lived: another may lead at once after it."""
        lived = time.monotonic()
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        return lived


def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def candidates(url: str, folder: Path, number: int) -> Iterator[list[Candidate]]:
    """So many processes that are ready; their clocks differ by hours."""
    with ExitStack() as stack:
        made = [Candidate(url, folder, 3600.0 * place) for place in range(number)]
        for one in made:
            stack.callback(one.end)
        until(lambda: all(one.said for one in made))
        yield made


def leader(of: list[Candidate], *but: Candidate) -> Candidate:
    """Wait until one leads that is none of `but`."""
    others = [one for one in of if one not in but]
    until(lambda: any(one.leads for one in others))
    return next(one for one in others if one.leads)


def last(one: Candidate, word: str) -> float:
    return [moment for said, moment in one.said if said == word][-1]


def assert_never_together(every: list[Candidate], dead: dict[Candidate, float]) -> None:
    """Whatever the load of the machine did: the spans in which any two led lie apart."""
    spans = []
    for one in every:
        said = [*one.said[1:], ("ended", dead.get(one, time.monotonic()))]
        spans += [(begun[1], ended[1]) for begun, ended in pairwise(said) if begun[0] == "leads"]
    spans.sort()
    assert len(spans) > 1
    assert all(ended <= begun for (_, ended), (begun, _) in pairwise(spans)), spans


def test_of_many_one_leads_and_after_kill_and_stop_another(postgres_database: str, tmp_path: Path) -> None:
    with candidates(postgres_database, tmp_path, 4) as every:
        first = leader(every)
        killed = {first: first.end()}
        second = leader(every, first)
        second.process.send_signal(signal.SIGSTOP)
        third = leader(every, first, second)
        second.process.send_signal(signal.SIGCONT)
        until(lambda: not second.leads)  # it knows the moment it wakes, and does not lead again
        assert last(second, "ended") < last(third, "leads")
        killed[third] = third.end()
        leader(every, first, third)
        assert_never_together(every, killed)


def test_a_leader_that_is_cut_off_knows_before_another_one_leads(postgres_database: str, tmp_path: Path) -> None:
    with Link(postgres_database) as link, candidates(link.url, tmp_path, 1) as (cut_off,):
        leader([cut_off])
        with candidates(postgres_database, tmp_path, 1) as (other,):
            link.cut()
            leader([other])
            until(lambda: not cut_off.leads)
            link.mend()
            killed = {other: other.end()}
            leader([cut_off])  # it comes back by itself
            assert_never_together([cut_off, other], killed)


def test_the_lease_is_renewed_on_its_way(postgres_database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres_database)
    own = OnMany(settings, "one", seconds=40, every=0.1)
    assert own.take()
    with open_archive(settings) as archive:

        def runs_out() -> datetime:
            with archive.read() as tx:
                return tx.execute(sa.select(Lease.expires_at)).scalar_one()

        first = runs_out()
        until(lambda: own.keep() and runs_out() > first)
    own.release()


def test_of_two_services_one_leads_and_after_its_death_the_other(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command itself, whose lease is let run out here in place of waiting 40 s for it."""
    settings = without_sources(monkeypatch, tmp_path / "data")
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", postgres_database)
    monkeypatch.setenv("ZSWATCH_WATCH__LISTEN", "")
    settings = settings.model_copy(update={"database_url": postgres_database})
    with open_archive(settings) as archive:

        def leading() -> int | None:
            with archive.read() as tx:
                name = leases.holder_of(tx, leases.LEADER)
                roles = {one.holder: one.role for one in services.every(tx)}
            return int(name.split(":")[1]) if name and roles.get(name) == "leads" else None

        def standing_by() -> set[int]:
            with archive.read() as tx:
                return {int(one.holder.split(":")[1]) for one in services.every(tx) if one.role == "stands by"}

        with running(tmp_path / "first") as first:
            until(lambda: leading() == first.pid)
            with running(tmp_path / "second") as second:
                until(lambda: second.pid in standing_by())
                first.kill()
                first.wait()
                run_out(archive)
                until(lambda: leading() == second.pid)


def test_on_one_machine_the_lead_ends_with_the_process(tmp_path: Path) -> None:
    with candidates("", tmp_path, 3) as every:
        first = leader(every)
        first.end()
        second = leader(every, first)
        second.process.send_signal(signal.SIGTERM)
        assert leader(every, first, second).leads


def test_it_leads_until_it_lets_go(settings: Settings) -> None:
    one, other = leadership(settings, "one"), leadership(settings, "other")
    assert not one.keep()
    assert one.take()
    assert one.take()
    assert one.keep()
    assert not other.take()
    assert not other.keep()
    one.release()
    assert not one.keep()
    assert other.take()
    other.release()


def test_the_lease_is_a_row_that_names_who_leads(postgres_database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres_database)
    own = leadership(settings, holder())
    assert own.take()
    with open_archive(settings) as archive, archive.read() as tx:
        assert leases.holder_of(tx, "leader") == holder()
    own.release()


def test_an_empty_database_is_made_ready_first(empty_postgres_database: str, tmp_path: Path) -> None:
    own = leadership(Settings(data_dir=tmp_path, database_url=empty_postgres_database), "one")
    assert own.take()
    own.release()


def test_nobody_leads_without_a_database_and_that_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    away = Settings(data_dir=tmp_path, database_url="postgresql://nobody:secret@127.0.0.1:1/nothing")
    own = leadership(away, "one")
    assert not own.take()
    assert not own.keep()
    assert "refused" in caplog.text
    assert "secret" not in caplog.text
    assert not own.take()
    assert len(caplog.records) == 1  # told once, however often it is tried
    own.release()


def test_what_can_never_lead_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="mysql"):
        leadership(Settings(data_dir=tmp_path, database_url="mysql://here/base"), "one")
    file = tmp_path / "file"
    file.write_text("no folder")
    with pytest.raises(TryLater, match="file"):
        OnOneMachine(file / "service.lock").take()


def test_holders_are_told_apart(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", "from scheduler.leader import holder; print(holder())"]
    other = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    assert holder() == holder() != other
    assert len({holder(), other}) == 2
    machine, process, word = other.rsplit(":", 2)
    assert (bool(machine), process.isdecimal(), len(word) in {8, 16}) == (True, True, True)
    assert len(other) <= 200


def test_another_one_leads_within_a_minute_and_never_together_with_the_first() -> None:
    """The arithmetic of the real numbers: the tests above run with shorter ones."""
    own = OnMany.__init__.__kwdefaults__
    lease, renewed, answer = own["seconds"], own["every"], tenure.ANSWER_SECONDS
    standing_by = 5.0
    assert lease + standing_by + answer < 60
    sure = tenure.SURE * lease
    assert sure <= lease - 10  # what a leader does has ten seconds to end
    assert renewed + 2 * (answer + tenure.AGAIN_SECONDS) <= sure  # two attempts in a row may fail
