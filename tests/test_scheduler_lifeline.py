"""A command without a lifeline lives on; one whose other end is closed ends with all that it started."""

import os
import signal
import subprocess
import sys

import pytest

from scheduler import lifeline
from tests.test_scheduler_process import alive, until

CHILD = """
import subprocess, sys, time
from scheduler import lifeline
watching = lifeline.hold()
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(other.pid, watching is not None, flush=True)
time.sleep(600)
"""


def test_a_command_started_by_hand_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(lifeline.VARIABLE, raising=False)
    assert lifeline.hold() is None
    for stated in ("", "x", "987654"):
        monkeypatch.setenv(lifeline.VARIABLE, stated)
        assert lifeline.hold() is None
        assert lifeline.VARIABLE not in os.environ, "children of a command do not hold it"


def test_the_whole_family_ends_when_the_line_is_let_go() -> None:
    held, line = os.pipe()
    environment = {**os.environ, lifeline.VARIABLE: str(held)}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, pass_fds=(held,), env=environment, text=True
    )
    os.close(held)
    assert child.stdout is not None
    with child.stdout as said:
        other, watched = said.readline().split()
        assert watched == "True"
        assert alive(int(other))
        os.close(line)
        assert child.wait(30) == -signal.SIGKILL
    until(lambda: not alive(int(other)))
