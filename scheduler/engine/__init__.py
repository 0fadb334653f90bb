"""Work left to workers on whatever machines, by a queue in PostgreSQL: the one room of procrastinate.

What is here is imported only where `engine.kind` is `queue`, and needs the part `engine` then.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.engine.place import require

if TYPE_CHECKING:
    from archive.config import Settings
    from scheduler.engine.queue import Depth
    from scheduler.process import Runner

__all__ = ["depths", "require", "runner", "work"]


def runner(settings: "Settings", config: Path | None = None) -> "Runner":
    """Return what leaves crawls, reading, judging and sending to workers, and runs all else here.

    Raises WrongSettings when workers could not share what they work on.
    """
    require(settings)
    from scheduler.engine.rounds import runner as queued

    return queued(settings, config)


def depths(settings: "Settings") -> "tuple[Depth, ...]":
    """Return how long each queue is and how old its oldest job; raises WrongSettings, DatabaseAway."""
    require(settings)
    from scheduler.engine.queue import Queue

    with Queue(settings) as queue:
        return queue.depths()


def work(settings: "Settings", config: Path | None, queues: tuple[str, ...], parallel: int) -> None:
    """Work on the jobs of some queues until SIGTERM or SIGINT; raises WrongSettings."""
    require(settings)
    from scheduler.engine.worker import work as worked

    worked(settings, config, queues, parallel)
