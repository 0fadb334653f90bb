"""`zswatch worker`: works on the jobs that a service leaves to whoever has the time, on this machine or another one."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import config_of, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@click.option(
    "--queues", default="crawl,read,judge,send", show_default=True, help="what to work on, separated by commas"
)
@click.option("--parallel", type=click.IntRange(1, 64), default=1, show_default=True, help="jobs side by side")
@with_settings
def worker(settings: "Settings", queues: str, parallel: int) -> None:
    """Work on what `zswatch run` leaves to workers (engine.kind = "queue"), until stopped.

    Any number of workers may run, on any machines that reach the database and the store of kept bytes. Stopped, a
    worker gives back what it is at; killed, what it was at is taken over by another one.
    """
    from archive import config
    from archive.errors import WrongUse
    from scheduler import engine
    from scheduler.engine.orders import QUEUES

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("zswatch").setLevel(logging.INFO)
    wanted = tuple(dict.fromkeys(word.strip() for word in queues.split(",") if word.strip()))
    if unknown := [one for one in wanted if one not in QUEUES]:
        raise WrongUse(f"--queues: {unknown[0]!r} is not one of {', '.join(QUEUES)}")
    stated = config_of(click.get_current_context())
    default = Path(config.DEFAULT_FILE)
    engine.work(settings, stated or (default if default.is_file() else None), wanted or QUEUES, parallel)


COMMANDS = (worker,)
