"""Commands as child processes with a time limit, so that a hung crawl can be killed with all its children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

GRACE_SECONDS = 20.0
"""How long a child may take to stop by itself after it was asked to."""
TAIL_BYTES = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a child ended: `exit_code` is negative for a signal; `tail` is the end of what it said."""

    exit_code: int
    timed_out: bool
    stopped: bool
    tail: str


def run(
    arguments: Sequence[str],
    *,
    limit: timedelta,
    log: Path,
    stop_asked: Callable[[], bool] = lambda: False,
    poll_seconds: float = 0.2,
) -> Ended:
    """Run `python -m scheduler ARGUMENTS` until it ends, its limit passes, or `stop_asked` answers True.

    What it prints is appended to `log`. A child over its limit is asked to stop (SIGTERM to its process group), then
    killed. Raises OSError when the child can not be started or the log not be written.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        start = said.tell()
        child = subprocess.Popen(  # noqa: S603 - our own program with our own words
            [sys.executable, "-m", "scheduler", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        timed_out, stopped = _wait(child, limit, stop_asked, poll_seconds)
    return Ended(exit_code=child.returncode, timed_out=timed_out, stopped=stopped, tail=_tail(log, start))


def _wait(
    child: subprocess.Popen[bytes], limit: timedelta, stop_asked: Callable[[], bool], poll_seconds: float
) -> tuple[bool, bool]:
    """Wait for the child; returns whether its limit passed and whether it was stopped on request."""
    end = time.monotonic() + limit.total_seconds()
    while True:
        try:
            child.wait(poll_seconds)
        except subprocess.TimeoutExpired:
            timed_out = time.monotonic() >= end
        else:
            _signal_group(child, signal.SIGKILL)  # what the child may have left behind
            return False, False
        if timed_out or stop_asked():
            _end(child)
            return timed_out, not timed_out


def _end(child: subprocess.Popen[bytes]) -> None:
    _signal_group(child, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(GRACE_SECONDS)
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return  # nobody of the group is left


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as said:
        said.seek(0, os.SEEK_END)
        said.seek(max(start, said.tell() - TAIL_BYTES))
        return said.read().decode("utf-8", errors="backslashreplace").strip()
