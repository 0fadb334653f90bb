"""`make demo`: two days of the twin of the sites, from crawl to digest, without internet."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.twin import Twin

FOLDER = Path("demo")
DAYS = {1: "2026-11-18T09:00:00+08:00", 2: "2026-11-19T09:00:00+08:00"}


def main() -> None:
    """Run both days in the folder `demo/`, print what was found, and say where to open the digests."""
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with Twin(day=1) as twin:
        say(f"the twin of the sites listens on {twin.proxy_url}")
        for day, moment in DAYS.items():
            twin.day = day
            environment = os.environ | twin.environment() | settings_of(moment)
            say(f"day {day} ({moment[:10]}): crawling")
            report = json.loads(zswatch(environment, "crawl", "--json"))
            tell(report)
            zswatch(environment, "digest", "send", "--to", "reader@example.org")
            zswatch(environment, "digest", "replay", "--out", str(FOLDER / moment[:10]))
            tell_edition(FOLDER / moment[:10] / "edition.json")
    say(f"done in {time.monotonic() - began:.0f} s; open the digests:")
    for moment in DAYS.values():
        print(f"    {(FOLDER / moment[:10] / 'edition.html').absolute()}")
    print(f"    mails: {(FOLDER / 'data' / 'mail').absolute()}")
    data = FOLDER / "data"
    print(f"ask the archive:  ZSWATCH_DATA_DIR={data} {Path(sys.executable).parent / 'zswatch'} search 机器人")


def settings_of(moment: str) -> dict[str, str]:
    """Return the settings of the demo: its own folder, no delay on loopback, the day's clock."""
    return {
        "ZSWATCH_NOW": moment,
        "ZSWATCH_DATA_DIR": str(FOLDER / "data"),
        "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
        "ZSWATCH_MAIL__CHANNEL": "folder",
    }


def zswatch(environment: dict[str, str], *arguments: str) -> str:
    """Run a command as a person would; its progress goes to the terminal, a failure ends the demo."""
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", *arguments], env=environment, stdout=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        sys.exit(f"zswatch {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout.decode()


def tell(report: dict[str, Any]) -> None:
    """Print a crawl's report, a line a source."""
    for one in report["sources"]:
        found = f"{one['new']:>3} new {one['changed']:>3} changed {one['unchanged']:>3} unchanged"
        print(f"    {one['source']:<20} {one['status']:<8} {one['pages']:>3} pages {found}")


def tell_edition(file: Path) -> None:
    """Print what an edition carries."""
    edition = json.loads(file.read_text(encoding="utf-8"))
    say(f"digest of {edition['date']}: {len(edition['items'])} items, {len(edition['changes'])} quiet edits")
    for item in edition["items"]:
        print(f"    [{'/'.join(item['themes']) or '–'}] {item['title']}")


def say(line: str) -> None:
    """Print a step of the demo."""
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    main()
