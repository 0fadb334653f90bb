"""One crawl in a process of its own, as the program does it: a reactor can not be started twice in one."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def environment(data: Path, *more: dict[str, str], now: str = "2026-11-18T20:00:00+08:00") -> dict[str, str]:
    """Return the variables of a crawl into a data folder, without delay and at a fixed moment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    stated = {
        "ZSWATCH_DATA_DIR": str(data),
        "ZSWATCH_NOW": now,
        "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
        "ZSWATCH_CRAWLER__RECOGNISE": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }
    for one in more:
        stated |= one
    return kept | stated


@contextmanager
def started(
    variables: dict[str, str], *sources: str, program: str = "tests.crawling", **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """Give a crawl that is under way, and leave none behind; options are those of `crawler.run.crawl`."""
    stated = json.dumps({"sources": sources, **options})
    command = [sys.executable, "-m", program, stated]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=variables, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def crawl(variables: dict[str, str], *sources: str, **options: Any) -> dict[str, Any]:
    """Crawl to the end and return the report; what the crawl said on standard error is under `stderr`."""
    with started(variables, *sources, **options) as process:
        return ended(process)


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a crawl and return its report."""
    out, said = process.communicate(timeout=100)
    assert process.returncode == 0, f"exit {process.returncode}: {said}"
    report: dict[str, Any] = json.loads(out)
    report["stderr"] = said
    report["of"] = {one["source"]: one for one in report["sources"]}
    return report


def peak_kilobytes() -> int:
    """Return this process's own peak of memory; that of getrusage counts what its parent had when it was started."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    """Crawl as the argument says and print the report, seconds and peak memory as JSON."""
    gc.disable()  # as the command does
    from archive.config import load as settings_of
    from archive.store import open_archive
    from crawler.run import crawl as run
    from crawler.sources import choose, load

    options = json.loads(sys.argv[1])
    settings = settings_of()
    known = load(settings.crawler.sources_dir)
    sources = choose(known, options.pop("sources"))
    if since := options.pop("since", None):
        options["since"] = date.fromisoformat(since)
    told: list[tuple[str, int]] = []
    with open_archive(settings) as archive:
        options |= {"known": tuple(known.values()), "progress": lambda source, pages: told.append((source, pages))}
        report = run(archive, settings, sources, **options)
    peak = peak_kilobytes()
    print(json.dumps(asdict(report) | {"told": len(told), "peak_kilobytes": peak}, default=str))


if __name__ == "__main__":
    main()
