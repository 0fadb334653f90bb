"""Workers as processes of their own, and rounds of the plan that are left to them."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from archive.config import Settings, load
from scheduler import engine
from scheduler.engine.carrying import Carrier
from scheduler.engine.worker import app_of
from scheduler.plan import Job
from scheduler.process import Ended
from tests.crawling import ROOT

DUE = datetime.fromisoformat("2026-11-18T06:30:00+08:00")


def variables(folder: Path, database: str, *more: dict[str, str], bytes_in: Path | None = None) -> dict[str, str]:
    """Return the variables of a worker: the shared database and bytes, and a data folder of its own."""
    stated = {
        "ZSWATCH_DATA_DIR": str(folder / "data"),
        "ZSWATCH_DATABASE_URL": database,
        "ZSWATCH_BLOBS__URL": f"file://{(bytes_in or folder) / 'bytes'}",
        "ZSWATCH_ENGINE__KIND": "queue",
        "ZSWATCH_ENGINE__SILENT_SECONDS": "5",
        "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
        "ZSWATCH_CRAWLER__RECOGNISE": "false",
        "ZSWATCH_WATCH__LISTEN": "",
        "ZSWATCH_NOW": "2026-11-18T20:00:00+08:00",
    }
    for one in more:
        stated |= one
    return stated


def settings_of(stated: dict[str, str]) -> Settings:
    """Return the settings that these variables make."""
    return load(environ=stated)


@contextmanager
def worker(stated: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Give a worker at work, and leave none behind."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | stated
    command = [sys.executable, "-m", "scheduler", "worker", *arguments]
    data = Path(stated["ZSWATCH_DATA_DIR"])
    data.mkdir(parents=True, exist_ok=True)
    with (data / "worker.log").open("ab") as said, subprocess.Popen(command, env=environment, stderr=said) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            finally:
                process.kill()


def job(*command: str, seconds: float = 100) -> Job:
    """Return a job of the plan."""
    return Job(name=command[0], command=command, times=(), limit=timedelta(seconds=seconds), lane="lane")


class Round:
    """A round of the plan under way in a thread, as the service has it."""

    def __init__(self, settings: Settings, one: Job, due: datetime = DUE) -> None:
        self.stopping = threading.Event()
        self._ended: list[Ended | BaseException] = []
        self._thread = threading.Thread(target=self._run, args=[settings, one, due], daemon=True)
        self._thread.start()

    def _run(self, settings: Settings, one: Job, due: datetime) -> None:
        try:
            self._ended.append(engine.runner(settings)(one, due, self.stopping.is_set))
        except BaseException as error:
            self._ended.append(error)
            raise

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return bool(self._ended)

    def end(self, seconds: float = 110) -> Ended:
        """Return how it ended."""
        self._thread.join(seconds)
        assert self._ended, "the round does not end"
        (ended,) = self._ended
        assert isinstance(ended, Ended), ended
        return ended


def drain(settings: Settings, holder: str = "here:1:one", first_seconds: float = 30.0) -> None:
    """Carry out what can be begun at this moment, in this process, and what follows at once."""

    async def work() -> None:
        app = app_of(settings, Carrier(settings, None, holder), first_seconds)
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    asyncio.run(work())
