"""What the units take away is not missed: the program and its compiled parts under their system calls and memory."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import Settings
from tests import confined, deploy_tools

ROOT = Path(__file__).parents[1]
HELD = "zswatch-status.service"
CRAWLS = "zswatch.service"
pytestmark = [
    deploy_tools.module("pyseccomp"),
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there"),
]

DENIED = """
import mmap, os
for what, call in (
    ("chown", lambda: os.chown(".", 0, 0)),
    ("mount", lambda: __import__("ctypes").CDLL(None, use_errno=True).mount(b"", b"", b"", 0, None) and 1 / 0),
    ("code", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)),
):
    try:
        call()
    except (OSError, ZeroDivisionError):
        print(what)
"""
COMPILED = """
import importlib, io
for name in ("lxml.etree", "psycopg", "sqlite3", "pypdfium2", "python_calamine", "rjieba", "nh3", "css_inline",
             "zstandard", "PIL.Image", "resvg_py", "numpy", "onnxruntime", "pydantic_core", "cryptography.fernet"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
import opencc, psutil, pypdfium2, resvg_py
from PIL import Image
assert opencc.OpenCC("t2s").convert("機器人") == "机器人"
assert resvg_py.svg_to_bytes('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>算</text></svg>')
file = io.BytesIO()
Image.new("RGB", (9, 9)).save(file, "PDF")
assert len(pypdfium2.PdfDocument(file.getvalue())) == 1
assert psutil.Process().children(recursive=True) == []
import threading, subprocess, sys, resource
resource.setrlimit(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS))
subprocess.run([sys.executable, "-c", "pass"], check=True, start_new_session=True)
print("well")
"""
TLS = """
from OpenSSL import SSL
SSL.Context(SSL.TLS_CLIENT_METHOD).set_alpn_select_callback(lambda connection, offered: offered[0])
print("well")
"""


def run(unit: str, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.confined", unit, *command],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables},
    )


@pytest.fixture(scope="module", autouse=True)
def _confinable() -> None:
    said = run(HELD, "true")
    if "OSError" in said.stderr:
        pytest.skip(f"this kernel does not confine: {said.stderr.splitlines()[-1]}")


def test_what_is_taken_away_is_away() -> None:
    assert run(HELD, sys.executable, "-c", DENIED).stdout.split() == ["chown", "mount", "code"]
    assert run(CRAWLS, sys.executable, "-c", DENIED).stdout.split() == ["chown", "mount"]


@pytest.mark.parametrize("unit", [HELD, CRAWLS])
def test_the_compiled_parts_work(unit: str) -> None:
    said = run(unit, sys.executable, "-W", "ignore", "-c", COMPILED)
    assert said.stdout == "well\n", said.stderr


def test_the_right_that_crawling_units_keep_is_still_needed() -> None:
    assert run(CRAWLS, sys.executable, "-c", TLS).stdout == "well\n"
    assert "write+execute memory" in run(HELD, sys.executable, "-c", TLS).stderr


def test_commands_of_the_units_work_on_each_database(settings: Settings, tmp_path: Path) -> None:
    stated = {"ZSWATCH_DATA_DIR": str(settings.data_dir), "ZSWATCH_DATABASE_URL": settings.database_url}
    program = (sys.executable, "-m", "scheduler")
    upgraded = run("zswatch-upgrade.service", *program, "archive", "upgrade", **stated)
    assert upgraded.returncode == 0, upgraded.stderr
    asked = run(HELD, *program, "status", **stated)
    assert "last edition: none" in asked.stdout, asked.stderr
    copied = run("zswatch-backup.service", *program, "backup", str(tmp_path / "next.tar"), **stated)
    assert copied.returncode == 0, copied.stderr


def test_groups_of_system_calls_are_written_out() -> None:
    calls = confined.allowed(confined.UNITS / HELD)
    assert {"read", "openat", "clone3", "setrlimit", "futex"} <= calls
    assert not {"chown", "mount", "ptrace", "bpf", "reboot", "kexec_load"} & calls
