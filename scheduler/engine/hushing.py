"""What the queue's libraries say of a database that is away, at every attempt and with tracebacks: we say it once."""

import logging

from procrastinate.exceptions import ConnectorException

AWAY = ("08", "57P")
"""Beginnings of the states of a server whose connection is lost, or that is shutting down or starting."""
_TALKATIVE = ("asyncio", "procrastinate.utils", "procrastinate.worker")


def hush(worker: str) -> None:
    """Keep away what the libraries would log of a database that is away; what else goes wrong is logged as ever.

    `worker` is the name under which the queue knows a worker: procrastinate has a logger for each. It lasts as long as
    the process: tasks that failed tell so when the interpreter takes them away, at its very end.
    """
    for name in (*_TALKATIVE, f"procrastinate.worker.{worker}"):
        # Of each logger: filters of one are not asked about lines of those below it.
        logging.getLogger(name).addFilter(_is_of_more)


def _is_of_more(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, ConnectorException):
        return True
    # What the server said has a state; what has none never reached it.
    state = getattr(error.__cause__, "sqlstate", "unknown")
    return state is not None and not state.startswith(AWAY)
