"""The validators of deploy/, which packages of the dependency group `deploy` carry; skipped where they are not."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


def program(name: str) -> pytest.MarkDecorator:
    """Skip a test where a program of the group is not installed, with the command that installs it."""
    return pytest.mark.skipif(not (BIN / name).exists(), reason=f"{name} is not there: make deploy-check installs it")


def module(name: str) -> pytest.MarkDecorator:
    """Skip a test where a module of the group is not installed."""
    missing = importlib.util.find_spec(name) is None
    return pytest.mark.skipif(missing, reason=f"{name} is not there: make deploy-check installs it")


def run(name: str, *arguments: str | Path, timeout: float = 60) -> str:
    """Run a program of the group without the settings of whoever runs the tests, and return what it printed.

    Raises AssertionError with all it said when it fails.
    """
    environment = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    command = [str(BIN / name), *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=environment)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
