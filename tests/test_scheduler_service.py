"""The service as a real process: it catches up once, stops cleanly, and is alone on its data folder."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.clock import SHANGHAI, now
from archive.config import Settings, load
from archive.locks import alone
from archive.records import Execution
from archive.sections import Bounces, Schedule
from archive.store import open_archive, runs, subscribers
from scheduler.plan import jobs, latest_due
from scheduler.process import Ended
from scheduler.service import STOPPED, Service, is_done, note_of
from tests.found import CHEN

PLAN = {job.name: job for job in jobs(Schedule())}
CRAWL, DIGEST, WEEKLY = PLAN["crawl"], PLAN["digest"], PLAN["weekly"]


@pytest.fixture
def empty_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings under which a crawl has nothing to do: every shipped source is disabled, so no request leaves."""
    monkeypatch.delenv("ZSWATCH_NOW", raising=False)  # the plan is kept by the real clock
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))
    from crawler.sources import load as sources

    monkeypatch.setenv("ZSWATCH_CRAWLER__DISABLED", ",".join(sources()))
    return load()


def executions(settings: Settings, job: str) -> list[Execution]:
    with open_archive(settings) as archive, archive.read() as tx:
        return runs.executions(tx, job, 50)


@contextmanager
def running(said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service as a process for the length of a block."""
    with said.open("wb") as words:
        child = subprocess.Popen([sys.executable, "-m", "scheduler", "run"], stderr=words)
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def caught_up(ran: list[Execution], since: datetime) -> bool:
    return any(one.exit_code is not None and one.due_at > since for one in ran)


def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def test_a_service_that_was_down_for_a_week_crawls_and_sends_once_and_stops_cleanly(
    empty_sources: Settings, tmp_path: Path
) -> None:
    week_ago = now() - timedelta(days=7)
    with open_archive(empty_sources) as archive, archive.begin() as tx:
        for job in (CRAWL, DIGEST):
            number = runs.start(tx, job.name, latest_due(job.times, week_ago), week_ago)
            runs.finish(tx, number, week_ago, 0, "done")
    with running(tmp_path / "said") as child:
        for job in (CRAWL, DIGEST):
            until(lambda name=job.name: caught_up(executions(empty_sources, name), week_ago))
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0, (tmp_path / "said").read_text()
    for job in (CRAWL, DIGEST):
        ran = executions(empty_sources, job.name)
        assert len(ran) == 2
        assert max(one.due_at for one in ran) == latest_due(job.times, now())
        assert all(one.exit_code == 0 for one in ran), [one.note for one in ran]


def test_a_second_service_on_the_same_data_is_refused_in_one_line(empty_sources: Settings, tmp_path: Path) -> None:
    with alone(empty_sources.data_dir / "service.lock", busy="held by the test"):
        second = subprocess.run(
            [sys.executable, "-m", "scheduler", "run"], capture_output=True, timeout=60, check=False
        )
    assert second.returncode == 1
    assert b"another `zswatch run` works on this data folder" in second.stderr
    assert second.stderr.count(b"\n") == 1


def test_the_plan_stands_in_shanghai_time_wherever_the_host_is(
    empty_sources: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        service = Service(empty_sources, None)
        with open_archive(empty_sources) as archive, archive.begin() as tx:
            for job in (CRAWL, DIGEST, WEEKLY):
                moment = latest_due(job.times, now(), job.days)
                runs.finish(tx, runs.start(tx, job.name, moment, moment), moment, 0, "done")
        service.start()
        planned = {job.id: job.next_run_time for job in service.scheduler.get_jobs()}
        service.stop()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert set(planned) == {"crawl 06:30", "digest 08:00", "weekly 08:10", "deliver"}
    weekly = planned["weekly 08:10"].astimezone(SHANGHAI)
    assert (weekly.weekday(), weekly.hour, weekly.minute) == (0, 8, 10)
    for name, (hour, minute) in {"crawl 06:30": (6, 30), "digest 08:00": (8, 0)}.items():
        local = planned[name].astimezone(SHANGHAI)
        assert (local.hour, local.minute) == (hour, minute)
        assert timedelta(0) < local - now() <= timedelta(days=1)


@pytest.mark.parametrize(
    ("ended", "note", "done"),
    [
        (Ended(exit_code=0, timed_out=False, stopped=False, tail=""), "done", True),
        (Ended(exit_code=1, timed_out=False, stopped=False, tail="a\nzs: failed"), "exit code 1: zs: failed", True),
        (Ended(exit_code=-15, timed_out=True, stopped=False, tail=""), "killed after its limit of 2:00:00", True),
        (Ended(exit_code=-15, timed_out=False, stopped=True, tail=""), STOPPED, False),
    ],
)
def test_only_what_was_cut_off_is_caught_up_with(ended: Ended, note: str, done: bool) -> None:
    assert note_of(ended, CRAWL) == note
    assert is_done(ended.exit_code, note) is done


def test_a_command_whose_service_was_killed_is_not_done() -> None:
    assert not is_done(None, "")


def test_who_is_told_at_once_is_told_after_each_crawl(empty_sources: Settings, tmp_path: Path) -> None:
    with open_archive(empty_sources) as archive, archive.begin() as tx:
        for job in (DIGEST, WEEKLY):
            moment = latest_due(job.times, now(), job.days)
            runs.finish(tx, runs.start(tx, job.name, moment, moment), moment, 0, "done")
        subscribers.put(tx, replace(CHEN, editions=("immediate",)))
    with running(tmp_path / "said") as child:
        until(lambda: any(one.exit_code is not None for one in executions(empty_sources, "immediate")))
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0, (tmp_path / "said").read_text()
    (crawl,) = executions(empty_sources, "crawl")
    (told,) = executions(empty_sources, "immediate")
    assert (told.due_at, told.exit_code) == (crawl.due_at, 0)
    assert told.started_at >= (crawl.finished_at or told.started_at)


@pytest.mark.parametrize("host", ["", "imap.example.org"])
def test_returned_mails_are_fetched_every_hour_where_a_mailbox_is_named(empty_sources: Settings, host: str) -> None:
    service = Service(empty_sources.model_copy(update={"bounces": Bounces(host=host)}), None)
    with open_archive(empty_sources) as archive, archive.begin() as tx:
        for job in jobs(empty_sources.schedule):
            if job.times:
                moment = latest_due(job.times, now(), job.days)
                runs.finish(tx, runs.start(tx, job.name, moment, moment), moment, 0, "done")
    service.start()
    planned = {job.id: job.trigger for job in service.scheduler.get_jobs()}
    service.stop()
    assert ("bounces" in planned) is bool(host)
    if host:
        assert planned["bounces"].interval == timedelta(hours=1)
