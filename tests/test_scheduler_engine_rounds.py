"""A command of the plan divided among workers: what was left is done by the next round, and what failed is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.config import Settings
from archive.records import Announcement, Attachment
from archive.store import announcements, open_archive, runs
from scheduler import outcome
from scheduler.engine import rounds
from scheduler.engine.queue import Queue
from scheduler.process import Ended
from tests.found import NOON, attachment, found
from tests.services import until
from tests.working import DUE, Round, drain, job, settings_of, variables

pytestmark = pytest.mark.postgres
NOBODY = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "ZSWATCH_CRAWLER__RETRIES": "0"}
WORDS = "申报指南：企业应于2026年12月1日前申报人工智能项目。"


@pytest.fixture
def settings(tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An archive whose sites are all away, with the variables that a worker's commands read."""
    monkeypatch.setattr(rounds, "POLL_SECONDS", 0.1)
    stated = variables(tmp_path, postgres_database, NOBODY)
    for name, value in stated.items():
        monkeypatch.setenv(name, value)
    return settings_of({name: value for name, value in stated.items() if name.startswith("ZSWATCH")})


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """Carry out whatever is queued, in this process."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.2):
            drain(settings)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def left(settings: Settings, *, kept: bool = True) -> Attachment:
    """Keep an announcement with a file that waits, and its bytes unless they are lost."""
    with open_archive(settings) as archive:
        sha256 = archive.blobs.put(WORDS.encode()) if kept else "f" * 64
        one = attachment(1, None, status="waiting", sha256=sha256, media_type="text/plain", name="附件1：指南.txt")
        with archive.begin() as tx:
            announcements.keep(tx, found(1, attachments=(one,)), NOON)
    return one


def held(settings: Settings) -> Announcement:
    with open_archive(settings) as archive, archive.read() as tx:
        return announcements.get(tx, "zs-1")


def crawl(settings: Settings) -> Ended:
    with working(settings):
        return Round(settings, job("crawl", "zs_gxj-tzgg")).end()


def test_what_was_left_is_read_and_judged_by_the_next_round_whatever_its_crawl_finds(settings: Settings) -> None:
    left(settings)
    ended = crawl(settings)
    one = held(settings)
    assert (one.revision, one.attachments[0].status, one.attachments[0].text) == (1, "ok", WORDS)
    assert one.analysis is not None
    assert (ended.exit_code, ended.timed_out, ended.stopped) == (1, False, False)
    assert ended.tail.startswith("1 of 3 jobs were not well: crawl job 1: exit code 1: ")
    with open_archive(settings) as archive, archive.read() as tx:
        assert [each.job for each in reversed(runs.executions(tx))] == ["crawl job 1", "read job 2", "judge job 3"]


def test_a_reading_that_can_not_be_done_is_told_and_goes_on_waiting(settings: Settings) -> None:
    waits = left(settings, kept=False)
    ended = crawl(settings)
    assert held(settings).attachments == (waits,)
    assert ended.tail.startswith("2 of 3 jobs were not well")


def test_an_edition_is_sent_by_one_job(settings: Settings) -> None:
    with working(settings):
        ended = Round(settings, job("digest", "deliver")).end()
    assert (ended.exit_code, ended.tail) == (0, "")
    with open_archive(settings) as archive, archive.read() as tx:
        assert [one.job for one in runs.executions(tx)] == ["send job 1"]


def test_what_could_not_be_done_however_often_tried_is_told_so(settings: Settings) -> None:
    once = settings.model_copy(update={"engine": settings.engine.model_copy(update={"attempts": 1})})
    with working(once):
        ended = Round(once, job("digest", "send", "--to", "nobody")).end()
    assert ended.exit_code == outcome.TRY_AGAIN
    assert "1 of 1 jobs were not well: send job 1: exit code 2" in ended.tail


def test_a_round_that_another_service_began_is_gone_on_with(settings: Settings) -> None:
    first = Round(settings, job("digest", "deliver"))
    with Queue(settings) as queue:
        until(lambda: queue.depths()[3].waiting)
        second = Round(settings, job("digest", "deliver"))
        with working(settings):
            assert [one.end().exit_code for one in (first, second)] == [0, 0]
        assert queue.states([1, 2]) == {1: "succeeded"}


def test_a_job_that_the_former_leader_cancelled_is_queued_anew(settings: Settings) -> None:
    one = Round(settings, job("digest", "deliver"))
    with Queue(settings) as queue:
        until(lambda: queue.depths()[3].waiting)
        queue.cancel([1])
        until(lambda: queue.states([2]))
    with working(settings):
        assert one.end().exit_code == 0


def test_a_round_over_its_time_is_told_and_its_jobs_are_not_begun_any_more(settings: Settings) -> None:
    ended = Round(settings, job("digest", "deliver", seconds=1.5)).end()
    assert (ended.timed_out, ended.stopped) == (True, False)
    assert ended.tail == "1 of 1 jobs were not well: send job 1: not begun"
    with Queue(settings) as queue:
        assert queue.states([1]) == {1: "cancelled"}


def test_what_is_no_affair_of_workers_runs_here(settings: Settings) -> None:
    ended = Round(settings, job("meetings", "--json")).end()
    assert ended.exit_code == 0
    assert ended.tail.endswith("]")
    with Queue(settings) as queue:
        assert not any(one.waiting or one.running for one in queue.depths())


def test_a_whole_crawl_is_every_enabled_source_once(settings: Settings) -> None:
    plan = rounds.Plan(name="crawl", command=("crawl",), due=DUE, limit=job("crawl").limit)
    made = list(rounds.crawls_of(settings, plan))
    named = [word for one in made for word in one.command if "-" in word[1:] and not word.startswith("--")]
    assert len(named) == len(set(named)) > 80
    assert all("--search" in one.command for one in made)
