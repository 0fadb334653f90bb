"""What takes long is worked out once for a state of the archive, by one reader, and not again and again."""

import threading

import pytest

from archive.web import lately
from archive.web.lately import Lately


def test_it_is_made_anew_only_when_the_mark_has_changed() -> None:
    made: Lately[int] = Lately()
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    assert [made.get("a", mark, make) for mark in (1, 1, 2, 2)] == [1, 1, 2, 2]
    assert made.get("b", 2, make) == 3
    assert made.get("a", 2, make) == 2


def test_a_reader_is_not_kept_waiting_while_another_makes_the_new_one() -> None:
    made: Lately[str] = Lately()
    begun, go_on = threading.Event(), threading.Event()
    assert made.get("a", 1, lambda: "old") == "old"

    def slow() -> str:
        begun.set()
        assert go_on.wait(20)
        return "new"

    worker = threading.Thread(target=made.get, args=("a", 2, slow))
    worker.start()
    assert begun.wait(20)
    assert made.get("a", 2, lambda: pytest.fail("a second reader makes it too")) == "old"
    go_on.set()
    worker.join(20)
    assert made.get("a", 2, lambda: pytest.fail("it is there")) == "new"


def test_the_first_readers_wait_for_one_of_them() -> None:
    made: Lately[int] = Lately()
    calls: list[int] = []
    gate = threading.Barrier(4)
    found: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    def read() -> None:
        gate.wait(20)
        found.append(made.get("a", 1, make))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert found == [1, 1, 1, 1]


def test_a_failure_is_no_value_and_the_next_reader_tries_again() -> None:
    made: Lately[int] = Lately()

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError, match="^$"):
        made.get("a", 1, fail)
    assert made.get("a", 1, lambda: 5) == 5


def test_what_took_long_rests_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(lately, "monotonic", lambda: now[0])
    made: Lately[str] = Lately()

    def slow() -> str:
        now[0] += 2.0
        return f"at {now[0]:g}"

    assert made.get("a", 1, slow) == "at 2"
    now[0] += 2.0 * lately.REST - 1
    assert made.get("a", 2, slow) == "at 2"
    now[0] += 2
    assert made.get("a", 3, slow) == f"at {now[0]:g}"


def test_the_longest_unasked_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MOST", 2)
    made: Lately[int] = Lately()
    for key in ("a", "b", "a", "c"):
        made.get(key, 1, lambda: 1)
    assert made.get("a", 1, lambda: 2) == 1
    assert made.get("b", 1, lambda: 2) == 2
