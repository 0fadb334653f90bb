"""What a worker does with a job, in this process: its command runs as a child, and its end says what comes next."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archive.config import Settings
from archive.records import Execution
from archive.records.runs import LOST
from archive.store import open_archive, runs
from scheduler import outcome
from scheduler.engine.carrying import job_name, note_of
from scheduler.engine.orders import Order
from scheduler.engine.queue import Queue
from scheduler.process import Ended
from tests.working import DUE, drain, settings_of, variables

pytestmark = pytest.mark.postgres
HOLDER = "here:1:one"


@pytest.fixture
def settings(tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    stated = variables(tmp_path, postgres_database) | {outcome.VARIABLE: "1"}
    for name, value in stated.items():
        monkeypatch.setenv(name, value)
    return settings_of(stated)


Put = Callable[..., int]


@pytest.fixture
def put(settings: Settings) -> Put:
    def given(*command: str, seconds: float = 60) -> int:
        order = Order(queue="judge", command=command, of="crawl", due=DUE, limit=timedelta(seconds=seconds))
        with Queue(settings) as queue:
            return queue.put(order)

    return given


def state(settings: Settings, number: int) -> str:
    with Queue(settings) as queue:
        return queue.states([number])[number]


def noted(settings: Settings, number: int) -> list[Execution]:
    with open_archive(settings) as archive, archive.read() as tx:
        return runs.executions(tx, job_name("judge", number))


def test_a_command_that_did_its_work_is_done(settings: Settings, put: Put) -> None:
    number = put("judge")
    drain(settings, HOLDER)
    (one,) = noted(settings, number)
    assert (state(settings, number), one.exit_code, one.note) == ("succeeded", 0, "done")
    assert (one.due_at, one.holder, bool(one.peak_mb)) == (DUE, HOLDER, True)


def test_a_command_that_did_its_work_and_has_something_to_tell_is_not_repeated(settings: Settings, put: Put) -> None:
    number = put("status")
    drain(settings)
    (one,) = noted(settings, number)
    assert (state(settings, number), one.exit_code) == ("succeeded", 1)
    assert one.note.startswith("exit code 1: ")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("crawl", "--since", "yesterday"), 2, "'yesterday' is not a date"),
        (("show", "zs-404"), outcome.TRY_AGAIN, "zswatch: "),
    ],
)
def test_a_command_that_could_not_is_tried_again_and_given_up_in_the_end(
    settings: Settings, put: Put, command: tuple[str, ...], code: int, said: str
) -> None:
    few = settings.model_copy(update={"engine": settings.engine.model_copy(update={"attempts": 2})})
    number = put(*command)
    drain(few)
    assert (state(settings, number), len(noted(settings, number))) == ("todo", 1)  # it waits for its next try
    with Queue(settings) as queue:
        queue._asked("UPDATE procrastinate_jobs SET scheduled_at = now() RETURNING id")
    drain(few)
    assert state(settings, number) == "failed"
    assert [(one.exit_code, said in one.note) for one in noted(settings, number)] == [(code, True)] * 2


def test_a_command_over_its_time_is_ended_and_not_repeated(settings: Settings, put: Put) -> None:
    number = put("serve", "--port", "0", seconds=1.5)
    drain(settings)
    (one,) = noted(settings, number)
    assert (state(settings, number), one.note) == ("failed", "killed after its limit of 0:00:01.500000")


def test_what_was_begun_by_a_worker_that_is_gone_is_noted_as_lost_and_is_no_failure(
    settings: Settings, put: Put
) -> None:
    number = put("judge")
    with open_archive(settings) as archive, archive.begin() as tx:
        runs.start(tx, job_name("judge", number), DUE, DUE, "there:2:other")
    only_once = settings.model_copy(update={"engine": settings.engine.model_copy(update={"attempts": 1})})
    drain(only_once)
    assert state(settings, number) == "succeeded"
    assert [one.note for one in noted(settings, number)] == ["done", LOST]


@pytest.mark.parametrize(
    ("ended", "note"),
    [
        (Ended(exit_code=0, timed_out=False, stopped=False, tail="x"), "done"),
        (Ended(exit_code=-9, timed_out=False, stopped=False, tail=""), "exit code -9: it said nothing"),
        (
            Ended(exit_code=-9, timed_out=False, stopped=False, tail="", peak_mb=99, over_memory=True),
            "killed with 99 MB of memory",
        ),
        (Ended(exit_code=-15, timed_out=False, stopped=True, tail=""), "stopped with the service"),
    ],
)
def test_ends_in_words(ended: Ended, note: str) -> None:
    order = Order(queue="judge", command=("judge",), of="crawl", due=DUE, limit=timedelta(seconds=1))
    assert note_of(ended, order) == note
