"""How quick the pages are for many readers while a crawl keeps: `python -m tests.bench.readers_at_once --keep FOLDER`.

`zswatch serve` runs over the archive that `python -m tests.bench.search --keep FOLDER` has made (and with `--postgres`
over that database). Each of 20 readers asks for a page, reads for two seconds (--pause), and asks for the next one:
the search page with hits and facets, with and without a filter, and announcements. Another process keeps two new
announcements a second (--keeps). Prints p50 and p95 in milliseconds, and what was not answered well.
"""

import argparse
import contextlib
import http.client
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from archive.config import Settings
from archive.store import announcements, open_archive
from tests.bench import made_up_archive, questions
from tests.bench.keeping import announcement
from tests.bench.search import prepare
from tests.found import NOON

TARGET = 150.0
SEARCH, FILTERED, READ = "search page", "search, a theme", "announcement"
SAMPLE = 5_000
STARTING = 60.0
NEW = 70_000_000
"""Post ids of what is kept meanwhile begin here."""


def main() -> None:
    """Measure and print; the exit code is 1 when the target is missed."""
    stated = _stated()
    settings = Settings(data_dir=stated.keep / "sqlite")
    if stated.postgres:
        settings = Settings(data_dir=stated.keep / "postgresql", database_url=stated.postgres)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with open_archive(settings) as archive:
        prepare("PostgreSQL" if stated.postgres else "SQLite", archive, stated.announcements)
        asked = questions.choose(list(made_up_archive.sample(archive, SAMPLE)))
    stop = multiprocessing.get_context("spawn").Event()
    writer = multiprocessing.get_context("spawn").Process(target=keep_on, args=(settings, stated.keeps, stop))
    with serving(settings) as port:
        writer.start()
        times, wrong = read(port, asked, stated)
        stop.set()
        writer.join()
    sys.exit(0 if show(times, wrong) and writer.exitcode == 0 else 1)


def keep_on(settings: Settings, a_second: float, stop: "threading.Event") -> None:
    """Keep announcements that nobody has seen, each in a transaction of its own as a crawl does, until told to stop."""
    number = NEW + int(time.time()) % NEW
    waited = []
    with open_archive(settings) as archive:
        while not stop.wait(1 / a_second):
            number += 1
            begun = time.perf_counter()
            with archive.begin() as tx:
                announcements.keep(tx, announcement(number), NOON)
            waited.append((time.perf_counter() - begun) * 1000)
    print(f"kept {len(waited)} meanwhile, {statistics.median(waited):.1f} ms each, slowest {max(waited):.0f} ms")


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """Run `zswatch serve` as a process of its own, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZSWATCH_")}
    environment |= {"ZSWATCH_DATA_DIR": str(settings.data_dir)}
    if settings.database_url:
        environment |= {"ZSWATCH_DATABASE_URL": str(settings.database_url)}
    for limit in ("requests_per_minute", "searches_per_minute"):
        if limit in type(settings.web).model_fields:  # all readers come from one address here
            environment |= {f"ZSWATCH_WEB__{limit.upper()}": "1000000"}
    command = [sys.executable, "-m", "scheduler", "serve", "--port", str(port)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stderr=said)
        try:
            if not _answers(port, process):
                said.seek(0)
                sys.exit(f"zswatch serve does not answer: {said.read()[-2000:].decode(errors='replace')}")
            yield port
        finally:
            process.terminate()
            process.wait()


def read(
    port: int, asked: Sequence[questions.Question], stated: argparse.Namespace
) -> tuple[dict[str, list[float]], list[str]]:
    """Let the readers read; return milliseconds by kind of page, and what went wrong."""
    times: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []
    end = time.monotonic() + stated.seconds

    def reader(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - not for secrets
        time.sleep(chance.random() * stated.pause)
        while time.monotonic() < end:
            kind, path = page(chance, asked, stated.announcements)
            begun = time.perf_counter()
            said = _ask(port, path)
            times[kind].append((time.perf_counter() - begun) * 1000)
            if said != "200":
                wrong.append(f"{path}: {said}")
            time.sleep(stated.pause * (0.5 + chance.random()))

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(stated.readers)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    return times, wrong


def page(chance: random.Random, asked: Sequence[questions.Question], count: int) -> tuple[str, str]:
    """Return the kind and the address of a page that a reader might open."""
    kind = chance.choice((SEARCH, FILTERED, READ))
    if kind == READ:
        return kind, f"/announcements/zs-{made_up_archive.FIRST_ID + chance.randrange(count)}"
    stated = {"q": chance.choice(asked).words} | ({"theme": "industry"} if kind == FILTERED else {})
    return kind, f"/search?{urlencode(stated)}"


def show(times: dict[str, list[float]], wrong: Sequence[str]) -> bool:
    """Print what was measured; return whether it is as it should be."""
    for kind, some in times.items():
        print(f"{kind:<16}{len(some):6} pages{statistics.median(some):9.1f} /{_p95(some):8.1f} ms")
    every = [one for some in times.values() for one in some]
    print(f"{'all':<16}{len(every):6} pages{statistics.median(every):9.1f} /{_p95(every):8.1f} ms, wanted {TARGET:.0f}")
    print(f"not answered well: {len(wrong)} {wrong[:5] if wrong else ''}")
    return not wrong and _p95(every) <= TARGET


def _ask(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return str(answer.status)
    except (OSError, http.client.HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server answers; False when it has ended, or does not in a minute."""
    end = time.monotonic() + STARTING
    while _ask(port, "/healthz") != "200":
        if process.poll() is not None or time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def _p95(some: Sequence[float]) -> float:
    return sorted(some)[int(0.95 * (len(some) - 1) + 0.5)]


def _stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--announcements", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=2.0)
    parser.add_argument("--keeps", type=float, default=2.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
