"""How long whole commands take from start to end: `python -m tests.bench.startup [--rounds N]`.

Commands over a small archive and, beside them in the same rounds, what no command of ours can be quicker than: an
interpreter that does nothing, and one that imports the database library. Medians of the wall clock and of processor
time with children; on a machine that is shared the second one says more.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.config import Settings
from archive.store import indexing, open_archive
from tests.bench import made_up_archive

NOW = "2026-11-20T09:00:00+08:00"
KEPT = 500
"""Announcements in the archive: opening it must not be measured by its size."""
FLOORS = {"python -c pass": ["-c", "pass"], "python -c 'import sqlalchemy.orm'": ["-c", "import sqlalchemy.orm"]}
COMMANDS = (
    ["--help"],
    ["search", "机器人"],
    ["status"],
    ["sources"],
    ["show", f"zs-{made_up_archive.FIRST_ID}"],
    ["why", f"zs-{made_up_archive.FIRST_ID}"],
    ["meetings"],
    ["subscribers", "list"],
    ["digest", "list"],
    ["digest", "preview", "--out", "out"],
)
Taken = tuple[float, float]
"""Seconds of the wall clock, and of processor time."""


def main() -> None:
    """Measure all by turns and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=9)
    rounds = asked.parse_args().rounds
    with TemporaryDirectory() as name:
        folder = Path(name)
        with open_archive(Settings(data_dir=folder / "data")) as archive:
            made_up_archive.fill(archive, KEPT, processes=1)
            indexing.bring_up(archive)
        # A preview judges what nobody has judged yet, and only a crawl, a judgement or the night indexes that.
        _run(["-m", "scheduler", "digest", "preview", "--out", "out"], folder)
        _run(["-m", "scheduler", "archive", "index"], folder)
        lines = {what: (lambda words=words: _run(words, folder)) for what, words in FLOORS.items()}
        for words in COMMANDS:
            lines[f"zswatch {' '.join(words)}"] = lambda words=words: _run(["-m", "scheduler", *words], folder)
        _print(_by_turns(lines, rounds))


def _by_turns(lines: dict[str, Callable[[], Taken]], rounds: int) -> dict[str, list[Taken]]:
    taken: dict[str, list[Taken]] = {what: [] for what in lines}
    for number in range(rounds + 1):  # the first one fills the caches of the machine, and writes compiled modules
        for what, run in lines.items():
            one = run()
            if number:
                taken[what].append(one)
    return taken


def _run(words: list[str], folder: Path) -> Taken:
    environment = os.environ | {"ZSWATCH_DATA_DIR": str(folder / "data"), "ZSWATCH_NOW": NOW}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its compiled modules beside it
    before, began = _processor(), time.perf_counter()
    done = subprocess.run([sys.executable, *words], env=environment, cwd=folder, capture_output=True, check=False)
    taken = time.perf_counter() - began, _processor() - before
    if done.returncode not in {0, 1} or b"Traceback" in done.stderr:
        sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stderr.decode()}")
    return taken


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print(taken: dict[str, list[Taken]]) -> None:
    print("| command | wall s | processor s |\n|---|---|---|")
    for what, each in taken.items():
        wall, processor = (statistics.median(one[place] for one in each) for place in (0, 1))
        print(f"| `{what}` | {wall:.2f} | {processor:.2f} |")


if __name__ == "__main__":
    main()
