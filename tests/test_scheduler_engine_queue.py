"""The queue in a real PostgreSQL: jobs queued once, one of a lock at a time, taken from the dead, counted."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from procrastinate import SyncPsycopgConnector

from archive import backup
from archive.config import Settings
from archive.errors import DatabaseAway
from archive.store import open_archive, schema
from archive.store.dump import TABLES
from scheduler import engine
from scheduler.engine import place
from scheduler.engine import queue as queues
from scheduler.engine import schema as queue_schema
from scheduler.engine.orders import Order
from scheduler.engine.queue import Depth, Queue
from tests.working import settings_of, variables

pytestmark = pytest.mark.postgres
ORDER = Order(
    queue="crawl",
    command=("crawl", "a"),
    of="crawl",
    due=datetime.fromisoformat("2026-11-20T06:30:00+08:00"),
    limit=timedelta(hours=1),
    lock="hosts a",
)


@pytest.fixture
def settings(tmp_path: Path, postgres_database: str) -> Settings:
    return settings_of(variables(tmp_path, postgres_database))


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    with Queue(settings) as opened:
        yield opened


@pytest.fixture
def sql(settings: Settings) -> Iterator[psycopg.Connection]:
    options = f"-c search_path={place.SCHEMA}"
    with psycopg.connect(place.queue_url(settings), options=options, autocommit=True) as connection:
        yield connection


def fetched(sql: psycopg.Connection, worker: int | None = None) -> int | None:
    """Take a job as a worker of its own does; returns its number."""
    if worker is None:
        worker = registered(sql)
    row = sql.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker]).fetchone()
    return row[0] if row else None


def registered(sql: psycopg.Connection) -> int:
    (worker,) = sql.execute("SELECT * FROM procrastinate_register_worker_v1()").fetchone() or (0,)
    return int(worker)


def silent(sql: psycopg.Connection, worker: int, seconds: int) -> None:
    change = "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s) WHERE id = %s"
    sql.execute(change, [seconds, worker])


def test_the_same_work_is_queued_once_while_it_waits_and_while_it_runs(queue: Queue, sql: psycopg.Connection) -> None:
    first = queue.put(ORDER)
    assert queue.put(ORDER) == first
    assert fetched(sql) == first
    assert queue.put(ORDER) == first
    other = queue.put(replace(ORDER, command=("crawl", "b")))
    assert other != first
    sql.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [first])
    assert queue.put(ORDER) not in {first, other}


def test_of_one_lock_one_is_done_at_a_time(queue: Queue, sql: psycopg.Connection) -> None:
    first = queue.put(ORDER)
    second = queue.put(replace(ORDER, command=("crawl", "b")))
    apart = queue.put(replace(ORDER, lock="hosts b"))
    assert [fetched(sql), fetched(sql), fetched(sql)] == [first, apart, None]
    sql.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [first])
    assert fetched(sql) == second


def test_many_that_queue_the_same_at_one_moment_queue_one(queue: Queue) -> None:
    numbers: list[int] = []
    threads = [threading.Thread(target=lambda: numbers.append(queue.put(ORDER))) for _ in range(8)]
    for each in (threading.Thread.start, threading.Thread.join):
        for one in threads:
            each(one)
    assert len(numbers) == 8
    assert len(set(numbers)) == 1


def test_a_job_of_a_silent_worker_waits_again_and_that_of_a_living_one_does_not(
    queue: Queue, sql: psycopg.Connection
) -> None:
    dead, living = registered(sql), registered(sql)
    lost = queue.put(ORDER)
    assert fetched(sql, dead) == lost
    kept = queue.put(replace(ORDER, lock=None))
    assert fetched(sql, living) == kept
    silent(sql, dead, 46)
    silent(sql, living, 44)
    assert queue.take_over(45) == [lost]
    assert queue.states([lost, kept, 99]) == {lost: "todo", kept: "doing"}
    assert fetched(sql, living) == lost


def test_a_job_whose_worker_is_not_known_any_more_waits_again(queue: Queue, sql: psycopg.Connection) -> None:
    worker = registered(sql)
    lost = queue.put(ORDER)
    assert fetched(sql, worker) == lost
    sql.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker])
    assert queue.take_over(45) == [lost]
    assert queue.take_over(45) == []


def test_two_that_take_over_at_one_moment_take_it_once(queue: Queue, sql: psycopg.Connection) -> None:
    worker = registered(sql)
    lost = queue.put(ORDER)
    assert fetched(sql, worker) == lost
    silent(sql, worker, 100)
    taken: list[int] = []
    threads = [threading.Thread(target=lambda: taken.extend(queue.take_over(45))) for _ in range(6)]
    for each in (threading.Thread.start, threading.Thread.join):
        for one in threads:
            each(one)
    assert taken == [lost]


def test_a_job_that_outlives_no_worker_is_given_up(
    queue: Queue, sql: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "MOST_STARTS", 2)
    number = queue.put(ORDER)
    for state in ("todo", "failed"):
        worker = registered(sql)
        assert fetched(sql, worker) == number
        silent(sql, worker, 100)
        assert queue.take_over(45) == [number]
        assert queue.states([number]) == {number: state}


def test_jobs_that_are_not_wanted_any_more_do_not_begin_and_those_that_run_are_told(
    queue: Queue, sql: psycopg.Connection
) -> None:
    running = queue.put(ORDER)
    fetched(sql)
    waits = queue.put(replace(ORDER, lock=None))
    queue.cancel([running, waits])
    assert queue.states([running, waits]) == {running: "doing", waits: "cancelled"}
    assert sql.execute("SELECT id FROM procrastinate_jobs WHERE abort_requested").fetchall() == [(running,), (waits,)]
    assert queue.put(ORDER) not in {running, waits}  # what is being stopped is not waited for


def test_depths_tell_what_waits_what_runs_what_failed_and_since_when(
    queue: Queue, sql: psycopg.Connection, settings: Settings
) -> None:
    assert engine.depths(settings) == tuple(
        Depth(queue=name, waiting=0, running=0, oldest_seconds=None, failed=0)
        for name in ("crawl", "read", "judge", "send")
    )
    queue.put(ORDER)
    fetched(sql)
    oldest = queue.put(replace(ORDER, lock=None))
    queue.put(replace(ORDER, lock=None, command=("crawl", "b")))
    sql.execute("UPDATE procrastinate_events SET at = at - interval '90 s' WHERE job_id = %s", [oldest])
    read = queue.put(replace(ORDER, queue="read", lock=None))
    sql.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [read])
    sql.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [read])
    crawl, reading, *_ = queue.depths()
    assert (crawl.waiting, crawl.running, crawl.failed) == (2, 1, 0)
    assert crawl.oldest_seconds is not None
    assert 90 <= crawl.oldest_seconds < 180
    assert (reading.waiting, reading.oldest_seconds, reading.failed) == (0, None, 1)


def test_what_ended_long_ago_is_forgotten_and_what_waits_never(queue: Queue, sql: psycopg.Connection) -> None:
    ended, new, waits = (queue.put(replace(ORDER, lock=None, command=("crawl", word))) for word in "abc")
    for one in (ended, new):
        sql.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [one])
    sql.execute("UPDATE procrastinate_events SET at = at - interval '8 days' WHERE job_id <> %s", [new])
    queue.tidy()
    assert queue.states([ended, new, waits]) == {new: "succeeded", waits: "todo"}


def test_the_schema_is_made_once_whoever_comes_at_the_same_moment(settings: Settings) -> None:
    errors: list[BaseException] = []

    def make() -> None:
        try:
            with Queue(settings) as opened:
                opened.depths()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for each in (threading.Thread.start, threading.Thread.join):
        for one in threads:
            each(one)
    assert errors == []


def test_steps_that_came_since_it_was_made_are_applied(
    queue: Queue, sql: psycopg.Connection, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = tmp_path / "99.00.00_01_pre_new.sql"
    step.write_text("CREATE TABLE of_tomorrow (id int); -- 100%")
    known = queue_schema._steps()
    monkeypatch.setattr(queue_schema, "_steps", lambda: [*known, step])
    for _ in range(2):
        connector = SyncPsycopgConnector(**queues.connecting(settings))
        connector.open()
        queue_schema.bring_up(connector)
        connector.close()
    assert sql.execute("SELECT count(*) FROM of_tomorrow").fetchone() == (0,)


def test_the_archive_does_not_see_the_queue(
    queue: Queue, settings: Settings, empty_postgres_database: str, tmp_path: Path
) -> None:
    queue.put(ORDER)
    with open_archive(settings) as archive, archive.read() as tx:
        assert schema.version_of(tx.connection())
    empty = settings.model_copy(update={"database_url": empty_postgres_database})
    with Queue(empty) as other:  # before there is an archive
        other.put(ORDER)
    with open_archive(empty) as archive, archive.read() as tx:
        assert not any(tx.execute(table.select().limit(1)).all() for table in TABLES)
    file = tmp_path / "backup.tar"
    with open_archive(settings) as archive:
        backup.write(archive, file)
    assert b"procrastinate" not in file.read_bytes()


def test_a_database_that_is_away_is_told_in_one_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "ANSWER_SECONDS", 0.5)
    away = settings.model_copy(update={"database_url": "postgresql://u:secret@127.0.0.1:9/none?connect_timeout=1"})
    with pytest.raises(DatabaseAway, match=r"queue at postgresql://127\.0\.0\.1:9/none") as raised, Queue(away):
        pytest.fail("nobody is there")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)
