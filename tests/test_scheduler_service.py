"""The service: it catches up once, leads or stands by, gives way, stops cleanly, and notes what it did."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.clock import SHANGHAI, VARIABLE, now
from archive.config import Settings
from archive.locks import SERVICE, alone
from archive.records import Execution
from archive.records.runs import GAVE_WAY, LOST, STOPPED
from archive.sections import Crawls
from archive.store import editions, open_archive, runs, subscribers
from scheduler import service as services
from scheduler.leader import leadership
from scheduler.plan import Job, jobs, latest_due
from scheduler.process import Ended
from scheduler.service import Service, note_of
from tests.found import CHEN
from tests.services import executions, running, until, without_sources

EIGHT = datetime(2026, 11, 20, 8, tzinfo=SHANGHAI)
WELL = Ended(exit_code=0, timed_out=False, stopped=False, tail="")


@pytest.fixture
def empty_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return without_sources(monkeypatch, tmp_path / "data")


def done(settings: Settings, *names: str, at: datetime | None = None) -> None:
    """Note jobs as done for their newest moment."""
    moment = at or now()
    with open_archive(settings) as archive, archive.begin() as tx:
        for job in jobs(settings.schedule):
            if job.name in names:
                due = latest_due(job.times, moment, job.days)
                runs.finish(tx, runs.start(tx, job.name, due, due), due, 0, "done")


def caught_up(ran: list[Execution], since: datetime) -> bool:
    return any(one.exit_code is not None and one.due_at > since for one in ran)


def test_a_service_that_was_down_for_three_days_crawls_once_and_sends_an_edition_a_day_and_stops_cleanly(
    empty_sources: Settings, tmp_path: Path
) -> None:
    ago = now() - timedelta(days=3)
    done(empty_sources, "crawl", "digest", "weekly", at=ago)
    done(empty_sources, "maintenance")
    digest = next(job for job in jobs(empty_sources.schedule) if job.name == "digest")
    last, newest = latest_due(digest.times, ago), latest_due(digest.times, now())
    missed = (newest - last).days
    with running(tmp_path / "said") as child:
        until(lambda: len([one for one in executions(empty_sources, "digest") if one.exit_code == 0]) == missed + 1)
        until(lambda: caught_up(executions(empty_sources, "crawl"), ago))
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0, (tmp_path / "said").read_text()
    ran = {name: executions(empty_sources, name) for name in ("crawl", "digest")}
    assert len(ran["crawl"]) == 2
    assert [one.due_at for one in ran["digest"]] == [newest - timedelta(days=n) for n in range(missed + 1)]
    assert all(one.exit_code == 0 for some in ran.values() for one in some), [one.note for one in ran["digest"]]
    assert all(one.peak_mb for one in ran["crawl"][:1] + ran["digest"][:missed])
    assert all(one.started_at >= (ran["crawl"][0].finished_at or now()) for one in ran["digest"][:missed])
    assert {one.holder.count(":") for one in ran["digest"][:missed]} == {2}
    with open_archive(empty_sources) as archive, archive.read() as tx:
        days = editions.days_of(tx, "daily")
    assert days == [(newest - timedelta(days=n)).date() for n in reversed(range(missed))]


def test_a_second_service_stands_by_and_takes_over(empty_sources: Settings, tmp_path: Path) -> None:
    done(empty_sources, "crawl", "digest", "weekly", "maintenance")
    lock = empty_sources.data_dir / SERVICE
    service = made(empty_sources, lambda *_: WELL)
    with alone(lock, busy="held by the test"):
        service.look()
        assert (service.pulse.role, service.pulse.running) == ("stands by", "")
    with open_archive(empty_sources) as archive, archive.begin() as tx:
        crawl = executions(empty_sources, "crawl")[0]
        left = runs.start(tx, "crawl", crawl.due_at + timedelta(seconds=1), now(), "elsewhere:1:x")
    service.look()
    assert service.pulse.role == "leads"
    (lost,) = [one for one in executions(empty_sources, "crawl") if one.id == left]
    assert (lost.note, lost.carried_through) == (LOST, False)
    service.close()
    with alone(lock, busy="the lead is free"):
        pass


def made(settings: Settings, runner: Callable[..., Ended]) -> Service:
    return Service(settings, None, leadership(settings, "here:1:test"), "here:1:test", runner)


@contextmanager
def looking(service: Service) -> Iterator[None]:
    """Rounds in quick succession, as the service makes them, for the length of a block."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            service.look()
            service.guard()
            time.sleep(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        service.close()


class Play:
    """Runs commands for as long as the test says, and remembers which ran when with which words."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, ...]] = []
        self.under_way: set[str] = set()
        self.together: set[frozenset[str]] = set()
        self.go_on = threading.Event()

    def __call__(self, job: Job, _due: datetime, stop_asked: Callable[[], bool]) -> Ended:
        self.under_way.add(job.name)
        self.together.add(frozenset(self.under_way))
        self.begun.append(job.command)
        while job.name == "crawl" and not self.go_on.is_set() and not stop_asked():
            time.sleep(0.01)
        self.under_way.discard(job.name)
        return replace(WELL, stopped=True, exit_code=-15) if stop_asked() else WELL


def test_a_long_crawl_keeps_no_digest_and_no_delivery_waiting(
    empty_sources: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(empty_sources, "crawl", "digest", "weekly", "maintenance", at=EIGHT - timedelta(days=1))
    monkeypatch.setenv(VARIABLE, EIGHT.isoformat())
    play = Play()
    service = made(empty_sources, play)
    with looking(service):
        until(lambda: ("digest", "send", "--date", "2026-11-20") in play.begun)
        assert "crawl" in play.under_way
        play.go_on.set()
        until(lambda: "crawl" not in play.under_way)
    assert any({"crawl", "digest"} <= some for some in play.together)


def test_a_crawl_gives_way_to_a_fast_one_on_the_same_hosts_and_goes_on_after_it(
    empty_sources: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, EIGHT.isoformat())
    done(empty_sources, "digest", "weekly", "maintenance")
    monkeypatch.setenv("ZSWATCH_CRAWLER__DISABLED", "")
    fast = Crawls(name="fast", sources=("zs_gxj",), every_minutes=5)
    stated = empty_sources.crawler.model_copy(update={"disabled": ()})
    settings = empty_sources.model_copy(update={"crawls": (fast,), "crawler": stated})
    monkeypatch.setattr(services, "GIVES_WAY_AFTER", 0.3)
    play = Play()
    service = made(settings, play)
    lanes = {one.name: one.lane for one in service.plan}
    assert lanes["crawl"] == lanes["crawl fast"]
    due = latest_due(service.plan[0].times, now())
    with open_archive(settings) as archive, archive.begin() as tx:
        runs.finish(tx, runs.start(tx, "crawl fast", due, due), due, 0, "done")
    with looking(service):
        until(lambda: "crawl" in play.under_way)
        with open_archive(settings) as archive, archive.begin() as tx:
            # The fast column's moment comes: here by forgetting that it was done.
            number = runs.executions(tx, "crawl fast", 1)[0].id
            runs.finish(tx, number, now(), -15, STOPPED)
        until(lambda: len(play.begun) >= 3)
        play.go_on.set()
        until(lambda: "crawl" not in play.under_way)
    words = [one[1] for one in play.begun if one[0] == "crawl"]
    assert words[:3] == ["--rest", "--plan", "--rest"]
    assert frozenset({"crawl", "crawl fast"}) not in play.together
    notes = [one.note for one in reversed(executions(settings, "crawl"))]
    assert notes[:2] == [GAVE_WAY, "done"]


def test_what_could_not_be_run_is_noted_with_its_words(empty_sources: Settings) -> None:
    done(empty_sources, "digest", "weekly", "maintenance")

    def broken(*_: object) -> Ended:
        raise RuntimeError("never seen before")

    service = made(empty_sources, broken)
    with looking(service):
        until(lambda: any(one.finished_at for one in executions(empty_sources, "crawl")))
    (one,) = executions(empty_sources, "crawl")
    assert (one.exit_code, one.note) == (1, "exit code 1: could not be run: an unexpected RuntimeError")


@pytest.mark.parametrize(
    ("ended", "note"),
    [
        (WELL, "done"),
        (replace(WELL, exit_code=1, tail="a\nzs: failed"), "exit code 1: zs: failed"),
        (replace(WELL, exit_code=-15, timed_out=True), "killed after its limit of 2:00:00"),
        (replace(WELL, exit_code=-15, stopped=True), STOPPED),
        (replace(WELL, exit_code=-9), "died by signal 9: it said nothing"),
        (
            replace(WELL, exit_code=-9, over_memory=True, peak_mb=1700),
            "killed, for it took 1700 MB of memory, more than schedule.memory_mb = 1500",
        ),
    ],
)
def test_how_a_command_ended_in_a_line(ended: Ended, note: str) -> None:
    crawl = jobs(Settings().schedule)[0]
    assert note_of(ended, crawl, 1500) == note


def test_a_command_that_gave_way_is_told_from_one_that_was_stopped() -> None:
    crawl = jobs(Settings().schedule)[0]
    assert note_of(replace(WELL, exit_code=1, stopped=True), crawl, gave_way=True) == GAVE_WAY


def test_who_is_told_at_once_is_told_after_each_crawl(empty_sources: Settings) -> None:
    done(empty_sources, "digest", "weekly", "maintenance")
    with open_archive(empty_sources) as archive, archive.begin() as tx:
        subscribers.put(tx, replace(CHEN, editions=("immediate",)))
    service = made(empty_sources, lambda *_: WELL)
    with looking(service):
        until(lambda: any(one.exit_code is not None for one in executions(empty_sources, "immediate")))
    (crawl,) = executions(empty_sources, "crawl")
    (told,) = executions(empty_sources, "immediate")
    assert (told.due_at, told.exit_code) == (crawl.finished_at, 0)
    assert told.started_at >= (crawl.finished_at or told.started_at)


def test_a_service_that_is_not_certain_to_lead_any_more_ends_what_runs(empty_sources: Settings) -> None:
    class Shaky:
        """Leadership that is lost when the test says so: a lease that runs out is tested where leases are."""

        holds = True

        def take(self) -> bool:
            return self.holds

        def keep(self) -> bool:
            return self.holds

        def release(self) -> None:
            self.holds = False

    done(empty_sources, "digest", "weekly", "maintenance")
    play, lead = Play(), Shaky()
    service = Service(empty_sources, None, lead, "here:1:test", play)
    with looking(service):
        until(lambda: "crawl" in play.under_way)
        lead.holds = False
        until(lambda: "crawl" not in play.under_way)
        until(lambda: service.pulse.role == "stands by")
        until(lambda: executions(empty_sources, "crawl")[0].finished_at is not None)
        lead.holds = True
        until(lambda: "crawl" in play.under_way)
        play.go_on.set()
        until(lambda: len([one for one in executions(empty_sources, "crawl") if one.note == "done"]) == 1)
    assert [one.note for one in reversed(executions(empty_sources, "crawl"))] == [STOPPED, "done"]


def test_a_wrong_plan_is_refused_at_the_start(empty_sources: Settings) -> None:
    from archive.errors import WrongSettings

    wrong = empty_sources.model_copy(update={"crawls": (Crawls(name="a", sources=("zs_gxi",), times=("09:00",)),)})
    with pytest.raises(WrongSettings, match=r"crawls\.a\.sources: unknown source zs_gxi; did you mean zs_gxj"):
        made(wrong, lambda *_: WELL)
    assert now().tzinfo is SHANGHAI
