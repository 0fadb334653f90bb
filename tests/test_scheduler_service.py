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

from archive.clock import SHANGHAI, VARIABLE, now, passing
from archive.config import Settings
from archive.locks import SERVICE, alone
from archive.records.runs import GAVE_WAY, LOST, STOPPED
from archive.sections import Crawls
from archive.store import open_archive, runs, subscribers
from scheduler import service as services
from scheduler.leader import leadership
from scheduler.plan import Job, jobs, latest_due
from scheduler.process import Ended
from scheduler.service import Service, note_of
from tests.found import CHEN
from tests.services import days_kept, done, executions, running, until, without_sources

EIGHT = datetime(2026, 11, 20, 8, tzinfo=SHANGHAI)
WELL = Ended(exit_code=0, timed_out=False, stopped=False, tail="")


@pytest.fixture
def empty_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return without_sources(monkeypatch, tmp_path / "data")


@pytest.mark.timeout(180)
def test_days_with_an_outage_in_half_a_minute(
    empty_sources: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real service and its real commands; two hours of the clock are a second. It is killed, and starts again."""
    said = tmp_path / "said"
    monkeypatch.delenv(VARIABLE, raising=False)
    done(empty_sources, "crawl", "digest", "weekly", "maintenance", at=datetime(2026, 11, 17, 12, tzinfo=SHANGHAI))
    monkeypatch.setenv(VARIABLE, passing(datetime(2026, 11, 17, 23, tzinfo=SHANGHAI), 7200))
    with running(said):
        until(lambda: days_kept(empty_sources)[-1:] == ["2026-11-19"], 90)
    monkeypatch.setenv(VARIABLE, passing(datetime(2026, 11, 21, 6, 40, tzinfo=SHANGHAI), 7200))
    with running(said) as child:
        until(lambda: "2026-11-21" in days_kept(empty_sources), 90)
        child.send_signal(signal.SIGTERM)
        assert child.wait(40) == 0, said.read_text()
    assert days_kept(empty_sources)[:4] == [f"2026-11-{day}" for day in (18, 19, 20, 21)]
    ran = executions(empty_sources)
    # 75: something was taken for a moment, such as by what the killed service had begun; that is tried again.
    done_well = [(one.job, one.due_at) for one in ran if one.exit_code == 0]
    told = [f"{one.job} {one.due_at:%dT%H:%M} {one.exit_code} {one.note}" for one in ran]
    assert len(done_well) == len(set(done_well)), told
    assert all(one.exit_code in {0, 75} for one in ran if one.carried_through), told
    assert all(one.peak_mb is not None for one in ran if one.exit_code == 0 and one.holder), told
    assert len({one.holder for one in ran} - {""}) == 2


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
        until(lambda: "crawl" in play.under_way)
        until(lambda: executions(empty_sources, "digest")[0].due_at == EIGHT)
        until(lambda: executions(empty_sources, "digest")[0].note == "done")
        assert "crawl" in play.under_way
        assert ("digest", "send", "--date", "2026-11-20") in play.begun
        play.go_on.set()
        until(lambda: "crawl" not in play.under_way)


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
