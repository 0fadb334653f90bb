"""The near side of the process that opens files: starts it, gives it files, ends it when a file takes too long."""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from archive.errors import WatchError
from crawler.attachments import kinds, recognition
from crawler.attachments.opening import KINDS, Reading

START_SECONDS = 60.0
RECOGNITION_PATIENCE = 9
"""Recognising a page takes seconds: a scan may take so many times as long as another file."""


class Reader:
    """Reads files in a process that is kept between files; each is read by a copy of it (see `worker`).

    Safe to be used from several threads: files are read one after the other. Close it when done.
    """

    def __init__(self, *, sees: bool = False) -> None:
        self._sees = sees
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._interrupted = 0

    def read(self, raw: bytes, name: str, *, media_type: str | None = None, seconds: float = 20) -> Reading:
        """Read one file within a time; never raises for what the file holds.

        Status `ok` comes with all its text, `ocr` too, recognised in pictures. `no_text_layer`: (some of) it is
        pictures and nobody to recognise them; `no_words`: sound, but empty; `encrypted`: wants a password;
        `unsupported`: a kind that is not read; `unreadable`: broken; `too_large`: beyond bounds; `timed_out`: took
        longer than `seconds`. Of an archive the gravest of these, with the text that there is.
        """
        kind = kinds.media_type(raw, name, media_type)
        if kind not in KINDS:
            return Reading(status="unsupported", text=None, media_type=kind, note="a kind of file that is not read")
        since = self._interrupted
        with self._lock:
            child = self._living() if since == self._interrupted else None
            if child is None or since != self._interrupted:
                return Reading(status="timed_out", text=None, media_type=kind, note="told to end")
            said, timed_out = self._ask(child, raw, name, media_type, seconds)
        if timed_out:
            return Reading(status="timed_out", text=None, media_type=kind, note=f"took longer than {seconds:g} s")
        broke = "the reading process broke on it" if said is None else said.get("broke")
        if broke or said is None:
            return Reading(status="unreadable", text=None, media_type=kind, note=str(broke))
        return Reading(**said)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def interrupt(self) -> None:
        """End what is under way and let go of everybody who waits; a file given later is read as ever."""
        self._interrupted += 1
        if (child := self._child) is not None:
            _kill(child)

    def _ask(
        self, child: "subprocess.Popen[bytes]", raw: bytes, name: str, media_type: str | None, seconds: float
    ) -> tuple[dict[str, Any] | None, bool]:
        """Return the child's answer (None when it broke) and whether it was ended because its time was up."""
        request = {"name": name, "media_type": media_type, "seconds": seconds, "size": len(raw)}
        expired = threading.Event()

        def end() -> None:
            expired.set()
            _kill(child)

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
            self._child = _start(sees=self._sees)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            _kill(child)
            child.communicate()


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End the child with the copy of it that reads a file: they are a group of their own."""
    with suppress(ProcessLookupError, PermissionError):  # it has ended by itself
        os.killpg(child.pid, signal.SIGKILL)


def _start(*, sees: bool) -> "subprocess.Popen[bytes]":
    """Start the child with our package on its path and wait until it is ready."""
    home = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    command = [sys.executable, "-m", "crawler.attachments.worker"]
    child = subprocess.Popen(  # noqa: S603 - our own module
        [*command, "--see"] if sees else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": f"{home}{os.pathsep}{known}" if known else home},
        start_new_session=True,
    )
    timer = threading.Timer(START_SECONDS, _kill, [child])
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


_shared, _seeing = Reader(), Reader(sees=True)
atexit.register(_shared.close)
atexit.register(_seeing.close)


def read(
    raw: bytes, name: str, *, media_type: str | None = None, seconds: float = 20, recognise: bool = True
) -> Reading:
    """Read one file with the readers that all callers of this process share; see `Reader.read`.

    Where the part `ocr` is installed, what is a picture is recognised, in a process of its own that holds nobody up;
    not so when `recognise` is false.
    """
    first = _shared.read(raw, name, media_type=media_type, seconds=seconds)
    if not recognise or not worth_again(first.status):
        return first
    second = _seeing.read(raw, name, media_type=media_type, seconds=seconds * RECOGNITION_PATIENCE)
    kept = second.text if second.text is not None else first.text
    return Reading(status=second.status, text=kept, media_type=second.media_type or first.media_type, note=second.note)


def left(raw: bytes, name: str, *, media_type: str | None = None) -> Reading:
    """Return the reading of a file that is left for another process to read: its kind, and that it waits.

    A kind that nobody reads need not wait.
    """
    kind = kinds.media_type(raw, name, media_type)
    if kind not in KINDS:
        return Reading(status="unsupported", text=None, media_type=kind, note="a kind of file that is not read")
    return Reading(status="waiting", text=None, media_type=kind)


def interrupt() -> None:
    """End what the shared readers have under way; see `Reader.interrupt`."""
    _shared.interrupt()
    _seeing.interrupt()


def worth_again(status: str) -> bool:
    """Tell whether a file that was read to this status has pictures in it that can be recognised now."""
    return status == "no_text_layer" and recognition.installed()
