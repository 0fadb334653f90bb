"""A planned moment is taken once, whoever asks, and what a dead service left is noted as lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from archive.records.runs import DIED, GAVE_WAY, LOST, STOPPED
from archive.store import Archive, runs
from tests.found import HOUR, NOON

MINUTE = timedelta(minutes=1)


def test_of_many_that_ask_at_the_same_time_one_gets_it(archive: Archive) -> None:
    together = Barrier(6)

    def ask(number: int) -> int | None:
        together.wait()
        with archive.begin() as tx:
            return runs.claim(tx, "crawl", NOON, NOON, f"here:{number}:x")

    with ThreadPoolExecutor(6) as several:
        got = list(several.map(ask, range(6)))
    assert len([one for one in got if one is not None]) == 1
    with archive.read() as tx:
        assert len(runs.executions(tx, "crawl")) == 1


def test_a_moment_is_not_taken_again_without_knowing_of_the_first_time(archive: Archive) -> None:
    with archive.begin() as tx:
        first = runs.claim(tx, "digest", NOON, NOON, "here:1:x")
        assert first is not None
        # It is under way: for no moment may another begin.
        assert runs.claim(tx, "digest", NOON, NOON, "here:2:x", tried=1) is None
        assert runs.claim(tx, "digest", NOON + HOUR, NOON, "here:2:x") is None
        assert runs.claim(tx, "weekly", NOON, NOON, "here:2:x") is not None
        runs.finish(tx, first, NOON + MINUTE, 1, "exit code 1: x", 120)
        assert runs.claim(tx, "digest", NOON, NOON, "here:2:x") is None
        assert runs.claim(tx, "digest", NOON, NOON, "here:2:x", tried=1) is not None


def test_what_others_left_is_lost_and_nothing_else(archive: Archive) -> None:
    with archive.begin() as tx:
        mine = runs.start(tx, "crawl", NOON, NOON, "here:1:x")
        theirs = runs.start(tx, "digest", NOON, NOON, "there:1:x")
        job = runs.start(tx, "a job of a worker", NOON, NOON, "there:2:x")
        ended = runs.start(tx, "digest", NOON - HOUR, NOON, "there:1:x")
        runs.finish(tx, ended, NOON, 0, "done")
        assert runs.abandon(tx, ["crawl", "digest"], "here:1:x", NOON + HOUR) == 1
        found = {one.id: one for one in runs.executions(tx)}
    assert (found[theirs].note, found[theirs].lost, found[theirs].finished_at) == (LOST, True, NOON + HOUR)
    assert found[mine].finished_at is found[job].finished_at is None
    assert found[ended].note == "done"


def test_what_is_carried_through_and_what_is_in_vain(archive: Archive) -> None:
    ends = {
        "done": (0, True, False),
        "exit code 1: zs: failed": (1, True, False),
        STOPPED: (-15, False, False),
        LOST: (-1, False, False),
        GAVE_WAY: (-15, False, False),
        f"{DIED} 9: x": (-9, True, True),
        "exit code 75: away": (75, True, True),
        "exit code 70: broken": (70, True, True),
        "killed after its limit of 2:00:00": (-15, True, False),
    }
    with archive.begin() as tx:
        for note, (code, _, _) in ends.items():
            runs.finish(tx, runs.start(tx, "crawl", NOON, NOON), NOON, code, note)
        runs.start(tx, "crawl", NOON + HOUR, NOON)
        found = {one.note: (one.exit_code, one.carried_through, one.in_vain) for one in runs.executions(tx)}
    assert found == ends | {"": (None, False, False)}


def test_the_newest_tries_are_those_of_moments_that_have_come(archive: Archive) -> None:
    with archive.begin() as tx:
        assert runs.first_begun(tx, NOON) is None
        for at in (NOON + 1000 * HOUR, NOON, NOON + HOUR):
            runs.finish(tx, runs.start(tx, "crawl", at, at), at + MINUTE, 0, "done")
        assert [one.due_at for one in runs.tries(tx, "crawl", NOON + 2 * HOUR)] == [NOON + HOUR, NOON]
        assert [one.due_at for one in runs.tries(tx, "crawl", NOON + 2 * HOUR, 1)] == [NOON + HOUR]
        assert runs.first_begun(tx, NOON + 2 * HOUR) == NOON
        assert runs.first_begun(tx, NOON - HOUR) is None


def test_when_a_service_was_at_work(archive: Archive) -> None:
    with archive.begin() as tx:
        assert runs.at_work_before(tx, NOON) is None
        runs.finish(tx, runs.start(tx, "crawl", NOON, NOON), NOON + 20 * MINUTE, 0, "done")
        assert runs.at_work_before(tx, NOON - MINUTE) is None
        assert runs.at_work_before(tx, NOON + 10 * MINUTE) == NOON
        assert runs.at_work_before(tx, NOON + HOUR) == NOON + 20 * MINUTE
        assert runs.began_between(tx, NOON, NOON + MINUTE)
        assert not runs.began_between(tx, NOON + MINUTE, NOON + HOUR)


def test_old_notes_of_some_jobs_are_forgotten(archive: Archive) -> None:
    with archive.begin() as tx:
        for job in ("deliver", "digest"):
            for at in (NOON, NOON + 10 * HOUR):
                runs.finish(tx, runs.start(tx, job, at, at), at, 0, "done")
        assert runs.forget(tx, ["deliver"], NOON + HOUR) == 1
        assert len(runs.executions(tx)) == 3
