"""What is kept from the log of a worker while its database is away, and what is not."""

import logging
from collections.abc import Iterator

import pytest
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError
from psycopg.errors import AdminShutdown, UndefinedFunction
from psycopg_pool import PoolTimeout

from scheduler.engine.hushing import hush


def caused(cause: Exception) -> ConnectorException:
    error = ConnectorException()
    error.__cause__ = cause
    return error


NAMES = ("asyncio", "procrastinate.utils", "procrastinate.worker", "procrastinate.worker.a:1:b")
AWAY = tuple(map(caused, (PoolTimeout("no connection"), OperationalError("closed"), AdminShutdown("bye"))))
ELSE = caused(UndefinedFunction("no such function")), ConnectorException(), ValueError("ours")


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    known = [logging.getLogger(name) for name in NAMES]
    before = {one: list(one.filters) for one in known}
    yield
    for one, filters in before.items():
        one.filters[:] = filters


@pytest.mark.parametrize("name", NAMES)
def test_a_database_that_is_away_is_kept_from_the_log_and_nothing_else_is(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger(name)
    before = list(logger.filters)
    hush("a:1:b")
    for error in (*AWAY, *ELSE):
        logger.error("a task failed", exc_info=error)
    logger.error("in words")
    assert [record.exc_info and record.exc_info[1] for record in caplog.records] == [*ELSE, None]
    hush("a:1:b")
    assert len(logger.filters) == len(before) + 1  # however often
