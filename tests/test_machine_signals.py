"""Long commands ended at random moments, see `python -m tests.crash.commands`; and the machine's table."""

import json
import re
import subprocess
import sys

import pytest

from tests.crash.commands import COMMANDS
from tests.crawling import ROOT
from tests.machine_table import FAULTS


def test_every_long_command_can_be_ended_at_any_time() -> None:
    """Once by each signal; `--times 20` is for a quiet hour."""
    command = [sys.executable, "-W", "error", "-m", "tests.crash.commands"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=570)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    told = json.loads(done.stdout)
    assert told["faults"] == []
    assert told["tried"].keys() == COMMANDS.keys()
    assert all(one["lines"] > 100 for one in told["tried"].values())
    assert sum(one["half-way"] for one in told["tried"].values()) >= len(COMMANDS), "they ended before they were ended"


@pytest.mark.parametrize("test", sorted({fault.test for fault in FAULTS}))
def test_each_fault_of_the_table_has_its_test(test: str) -> None:
    file, _, function = test.partition("::")
    assert re.search(rf"^(async )?def {function}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)
