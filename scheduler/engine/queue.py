"""The queue as whoever gives work sees it: jobs queued once, looked after, taken from the dead, counted."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.sync_psycopg_connector import wrap_exceptions

from archive.config import Settings
from archive.errors import DatabaseAway
from scheduler.engine import place, schema
from scheduler.engine.orders import QUEUES, Order

TASK = "zswatch"
"""The one task there is: it runs the command that a job names."""
MOST_STARTS = 50
"""A job that was begun so often and outlived none of its workers is given up: it may be what kills them."""
KEPT_DAYS = 7
CONNECT_SECONDS = 10
ANSWER_SECONDS = 5.0
"""How long a question waits for a connection."""
DEAD_LINKS = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""How a link that is cut without a word is noticed, after some 25 seconds: whoever asks would wait for ever else."""
LOCK = 0x7A737177
"""The number under which processes queue on PostgreSQL to take jobs from the dead."""

_UNFINISHED = """SELECT id FROM procrastinate_jobs WHERE queueing_lock = %(mark)s AND NOT abort_requested
  AND status IN ('todo', 'doing') ORDER BY id DESC LIMIT 1"""
_STATES = "SELECT id, status FROM procrastinate_jobs WHERE id = ANY(%(ids)s)"
_SILENT = """SELECT job.id,
  (SELECT count(*) FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'started')
  FROM procrastinate_jobs job LEFT JOIN procrastinate_workers w ON w.id = job.worker_id
  WHERE job.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %(seconds)s))"""
_AGAIN = "SELECT procrastinate_retry_job_v2(%(id)s, now(), NULL, NULL, NULL)"
_GIVEN_UP = "SELECT procrastinate_finish_job_v1(%(id)s, 'failed', false)"
_OF_WORKER = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %(worker)s"
_DEPTHS = """SELECT job.queue_name AS queue,
  count(*) FILTER (WHERE job.status = 'todo') AS waiting, count(*) FILTER (WHERE job.status = 'doing') AS running,
  extract(epoch FROM now() - min(event.at) FILTER (WHERE job.status = 'todo')) AS oldest
  FROM procrastinate_jobs job LEFT JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
  WHERE job.status IN ('todo', 'doing') GROUP BY job.queue_name"""
_FAILED = """SELECT job.queue_name AS queue, count(DISTINCT job.id) AS failed FROM procrastinate_jobs job
  JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'failed'
  WHERE job.status = 'failed' AND event.at > now() - interval '1 day' GROUP BY job.queue_name"""
