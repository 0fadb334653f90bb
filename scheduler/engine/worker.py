"""`zswatch worker`: takes jobs from the queue wherever it runs, leads no plan, and gives its jobs back when it ends."""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from archive.config import Settings
from archive.errors import DatabaseAway, WatchError
from archive.store import open_archive
from scheduler import notify
from scheduler.engine.carrying import Carrier
from scheduler.engine.hushing import hush
from scheduler.engine.queue import TASK, Queue, connecting
from scheduler.engine.retries import FIRST_SECONDS, Retries
from scheduler.leader import holder
from scheduler.presence import Presence
from scheduler.pulse import Pulse

POLL_SECONDS = 2.0
"""How often the queue is looked at, beside being told; and how soon a job is stopped that is not wanted any more."""
ROUND_SECONDS = 5.0
"""How often a worker says that it lives."""
Answering = Callable[[Pulse], AbstractContextManager[object]]
"""Answers whoever asks how a worker is, for the length of a block."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)
_log = logging.getLogger("zswatch.engine")


def work(settings: Settings, config: Path | None, queues: Sequence[str], parallel: int, answering: Answering) -> None:
    """Work on the jobs of some queues, so many side by side, until SIGTERM or SIGINT."""
    with suppress(DatabaseAway):  # the tours wait for it
        open_archive(settings).close()
    worker = Worker(settings, config, queues, parallel)
    hush(worker.holder)
    with answering(worker.pulse):
        asyncio.run(worker.work())


def app_of(settings: Settings, carrier: Carrier, first_seconds: float = FIRST_SECONDS) -> App:
    """Return procrastinate's view of a worker: where the queue is, and what is done with a job of it.

    `first_seconds` is how long a job waits at most that failed once.
    """
    app = App(connector=PsycopgConnector(**connecting(settings)))
    app.task(name=TASK, pass_context=True, retry=Retries(settings.engine.attempts, first_seconds))(carrier)
    return app


class Worker:
    """One process that carries out jobs; a database that is away ends a tour, and another begins when it is back."""

    def __init__(self, settings: Settings, config: Path | None, queues: Sequence[str], parallel: int) -> None:
        self._settings = settings
        self._queues = list(queues)
        self._parallel = parallel
        self.pulse, self.holder = Pulse(), holder()
        self._presence = Presence(settings, self.holder, "worker")
        self._carrier = Carrier(settings, config, self.holder)
        self._stopping = asyncio.Event()
        self._forgotten: set[int] = set()
        self._away = False

    async def work(self) -> None:
        """Work until a signal asks to end, then give back what is under way."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._parallel + 4, thread_name_prefix="job"))
        for number in SIGNALS:
            loop.add_signal_handler(number, self._stopping.set)
        living = asyncio.create_task(self._live())
        notify.ready()
        _log.info("%s works on %s", self.holder, ", ".join(self._queues))
        while not self._stopping.is_set():
            try:
                await self._tour()
            except (ConnectorException, WatchError, OSError) as error:
                self._tell_away(" ".join(str(error.__cause__ or error).split()))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), ROUND_SECONDS)
        notify.stopping()
        living.cancel()
        await asyncio.to_thread(self._presence.end)

    async def _tour(self) -> None:
        """Carry out jobs until asked to end, or until the queue's database is away."""
        await asyncio.to_thread(self._made)
        app = app_of(self._settings, self._carrier)
        silent = self._settings.engine.silent_seconds
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=self._queues,
                    name=self.holder,
                    concurrency=self._parallel,
                    fetch_job_polling_interval=POLL_SECONDS,
                    abort_job_polling_interval=POLL_SECONDS,
                    shutdown_graceful_timeout=0,
                    install_signal_handlers=False,
                    update_heartbeat_interval=silent / 4,
                    stalled_worker_timeout=silent,
                )
            )
            stopping = asyncio.create_task(self._stopping.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            working.cancel()  # which ends it in order
            with suppress(asyncio.CancelledError):
                await working

    async def _live(self) -> None:
        """Say every few seconds that this worker lives, and look after the jobs of those that do not."""
        looked = 0.0
        loop = asyncio.get_running_loop()
        while True:
            self.pulse.beat("works", ", ".join(f"job {one}" for one in sorted(self._carrier.running)))
            notify.alive()
            if loop.time() - looked >= self._settings.engine.silent_seconds / 3:
                looked = loop.time()
                await asyncio.to_thread(self._look_after)
            await asyncio.to_thread(self._presence.say, "works")
            await asyncio.sleep(ROUND_SECONDS)

    def _made(self) -> None:
        with Queue(self._settings):
            pass

    def _look_after(self) -> None:
        try:
            with Queue(self._settings) as queue:
                for one in queue.take_over(self._settings.engine.silent_seconds):
                    _log.warning("job %d was taken from a worker that is gone", one)
                self._give_back(queue)
        except DatabaseAway as error:
            self._tell_away(str(error))
        else:
            if self._away:
                _log.info("the queue answers again")
            self._away = False

    def _tell_away(self, why: str) -> None:
        if not self._away:  # it is tried every few seconds: once is told
            _log.warning("the queue is away, trying again: %s", why)
        self._away = True

    def _give_back(self, queue: Queue) -> None:
        """Let jobs wait again that the queue takes for ours and we are not at: their end could not be noted.

        Seen so twice, that is: one that was given a moment ago, or has ended a moment ago, is none of them.
        """
        ours = {one for worker in self._carrier.workers for one in queue.of_worker(worker)}
        idle = ours - self._carrier.running
        for one in idle & self._forgotten:
            _log.warning("job %d is done again, since its end could not be noted", one)
            queue.give_back(one)
        self._forgotten = idle - self._forgotten
