"""The near side of the child process: starts it, gives it files, ends it when a file takes too long."""

import atexit
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import WatchError
from archive.records import AttachmentStatus
from crawler.attachments import kinds

START_SECONDS = 60.0
QUICK = frozenset({kinds.PDF, kinds.DOCX, kinds.TEXT})
"""Kinds that are read at all; others never go to the child."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What came of reading one file. `text` is there only with status `ok`; `note` says why it is not."""

    status: AttachmentStatus
    text: str | None
    media_type: str | None
    note: str = ""


class Reader:
    """Reads files in a child process that is kept between files, and replaced after one that hung or broke it.

    Safe to be used from several threads: files are read one after the other. Close it when done.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, raw: bytes, name: str, *, media_type: str | None = None, seconds: float = 20) -> Reading:
        """Read one file within a time; never raises for what the file holds.

        Status `ok` comes with text; `unsupported` is a kind we do not read, or a sound file without words (a scan);
        `unreadable` is broken; `too_large` unpacks beyond bounds; `timed_out` took longer than `seconds`.
        """
        kind = kinds.media_type(raw, name, media_type)
        if kind not in QUICK:
            return Reading(status="unsupported", text=None, media_type=kind, note="a kind of file that is not read")
        with self._lock:
            said, timed_out = self._ask(raw, name, media_type, seconds)
        if timed_out:
            return Reading(status="timed_out", text=None, media_type=kind, note=f"took longer than {seconds:g} s")
        if said is None:
            return Reading(status="unreadable", text=None, media_type=kind, note="the reading process broke on it")
        return Reading(**said)

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._end()

    def _ask(self, raw: bytes, name: str, media_type: str | None, seconds: float) -> tuple[dict[str, Any] | None, bool]:
        """Return the child's answer (None when it broke) and whether it was ended because its time was up."""
        child = self._living()
        request = {"name": name, "media_type": media_type, "seconds": seconds, "size": len(raw)}
        expired = threading.Event()

        def end() -> None:
            expired.set()
            child.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            line = _exchange(child, json.dumps(request).encode() + b"\n" + raw)
        finally:
            timer.cancel()
        whole = line.endswith(b"\n")
        if expired.is_set() or not whole:
            self._end()
        return (json.loads(line), False) if whole else (None, expired.is_set())

    def _living(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = _start()
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _start() -> "subprocess.Popen[bytes]":
    """Start the child with our package on its path and wait until it is ready."""
    home = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler.attachments.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": f"{home}{os.pathsep}{known}" if known else home},
    )
    timer = threading.Timer(START_SECONDS, child.kill)
    timer.start()
    ready = _exchange(child, b"")
    timer.cancel()
    if not ready:
        child.communicate()
        raise WatchError(f"the process that reads attachments does not start: {sys.executable}")
    return child


def _exchange(child: "subprocess.Popen[bytes]", request: bytes) -> bytes:
    """Send and return the line that comes back, empty when the child is gone."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        child.stdin.write(request)
        child.stdin.flush()
        return child.stdout.readline()
    except (BrokenPipeError, ConnectionResetError):
        return b""


_shared = Reader()
atexit.register(_shared.close)


def read(raw: bytes, name: str, *, media_type: str | None = None, seconds: float = 20) -> Reading:
    """Read one file with the reader that all callers of this process share; see `Reader.read`."""
    return _shared.read(raw, name, media_type=media_type, seconds=seconds)