_TIDY = """DELETE FROM procrastinate_jobs job WHERE job.status NOT IN ('todo', 'doing') AND NOT EXISTS
  (SELECT FROM procrastinate_events e WHERE e.job_id = job.id AND e.at > now() - make_interval(days => %(days)s))"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Depth:
    """How much there is to do in a queue: jobs that wait, those that run, and those that failed for good in a day.

    `oldest_seconds` is how long ago the oldest one that waits was queued, None when none waits.
    """

    queue: str
    waiting: int
    running: int
    oldest_seconds: float | None
    failed: int


def connecting(settings: Settings) -> dict[str, Any]:
    """Return how a pool of connections reaches the queue: its schema is the only one that they see."""
    stated = f"-c search_path={place.SCHEMA}"
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it warns at each attempt of what we say once
    return {
        "conninfo": place.queue_url(settings),
        "kwargs": {"options": stated, "connect_timeout": CONNECT_SECONDS, **DEAD_LINKS},
        "min_size": 0,
        "max_size": 4,
        "timeout": ANSWER_SECONDS,
    }


class Queue:
    """The queue, opened for the length of a block. Safe to be used from several threads.

    What the database does not answer is DatabaseAway, wherever it happens.
    """

    def __init__(self, settings: Settings, *, made: bool = True) -> None:
        """Take the queue of the settings; with `made` its tables are made when it is opened, if they are not there."""
        self._made = made
        self._name = place.name(settings)
        self._connector = SyncPsycopgConnector(**connecting(settings))
        self._app = App(connector=self._connector)

    def __enter__(self) -> Self:
        with self._reached():
            self._app.open()
            try:
                if self._made:
                    self.make()
            except BaseException:
                self._app.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._app.close()

    def make(self) -> None:
        """Make the queue's tables, or bring them up to date."""
        with self._reached():
            schema.bring_up(self._connector)

    def put(self, order: Order) -> int:
        """Queue a job and return its number; that of the one there is when the same work waits or is done already."""
        with self._reached():
            while True:
                known = self._asked(_UNFINISHED, mark=order.mark)
                if known:
                    return int(known[0]["id"])
                try:
                    wish = self._app.configure_task(TASK, queue=order.queue, lock=order.lock, queueing_lock=order.mark)
                    return wish.defer(**order.plain)
                except AlreadyEnqueued:  # by somebody else, at this moment
                    continue

    def states(self, ids: Collection[int]) -> dict[int, str]:
        """Return how jobs are: `todo`, `doing`, `succeeded`, `failed`, `aborted`, `cancelled`, or not known."""
        with self._reached():
            return {row["id"]: row["status"] for row in self._asked(_STATES, ids=list(ids))}

    def cancel(self, ids: Collection[int]) -> None:
        """Let jobs that wait be forgotten, and those that run be stopped."""
        with self._reached():
            for one in ids:
                self._app.job_manager.cancel_job_by_id(one, abort=True)

    def take_over(self, silent_seconds: float) -> list[int]:
        """Let jobs wait again whose worker was not heard of for so long; returns their numbers."""
        with self._reached(), wrap_exceptions(), self._connector.pool.connection() as connection:
            # One at a time: a job that another one has just given away may run already.
            connection.execute("SELECT pg_advisory_xact_lock(%(number)s)", {"number": LOCK})
            found = connection.execute(_SILENT, {"seconds": silent_seconds}).fetchall()
            for one, starts in found:
                connection.execute(_AGAIN if starts < MOST_STARTS else _GIVEN_UP, {"id": one})
            return [one for one, _ in found]

    def of_worker(self, worker_id: int) -> list[int]:
        """Return the jobs that the queue thinks a worker is at."""
        with self._reached():
            return [row["id"] for row in self._asked(_OF_WORKER, worker=worker_id)]

    def give_back(self, job_id: int) -> None:
        """Let a job wait again that nobody is at."""
        with self._reached():
            self._asked(_AGAIN, id=job_id)

    def depths(self) -> tuple[Depth, ...]:
        """Return how much there is to do in each queue."""
        with self._reached():
            now = {row["queue"]: row for row in self._asked(_DEPTHS)}
            failed = {row["queue"]: int(row["failed"]) for row in self._asked(_FAILED)}
        return tuple(_depth(name, now.get(name), failed.get(name, 0)) for name in QUEUES)

    def tidy(self) -> None:
        """Forget jobs that ended more than KEPT_DAYS ago."""
        with self._reached():
            self._connector.execute_query(_TIDY, days=KEPT_DAYS)

    def _asked(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        return self._connector.execute_query_all(query, **arguments)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except ConnectorException as error:
            raise self._away(error.__cause__ or error) from None
        except OSError as error:
            raise self._away(error) from None

    def _away(self, error: BaseException) -> DatabaseAway:
        return DatabaseAway(f"{self._name}: {' '.join(str(error).split()) or type(error).__name__}")


def _depth(queue: str, row: dict[str, Any] | None, failed: int) -> Depth:
    if row is None:
        return Depth(queue=queue, waiting=0, running=0, oldest_seconds=None, failed=failed)
    oldest = None if row["oldest"] is None else float(row["oldest"])
    return Depth(queue=queue, waiting=row["waiting"], running=row["running"], oldest_seconds=oldest, failed=failed)
