"""What tests of log lines share: how loggers and hooks are put back, and lines made as a process makes them."""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scheduler import logs
from scheduler.redaction import REDACTOR


@contextmanager
def put_back() -> Iterator[None]:
    """Let a block begin logs, and leave loggers, hooks, run id and known secrets as they were."""
    root = logging.getLogger()
    names = [logging.getLogger(name) for name in (*logs.OURS, "opentelemetry", "")]
    before = {one: one.level for one in names}
    hooks, shown = (sys.excepthook, threading.excepthook), warnings.showwarning
    run, known = (logs._Run.command, logs._Run.stated), dict(vars(REDACTOR))
    logs._Run.command, logs._Run.stated = "", ""
    vars(REDACTOR).update(_forms=set(), _pattern=None, _sources=[], longest=0)
    try:
        yield
    finally:
        for handler in [one for one in root.handlers if isinstance(one, logs._Ours)]:
            root.removeHandler(handler)
            handler.close()
        for one, level in before.items():
            one.setLevel(level)
        logging.captureWarnings(False)
        (sys.excepthook, threading.excepthook), warnings.showwarning = hooks, shown
        logs._Run.command, logs._Run.stated = run
        vars(REDACTOR).update(known)


def documents(said: str) -> list[dict[str, Any]]:
    """Return the JSON objects of lines; fails for a line that is none."""
    return [json.loads(line) for line in said.splitlines()]


def leaves(value: Any) -> Iterator[str]:
    """Give every text in a JSON value, keys included."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)
