"""What commands say of their work: one place that decides how, from which level on, and under which run id.

Everything speaks through the standard library's loggers, as Scrapy, Twisted, APScheduler and uvicorn do; structlog
makes the lines (`scheduler.log_lines`), and is imported when the first one is to be written.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import TYPE_CHECKING, Any

from archive.clock import now
from scheduler.redaction import REDACTOR

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

    from archive.sections import Log

RUN, TRACE = "ZSWATCH_RUN", "TRACEPARENT"
"""Variables by which a child learns whose work it does."""
OURS = ("zswatch", "archive", "crawler", "digest", "scheduler")
"""The loggers that `log.level` is about; of all others only what is wrong is said, unless it is `debug`."""
SERVICES = frozenset({"run", "worker", "serve"})
LONGEST_RUN = 120
_RUN_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_")
_logger = logging.getLogger("zswatch")


class _Run:
    """The run id of this process, and what it is called."""

    command = ""
    stated = ""
    lock = threading.Lock()


def begin(
    log: "Log", command: str, folder: Path | None = None, *, secrets: Callable[[], Iterable[str]] | None = None
) -> None:
    """Say from now on what the settings want to be said, on standard error and in `folder`/`command`.log.

    A command that a person typed says only what is wrong, unless lines for programs were asked for; services, and
    commands that services start, say all from `log.level` on. `secrets` gives what must never be said. What goes wrong
    unexpectedly becomes a line too. Can be called again; then the newest call counts.
    """
    _Run.command = command
    if secrets is not None:
        REDACTOR.ask(secrets)
    level = getattr(logging, log.level.upper())
    typed = log.format == "human" and command not in SERVICES and RUN not in os.environ
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _Ours)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.WARNING if level > logging.DEBUG else logging.INFO)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    screen = StandardError(log.format)
    screen.setLevel(max(level, logging.WARNING) if typed else level)
    root.addHandler(screen)
    if folder is not None:
        root.addHandler(LogFile(log.format, folder / f"{command.replace(' ', '-')}.log", log.keep_mb))
    logging.captureWarnings(True)
    sys.excepthook = _unexpected
    threading.excepthook = _unexpected_in_thread


def run_id() -> str:
    """Return the run id of this process: the one its parent gave it, else one of its own."""
    with _Run.lock:
        if not _Run.stated:
            given = os.environ.get(RUN, "")
            good = 0 < len(given) <= LONGEST_RUN and _RUN_CHARACTERS.issuperset(given)
            _Run.stated = given if good else f"{now():%Y%m%dT%H%M%S}-{token_hex(3)}"
        return _Run.stated


def about() -> dict[str, str]:
    """Return what every line says of this process: its command, its run id, and the span that runs, if there is one."""
    from scheduler import tracing

    return {"command": _Run.command, "run_id": run_id(), **tracing.here()}


def child_environment() -> dict[str, str]:
    """Return the variables for a child that does a part of this run's work: its run id, and the span it belongs to.

    A child's id begins with ours, and is its own: all lines of a service's work are found by the beginning, those of
    one command by the whole.
    """
    from scheduler import tracing

    mine = run_id()
    room = LONGEST_RUN - len(mine) > len(".123456")
    return {RUN: f"{mine}.{token_hex(3)}" if room else mine, **tracing.carried()}


class _Ours(logging.Handler):
    """A handler whose lines are made by `scheduler.log_lines`, and which never makes anything fail."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self._lines: dict[bool, logging.Formatter] = {}

    def lines(self, colours: bool) -> logging.Formatter:
        """Return what makes the lines; structlog is imported with the first one."""
        if colours not in self._lines:
            from scheduler.log_lines import formatter

            self._lines[colours] = formatter(self.form, about, colours=colours)
        return self._lines[colours]

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Say that a line could not be written, and nothing of it: what it holds is what made it fail."""
        kind = getattr(sys.exc_info()[0], "__name__", "")
        try:
            sys.stderr.write(f"zswatch: a line of {record.name[:100]!r} could not be written: {kind}\n")
        except (OSError, ValueError):
            return  # nobody listens


class StandardError(_Ours):
    """Writes to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; colours only for eyes."""
        try:
            stream = sys.stderr
            colours = self.form == "human" and stream.isatty() and "NO_COLOR" not in os.environ
            stream.write(self.lines(colours).format(record) + "\n")
            stream.flush()
        except Exception:  # noqa: BLE001 - whatever a record holds, the work goes on
            self.handleError(record)


class LogFile(_Ours):
    """Appends to a file, which is begun anew when it has half of its megabytes; the one before it is kept."""

    def __init__(self, form: str, file: Path, keep_mb: int) -> None:
        super().__init__(form)
        self.file, self.most = file, keep_mb * 500_000
        self._writer: RotatingFileHandler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a folder that can not be written to is told on standard error, and the work goes on."""
        try:
            self._opened().emit(record)
        except Exception:  # noqa: BLE001 - as above
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            self._writer.close()
        super().close()

    def _opened(self) -> "RotatingFileHandler":
        if self._writer is None:
            from logging.handlers import RotatingFileHandler

            self.file.parent.mkdir(parents=True, exist_ok=True)
            writer = RotatingFileHandler(self.file, maxBytes=self.most, backupCount=1, encoding="utf-8", delay=True)
            writer.setFormatter(self.lines(colours=False))
            writer.handleError = self.handleError  # type: ignore[method-assign]
            self._writer = writer
        return self._writer


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        _logger.critical("an unexpected %s", kind.__name__, exc_info=(kind, error, trace))
    else:
        sys.__excepthook__(kind, error, trace)


def _unexpected_in_thread(caught: Any) -> None:
    if caught.exc_value is not None:
        _unexpected(caught.exc_type, caught.exc_value, caught.exc_traceback)
