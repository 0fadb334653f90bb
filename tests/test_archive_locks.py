"""One at a time: a lock between processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import Busy, TryLater
from archive.locks import alone


def test_a_lock_keeps_others_out_and_is_free_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "new" / "lock"
    late = alone(file, busy="second is late", wait_seconds=0.2)
    with alone(file, busy="first"), pytest.raises(Busy, match="lock: second is late"), late:
        pass
    with alone(file, busy="third"):
        pass


def test_a_lock_goes_with_a_holder_that_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    holds = (
        "import sys, time; from pathlib import Path; from archive.locks import alone\n"
        "with alone(Path(sys.argv[1]), busy=''): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holds, str(file)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(TryLater), alone(file, busy="held"):
            pass
        holder.kill()
        holder.wait()
    with alone(file, busy="free", wait_seconds=5):
        pass


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(TryLater, match="data/lock"), alone(tmp_path / "data" / "lock", busy=""):
        pass
