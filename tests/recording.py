"""Fixtures of sources recorded from the twin: `python -m tests.recording [KEY…]`, all that have none by default."""

import os
import subprocess
import sys
from pathlib import Path

from crawler.sources import load
from tests.twin import Twin
from tests.twin.announcements import moment_of

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "sources"
ORIGIN = "the twin of the sites (tests/twin), not the live site: to be replaced by a live recording"


def missing() -> list[str]:
    """Return the sources that are crawled and have no fixture."""
    return [key for key, source in load().items() if source.enabled and not (FIXTURES / key).is_dir()]


def record(*keys: str, out: Path = FIXTURES) -> subprocess.CompletedProcess[str]:
    """Run `zswatch record` against the twin's first day."""
    out.mkdir(parents=True, exist_ok=True)
    with Twin(day=1) as twin:
        stated = {"ZSWATCH_CRAWLER__DELAY_SECONDS": "0", "ZSWATCH_NOW": moment_of(1).isoformat()}
        command = [sys.executable, "-m", "scheduler", "record", *keys, "--out", str(out), "--origin", ORIGIN]
        variables = os.environ | twin.environment() | stated
        return subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    wanted = sys.argv[1:] or missing()
    done = record(*wanted) if wanted else None
    print(f"{done.stdout}{done.stderr}" if done else "every source has its fixture")
    sys.exit(done.returncode if done else 0)
