"""What a command says: read from a pipe, appended to a log of bounded size, its end kept for a note.

The command writes into a pipe and not into the file: a full disk takes its log then, and not the command.
"""

import os
import threading
from pathlib import Path

TAIL_BYTES = 2_000
CHUNK = 1 << 16


class Said:
    """The log of one command while it runs; `writing` is the end of the pipe that the command gets.

    Of a log that grows beyond half of `keep_bytes` the older half stays as NAME.log.1.
    """

    def __init__(self, log: Path, keep_bytes: int) -> None:
        self._log = log
        self._most = max(keep_bytes // 2, CHUNK)
        self._tail = b""
        self._reading, self.writing = os.pipe()
        self._thread = threading.Thread(target=self._pump, name=f"log {log.name}", daemon=True)
        self._thread.start()

    def end(self, seconds: float = 5.0) -> str:
        """Return the end of what was said, once all who could write have ended, or after so many seconds."""
        self._thread.join(seconds)
        return self._tail.decode("utf-8", errors="backslashreplace").strip()

    def _pump(self) -> None:
        with os.fdopen(self._reading, "rb", buffering=0) as pipe:
            while piece := pipe.read(CHUNK):
                self._tail = (self._tail + piece)[-TAIL_BYTES:]
                self._append(piece)

    def _append(self, piece: bytes) -> None:
        """Write on, if the disk lets us: what can not be kept is let go of."""
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            if self._log.exists() and self._log.stat().st_size + len(piece) > self._most:
                self._log.replace(self._log.with_name(f"{self._log.name}.1"))
            with self._log.open("ab") as file:
                file.write(piece)
        except OSError:
            return
