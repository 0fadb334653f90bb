"""The first crawl, bounded in time so that the first digest is there within minutes, and that digest."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive import clock

if TYPE_CHECKING:
    from archive.config import Settings
    from crawler.sources import Source
    from digest.showing import Preview

QUICK = ("portal-zhxx", "portal-tzgg", "zs_gxj", "zs_fgj", "zs_kj", "gd_rgznjqr")
"""Sources that are short and often speak of the subject: a digest of them is worth a look."""
DAYS = 30
"""How far back a first look goes; the service's own crawls go on to the end of every list."""
GRACE_SECONDS = 60.0
"""What a crawl may take for what it has in hand when its time is over."""


def quick(sources: "Iterable[Source]") -> tuple[str, ...]:
    """Return which of the quick sources are in force; all when none is."""
    known = list(sources)
    found = tuple(one.key for one in known if one.key in QUICK or one.stem in QUICK)
    return found or tuple(one.key for one in known)


def since() -> date:
    """Return the day from which on announcements are read at first."""
    return clock.today() - timedelta(days=DAYS)


def crawl(file: Path, names: Sequence[str], *, minutes: float) -> tuple[int, bool]:
    """Crawl these sources, or all when none is named, in a process of its own with its own progress.

    Returns its exit code and whether it was ended: after so many minutes (0: never), or by Ctrl-C. Either way it keeps
    what it has read.
    """
    command = [sys.executable, "-m", "scheduler", "crawl", "--config", str(file), "--since", f"{since()}", *names]
    with subprocess.Popen(command) as child:  # noqa: S603 - our own program with our own words
        try:
            return child.wait(minutes * 60 or None), False
        except subprocess.TimeoutExpired:
            child.terminate()
        except KeyboardInterrupt:
            pass  # the child, which reads from the same terminal, has heard it too
        try:
            return child.wait(GRACE_SECONDS), True
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            return child.wait(), True


def digest(settings: "Settings", sources: "Sequence[Source]", out: Path) -> "Preview":
    """Write the digest of today to files, as it would be sent now; nothing is sent."""
    from archive.store import open_archive
    from digest.showing import preview

    with open_archive(settings) as archive:
        return preview(archive, settings, clock.today(), out, sources=sources)
