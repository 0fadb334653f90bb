"""A candidate for the lead as a process of its own: says on standard output when it begins to lead and when it ends.

Each line is `leads SINCE` or `ended LAST`, in seconds of the machine's monotonic clock: LAST is when it was last
certain.
"""

import sys
import time
from pathlib import Path

from archive.config import Settings
from scheduler.leader import OnMany, holder, leadership

LOOK_SECONDS = 0.02


def main(url: str, folder: str, lease: float, wrong_by: float) -> None:
    """Stand by and lead until killed, with a clock that is wrong by so many seconds."""
    right = time.time
    time.time = lambda: right() + wrong_by
    settings = Settings(data_dir=Path(folder), database_url=url)
    own = OnMany(settings, holder(), seconds=lease, every=lease / 4) if url else leadership(settings, holder())
    own.take()  # opens the archive
    print("ready", time.monotonic(), flush=True)
    leads, last = False, 0.0
    while True:
        now = time.monotonic()
        still = own.keep() if leads else own.take()
        if still != leads:
            print("leads" if still else "ended", now if still else last, flush=True)
        leads, last = still, now
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
