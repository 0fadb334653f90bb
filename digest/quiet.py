"""Libraries that write of each request would write its address and its secrets into our logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

CLIENT = ("httpx2", "httpcore2")
"""The loggers of the HTTP client."""


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Keep the log lines of these loggers away meanwhile."""
    loggers = [logging.getLogger(name) for name in names]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
