"""Answers that take a while: kept, asked for once by many, and told once when they fail."""

import logging
import threading
import time

import pytest

from archive.errors import DatabaseAway
from scheduler.looked import Looked


def test_an_answer_is_kept_for_a_while_and_then_asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    asked: list[float] = []
    looked = Looked(lambda: asked.append(clock[0]) or len(asked), keep_seconds=10, wait_seconds=5)
    assert [looked.newest(), looked.newest()] == [1, 1]
    clock[0] += 9.9
    assert looked.newest() == 1
    clock[0] += 0.1
    assert looked.newest() == 2
    assert asked == [100.0, 110.0]


@pytest.mark.parametrize("error", [DatabaseAway("gone"), ZeroDivisionError("a mistake of ours")])
def test_what_fails_is_no_answer_and_is_asked_again_later(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[object] = [error, "well"]
    looked = Looked(lambda: _give(answers.pop(0)), keep_seconds=0, wait_seconds=5)
    assert looked.newest() is None
    assert looked.newest() == "well"
    assert ("looking failed" in caplog.text) is isinstance(error, ZeroDivisionError)


def test_what_goes_on_failing_is_told_once_and_again_after_it_was_well(caplog: pytest.LogCaptureFixture) -> None:
    gone = DatabaseAway("gone")
    answers: list[object] = [gone, gone, gone, "well", gone, gone]
    looked = Looked(lambda: _give(answers.pop(0)), keep_seconds=0, wait_seconds=5)
    with caplog.at_level(logging.INFO, "zswatch.probes"):
        assert [looked.newest() for _ in range(6)] == [None, None, None, "well", None, None]
    assert [record.message for record in caplog.records] == ["gone", "gone"]


def _give(answer: object) -> object:
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_many_who_come_at_once_ask_once_and_nobody_waits_for_what_does_not_come() -> None:
    free = threading.Event()
    asked: list[int] = []

    def look() -> str:
        asked.append(1)
        free.wait(30)
        return "at last"

    looked = Looked(look, keep_seconds=60, wait_seconds=0.3)
    found: list[str | None] = []
    crowd = [threading.Thread(target=lambda: found.append(looked.newest())) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(20)
    assert found == [None] * 8
    assert looked.newest() is None  # at once: it has been waited for long enough
    free.set()
    deadline = time.monotonic() + 20
    while looked.newest() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert (looked.newest(), asked) == ("at last", [1])
