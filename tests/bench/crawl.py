"""What the whole pipeline costs on top of fetching: a bare Scrapy spider and a crawl over the same pages of the twin.

    python -m tests.bench.crawl [--filler N] [--rounds N]

Both run as processes of their own, by turns, with the same concurrency and no delay. The crawl comes first once, to
learn which addresses it asks for; the bare spider then fetches just these. Seconds are of the whole process; how many
of them go into starting it (Python, imports, the reactor or a new archive) is measured by itself. CPU seconds and the
second peak include the children, which read pages and attachments; the first peak is of the crawling process alone.
The exit code is 1 when a target is missed.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.crawling import ROOT, environment
from tests.twin import Twin

TARGET = 1.25
MEMORY_TARGET_MB = 300
SAMPLE_SECONDS = 0.1
START = """
import crawler.run
from archive.config import load
from archive.store import open_archive
open_archive(load()).close()
print("{}")
"""


def main() -> None:
    """Measure, print a table, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--filler", type=int, default=1820, help="announcements on top of the twin's own")
    parser.add_argument("--rounds", type=int, default=5, help="how often each of both runs")
    parser.add_argument("--per-host", type=int, default=1, help="requests under way at one host")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Twin(filler=options.filler) as twin:
        ratio, peak = measure(twin, Path(folder), options.rounds, options.per_host)
    sys.exit(0 if ratio <= TARGET and peak <= MEMORY_TARGET_MB else 1)


def measure(twin: Twin, folder: Path, rounds: int, per_host: int) -> tuple[float, float]:
    """Return the ratio of the medians and the peak memory of the crawl in megabytes."""
    data, addresses = folder / "data", folder / "addresses"
    limits = {"ZSWATCH_CRAWLER__CONCURRENCY_PER_HOST": str(per_host), "PYTHONWARNINGS": "default"}
    variables = environment(data, twin.environment(), limits)

    def pipeline() -> dict[str, Any]:
        shutil.rmtree(data, ignore_errors=True)
        return run(["-m", "tests.crawling", json.dumps({"sources": []})], variables)

    def bare() -> dict[str, Any]:
        return run(["-m", "tests.bench.bare", str(addresses), str(per_host)], variables)

    twin.log.clear()
    first = pipeline()
    asked = [one.url for one in twin.log.requests if one.path != "/robots.txt"]
    addresses.write_text("\n".join(asked), encoding="utf-8")
    unwell = [f"{one['source']}: {one['status']}: {one['why']}" for one in first["sources"] if one["status"] != "ok"]
    print(f"{len(asked)} requests, {sum(one['new'] for one in first['sources'])} announcements", *unwell, sep="\n")
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in ("bare", "pipeline", "bare start", "pipeline start")}
    nothing = folder / "nothing"
    nothing.touch()
    for _ in range(rounds):
        taken["bare"].append(bare())
        taken["pipeline"].append(pipeline())
        taken["bare start"].append(run(["-m", "tests.bench.bare", str(nothing), str(per_host)], variables))
        shutil.rmtree(data, ignore_errors=True)
        taken["pipeline start"].append(run(["-c", START], variables))
    return report(taken, len(asked))


def report(taken: dict[str, list[dict[str, Any]]], pages: int) -> tuple[float, float]:
    """Print the table and return ratio and peak."""
    seconds = {name: statistics.median(one["wall"] for one in some) for name, some in taken.items()}
    cpus = {name: statistics.median(one["cpu"] for one in some) for name, some in taken.items()}
    wide = max(10, 6 * max(map(len, taken.values())))
    print(f"{'':15} {'seconds':>8} {'pages/s':>8} {'all':>{wide}} {'CPU s':>8} {'peak MB':>8} {'with children':>14}")
    for name, some in taken.items():
        every = " ".join(f"{one['wall']:.2f}" for one in some)
        speed = "" if name.endswith("start") else f"{pages / seconds[name]:.0f}"
        peaks = f"{_peak(some, 'own'):8.0f} {_peak(some, 'all'):14.0f}"
        print(f"{name:15} {seconds[name]:8.2f} {speed:>8} {every:>{wide}} {cpus[name]:8.2f} {peaks}")
    ratio, of_cpu = seconds["pipeline"] / seconds["bare"], cpus["pipeline"] / cpus["bare"]
    running = [seconds[name] - seconds[f"{name} start"] for name in ("pipeline", "bare")]
    peak = _peak(taken["pipeline"], "own")
    print(f"ratio {ratio:.2f} (target {TARGET}), without the start {running[0] / running[1]:.2f}, of CPU {of_cpu:.2f}")
    print(f"peak {peak:.0f} MB (target {MEMORY_TARGET_MB})")
    return ratio, peak


def _peak(some: list[dict[str, Any]], whose: str) -> float:
    return max(float(one[whose]) for one in some)


def run(arguments: list[str], variables: dict[str, str]) -> dict[str, Any]:
    """Run a Python program to its end; return what it printed as JSON, with its wall time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    own = family = 0.0
    with subprocess.Popen(
        [sys.executable, *arguments], env=variables, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while True:
            try:
                out, said = process.communicate(timeout=SAMPLE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                sizes = [megabytes(one) for one in lineage(process.pid)]
                own, family = max(own, sizes[0]), max(family, sum(sizes))
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode != 0:
        sys.exit(said.decode())
    printed: dict[str, Any] = json.loads(out)
    own = printed.get("peak_kilobytes", own * 1024) / 1024
    return printed | {"wall": wall, "cpu": cpu, "own": own, "all": max(own, family)}


def lineage(pid: int) -> list[int]:
    """Return a process and all that it started, itself first."""
    try:
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # ended in between
        return [pid]
    return [pid, *(one for child in started for one in lineage(int(child)))]


def megabytes(pid: int) -> float:
    """Return how much memory a process has in use now."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * resource.getpagesize() / 1024**2


if __name__ == "__main__":
    main()
