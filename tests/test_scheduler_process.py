"""Children end in time, with all that they started."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler import process

MINUTE = timedelta(minutes=1)


def test_a_command_ends_by_itself(tmp_path: Path) -> None:
    ended = process.run(["--version"], limit=MINUTE, log=tmp_path / "logs" / "a.log")
    assert (ended.exit_code, ended.timed_out, ended.stopped) == (0, False, False)
    assert "zswatch" in ended.tail


def test_wrong_use_is_told_with_its_code_and_words(tmp_path: Path) -> None:
    ended = process.run(["crawl", "--since", "yesterday"], limit=MINUTE, log=tmp_path / "a.log")
    assert ended.exit_code == 2
    assert "'yesterday' is not a date" in ended.tail


def hang(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str) -> Path:
    """Put a program that never ends in place of `python -m scheduler`; it starts a child of its own."""
    note = tmp_path / "pids"
    program = tmp_path / "hang.py"
    program.write_text(
        "import os, signal, subprocess, sys, time\n"
        f"{how}\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(600)\n"
    )
    interpreter = tmp_path / "python"
    interpreter.write_text(f"#!/bin/sh\nexec {sys.executable} {program}\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    return note


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and waits to be reaped by its parent does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("how", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"], ids=["obedient", "deaf"])
def test_a_hung_command_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str) -> None:
    monkeypatch.setattr(process, "GRACE_SECONDS", 0.5)
    note = hang(monkeypatch, tmp_path, how)
    ended = process.run([], limit=timedelta(seconds=1.5), log=tmp_path / "a.log")
    assert ended.timed_out
    assert ended.exit_code < 0
    pids = [int(pid) for pid in note.read_text().split()]
    deadline = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def test_a_command_is_stopped_on_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = hang(monkeypatch, tmp_path, "")
    ended = process.run([], limit=MINUTE, log=tmp_path / "a.log", stop_asked=note.exists)
    assert (ended.stopped, ended.timed_out) == (True, False)


def test_the_test_itself_can_see_life() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert alive(child.pid)
    child.kill()
    child.wait()
    assert not alive(child.pid)
    assert alive(os.getpid())
