"""What the whole pipeline costs on top of fetching: a bare Scrapy spider and a crawl over the same pages of the twin.

    python -m tests.bench.crawl [--filler N] [--rounds N]

Both run as processes of their own, by turns, with the same concurrency and no delay. The crawl comes first once, to
learn which addresses it asks for; the bare spider then fetches just these. Seconds are of the whole process, with
starting Python, importing and opening the archive; CPU seconds include the child that reads attachments, and tell more
than seconds where other programs are busy too. The exit code is 1 when the ratio is over the target.
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

TARGET = 1.6
MEMORY_TARGET_MB = 300


def main() -> None:
    """Measure, print a table, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--filler", type=int, default=300, help="announcements on top of the twin's own")
    parser.add_argument("--rounds", type=int, default=3, help="how often each of both runs")
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
    taken: dict[str, list[dict[str, Any]]] = {"bare": [], "pipeline": []}
    for _ in range(rounds):
        taken["bare"].append(bare())
        taken["pipeline"].append(pipeline())
    return report(taken, len(asked))


def report(taken: dict[str, list[dict[str, Any]]], pages: int) -> tuple[float, float]:
    """Print the table and return ratio and peak."""
    seconds = {name: statistics.median(one["wall"] for one in some) for name, some in taken.items()}
    cpus = {name: statistics.median(one["cpu"] for one in some) for name, some in taken.items()}
    peaks = {name: max(one["peak_kilobytes"] for one in some) / 1024 for name, some in taken.items()}
    print(f"{'':10} {'seconds':>8} {'pages/s':>8} {'all':>24} {'CPU s':>8} {'peak MB':>8}")
    for name, some in taken.items():
        every = " ".join(f"{one['wall']:.2f}" for one in some)
        speed = pages / seconds[name]
        print(f"{name:10} {seconds[name]:8.2f} {speed:8.0f} {every:>24} {cpus[name]:8.2f} {peaks[name]:8.0f}")
    ratio, of_cpu, peak = seconds["pipeline"] / seconds["bare"], cpus["pipeline"] / cpus["bare"], peaks["pipeline"]
    print(f"ratio {ratio:.2f} (target {TARGET}), of CPU {of_cpu:.2f}; peak {peak:.0f} MB (target {MEMORY_TARGET_MB})")
    return ratio, peaks["pipeline"]


def run(arguments: list[str], variables: dict[str, str]) -> dict[str, Any]:
    """Run a Python program to its end; return what it printed as JSON, with its wall time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], env=variables, cwd=ROOT, capture_output=True, check=False)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed | {"wall": wall, "cpu": cpu}


if __name__ == "__main__":
    main()
