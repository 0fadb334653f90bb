"""Children end in time and within their memory, with all that they started, and with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from archive.clock import now
from archive.config import Settings
from archive.sections import Log, Schedule
from scheduler import process
from scheduler.plan import jobs

MINUTE = timedelta(minutes=1)
SLEEPER = "[sys.executable, '-c', 'import time; time.sleep(600)']"


def test_a_command_ends_by_itself(tmp_path: Path) -> None:
    ended = process.run(["--version"], limit=MINUTE, log=tmp_path / "logs" / "a.log")
    assert (ended.exit_code, ended.timed_out, ended.stopped, ended.over_memory) == (0, False, False, False)
    assert "zswatch" in ended.tail
    assert "zswatch" in (tmp_path / "logs" / "a.log").read_text()
    assert ended.peak_mb is not None
    assert 1 <= ended.peak_mb < 500


def test_wrong_use_is_told_with_its_code_and_words(tmp_path: Path) -> None:
    ended = process.run(["crawl", "--since", "yesterday"], limit=MINUTE, log=tmp_path / "a.log")
    assert ended.exit_code == 2
    assert "'yesterday' is not a date" in ended.tail


def in_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> Path:
    """Put a program in place of `python -m scheduler`; returns the file in which it notes process numbers."""
    note = tmp_path / "pids"
    script = tmp_path / "program.py"
    script.write_text(
        "import os, signal, subprocess, sys, time\n"
        "def note(*pids):\n"
        f"    open({str(note) + '.part'!r}, 'w').write(' '.join(map(str, pids)))\n"
        f"    os.rename({str(note) + '.part'!r}, {str(note)!r})\n"
        f"{program}"
    )
    interpreter = tmp_path / "python"
    interpreter.write_text(f"#!/bin/sh\nexec {sys.executable} {script}\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    return note


def hang(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str = "", apart: bool = False) -> Path:
    """A program that never ends and has a child, in a session of its own when it is `apart`."""
    child = f"subprocess.Popen({SLEEPER.replace('sys.executable', repr(sys.executable))}, start_new_session={apart})"
    return in_place(monkeypatch, tmp_path, f"{how}\nchild = {child}\nnote(os.getpid(), child.pid)\ntime.sleep(600)\n")


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and waits to be reaped by its parent does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def pids_in(note: Path) -> list[int]:
    until(note.exists)
    return [int(pid) for pid in note.read_text().split()]


@pytest.mark.parametrize("how", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"], ids=["obedient", "deaf"])
@pytest.mark.parametrize("apart", [False, True], ids=["one group", "two sessions"])
def test_a_hung_command_is_ended_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str, apart: bool
) -> None:
    note = hang(monkeypatch, tmp_path, how, apart)
    ended = process.run([], limit=timedelta(seconds=1.5), log=tmp_path / "a.log", grace=lambda: 0.3)
    assert ended.timed_out
    assert ended.exit_code == (-signal.SIGKILL if how else -signal.SIGTERM)
    pids = pids_in(note)
    assert len(pids) == 2
    until(lambda: not any(map(alive, pids)))


def test_a_command_is_stopped_on_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = hang(monkeypatch, tmp_path)
    ended = process.run([], limit=MINUTE, log=tmp_path / "a.log", stop_asked=note.exists)
    assert (ended.stopped, ended.timed_out) == (True, False)


def test_a_command_that_takes_too_much_memory_is_killed_its_children_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    greedy = "held = bytearray(b'x' * 200_000_000); import time; time.sleep(600)"
    child = f"subprocess.Popen([{sys.executable!r}, '-c', {greedy!r}], start_new_session=True)"
    note = in_place(monkeypatch, tmp_path, f"child = {child}\nnote(os.getpid(), child.pid)\ntime.sleep(600)\n")
    ended = process.run([], limit=MINUTE, log=tmp_path / "a.log", memory_mb=150)
    assert (ended.over_memory, ended.timed_out, ended.stopped) == (True, False, False)
    assert ended.exit_code == -signal.SIGKILL
    assert ended.peak_mb is not None
    assert ended.peak_mb > 150
    pids = pids_in(note)
    until(lambda: not any(map(alive, pids)))


def test_what_a_command_leaves_behind_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = f"subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)'], start_new_session=True)"
    note = in_place(monkeypatch, tmp_path, f"child = {child}\nnote(child.pid)\ntime.sleep(1.5)\n")
    ended = process.run([], limit=MINUTE, log=tmp_path / "a.log")
    assert (ended.exit_code, ended.timed_out) == (0, False)
    pids = pids_in(note)
    until(lambda: not any(map(alive, pids)))


SERVICE = """
import sys
from datetime import timedelta
from pathlib import Path
from scheduler import process
process.run(["run"], limit=timedelta(minutes=5), log=Path({log!r}))
"""


def test_a_command_dies_with_a_service_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real `python -m scheduler run` as the child: it stands for any command that would go on for long."""
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))
    from crawler.sources import load

    monkeypatch.setenv("ZSWATCH_CRAWLER__DISABLED", ",".join(load()))
    service = subprocess.Popen([sys.executable, "-c", SERVICE.format(log=str(tmp_path / "a.log"))])
    try:
        until(lambda: bool(psutil.Process(service.pid).children(recursive=True)))
        until(lambda: "works as" in said(tmp_path / "a.log"))
        family = [one.pid for one in psutil.Process(service.pid).children(recursive=True)]
    finally:
        service.kill()
        service.wait()
    until(lambda: not any(map(alive, family)))


def said(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def test_a_log_stays_within_its_bound_and_a_full_disk_takes_the_log_and_not_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_place(monkeypatch, tmp_path, "for number in range(40000): print(f'{number:0100d}')\n")
    log = tmp_path / "a.log"
    ended = process.run([], limit=MINUTE, log=log, keep_mb=1)
    assert ended.exit_code == 0
    assert ended.tail.endswith("39999")
    kept = [one.stat().st_size for one in tmp_path.glob("a.log*")]
    assert len(kept) == 2
    assert sum(kept) <= 1 << 20
    assert log.read_text().endswith("39999\n")
    (tmp_path / "no folder").write_text("a file where the folder of logs should be")
    ended = process.run([], limit=MINUTE, log=tmp_path / "no folder" / "a.log")
    assert (ended.exit_code, ended.tail[-5:]) == (0, "39999")


def test_the_runner_keeps_to_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path, schedule=Schedule(memory_mb=0), log=Log(keep_mb=1))
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path))
    job = next(one for one in jobs(settings.schedule) if one.name == "digest")
    (tmp_path / "z.toml").write_text('[mail]\nchannel = "smtp"\n')
    ended = process.runner(settings, tmp_path / "z.toml")(job, now(), lambda: False)
    assert ended.exit_code == 2
    assert "nobody to send to" in ended.tail
    assert process.log_of(settings, "crawl fast").name == "crawl-fast.log"
    assert "nobody to send to" in process.log_of(settings, job.name).read_text()


def test_the_test_itself_can_see_life() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert alive(child.pid)
    child.kill()
    child.wait()
    assert not alive(child.pid)
    assert alive(os.getpid())
