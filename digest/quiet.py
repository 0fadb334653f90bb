"""Libraries that write of each request would write its address and its secrets into our logs."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CLIENT = ("httpx2", "httpcore2")
"""The loggers of the HTTP client."""
_lock = threading.Lock()
_quieted: dict[str, tuple[int, int]] = {}
"""How many blocks keep a logger quiet, and its level before the first of them: they overlap in several threads."""


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Keep the log lines of these loggers away meanwhile."""
    for name in names:
        with _lock:
            count, level = _quieted.get(name, (0, logging.getLogger(name).level))
            _quieted[name] = (count + 1, level)
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name in names:
            with _lock:
                count, level = _quieted.pop(name)
                if count > 1:
                    _quieted[name] = (count - 1, level)
                else:
                    logging.getLogger(name).setLevel(level)
