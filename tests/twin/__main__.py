"""The twin as a process of its own: prints where its proxy is as one line of JSON and serves until told to stop."""

import argparse
import json
import signal
import sys
from pathlib import Path

from tests.twin.announcements import DAYS, FOLDER
from tests.twin.twin import Twin


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    options = argparse.ArgumentParser(prog="python -m tests.twin", description=__doc__)
    options.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    options.add_argument("--day", type=int, default=1, choices=DAYS, help="day that the sites show")
    options.add_argument("--announce", type=Path, help="file to write the line of JSON to as well")
    options.add_argument("--announcements", type=Path, default=FOLDER, help="folder of announcement files")
    options.add_argument("--filler", type=int, default=0, help="so many made-up announcements more")
    options.add_argument("--filler-hosts", type=int, default=0, help="spread them over so many made-up bureaus")
    options.add_argument("--hosts", type=int, default=0, help="add so many cities on hosts of their own")
    options.add_argument("--corpus", type=Path, help="folder of saved pages to serve as they are")
    options.add_argument("--sources", type=Path, help="folder to write source files for made-up hosts to")
    given = options.parse_args()
    over = [signal.SIGTERM, signal.SIGINT]
    signal.pthread_sigmask(signal.SIG_BLOCK, over)  # the server's thread inherits this: only we hear them
    with Twin(
        day=given.day,
        port=given.port,
        announcements=given.announcements,
        filler=given.filler,
        filler_hosts=given.filler_hosts,
        hosts=given.hosts,
        corpus=given.corpus,
    ) as twin:
        sources = twin.write_sources(given.sources) if given.sources else []
        where = {"proxy": twin.proxy_url, "ca_file": str(twin.ca_file), "day": twin.day, "sources": sources}
        line = json.dumps({**where, "environment": twin.environment()}, ensure_ascii=False)
        if given.announce:
            unfinished = given.announce.with_name(f"{given.announce.name}.part")
            unfinished.write_text(line + "\n", encoding="utf-8")
            unfinished.replace(given.announce)
        print(line, flush=True)
        signal.sigwait(over)
    return 0


if __name__ == "__main__":
    sys.exit(main())
