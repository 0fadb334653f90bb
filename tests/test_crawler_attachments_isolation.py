"""One file's reading can not touch the next, and leaves no process behind, whoever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.attachments import Reader
from tests.hostile_papers import far_cells, slow_pdf

SOUND = "说明：请解压。"


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader()
    one.read(b"", "warm.txt")
    yield one
    one.close()


def test_a_file_that_breaks_its_process_does_not_break_the_next(reader: Reader) -> None:
    child = reader._child
    assert child is not None
    for _ in range(3):
        assert reader.read(far_cells(), "a.xlsx").status in {"unreadable", "too_large"}
        assert reader.read(SOUND.encode(), "a.txt").text == SOUND
    assert reader._child is child, "the process that makes the copies lives on"


def group_of(leader: int) -> list[int]:
    """Return the processes of a group, those that have ended and wait to be noticed left out."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = file.read_text(encoding="utf-8", errors="surrogateescape").rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(group) == leader and state != "Z":
            found.append(int(file.parent.name))
    return found


def comes_to(count: int, leader: int, seconds: float = 20) -> bool:
    """Wait until a group has so many processes, and tell whether it came to that."""
    until = time.monotonic() + seconds
    while len(group_of(leader)) != count and time.monotonic() < until:
        time.sleep(0.02)
    return len(group_of(leader)) == count


def test_a_file_whose_time_is_up_leaves_no_process_behind(reader: Reader) -> None:
    assert reader._child is not None
    leader = reader._child.pid
    assert reader.read(slow_pdf(), "a.pdf", seconds=0.5).status == "timed_out"
    assert comes_to(0, leader)


def test_who_is_told_to_end_lets_everybody_go_at_once(reader: Reader) -> None:
    assert reader._child is not None
    got: list[str] = []
    raw = slow_pdf()

    def one() -> None:
        got.append(reader.read(raw, "a.pdf", seconds=60).status)

    threads = [threading.Thread(target=one) for _ in "ab"]
    for thread in threads:
        thread.start()
    assert comes_to(2, reader._child.pid)
    time.sleep(0.2)
    started = time.monotonic()
    reader.interrupt()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 5
    assert set(got) <= {"unreadable", "timed_out"}
    assert reader.read(SOUND.encode(), "a.txt").text == SOUND


def test_when_the_crawl_is_killed_its_readers_end() -> None:
    script = (
        "from crawler.attachments import Reader; from tests.hostile_papers import slow_pdf;"
        "raw = slow_pdf(); r = Reader(); r.read(b'', 'a.txt'); print(r._child.pid, flush=True);"
        "r.read(raw, 'a.pdf', seconds=60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as crawl:
        assert crawl.stdout is not None
        leader = int(crawl.stdout.readline())
        assert comes_to(2, leader), "the process and the copy that reads"
        os.kill(crawl.pid, signal.SIGKILL)
    assert comes_to(0, leader)
