"""`python -m tests.crash [--postgres URL] [--every]`: kill the day at each of its points, or at a choice of them.

Without `--postgres`, the URL of a server whose databases may be made and dropped, the archive is SQLite. The points and
the faults are printed as JSON; the exit code is 1 when there is a fault.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.crash import post
from tests.crash.trial import Trial


def main() -> int:
    """Run the trial and print what came of it."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--postgres", default="")
    asked.add_argument("--every", action="store_true")
    stated = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zswatch-crash-") as where, databases(stated.postgres) as (url, copy):
        folder = Path(where)
        with post.serving(folder) as ports:
            trial = Trial(folder=folder, url=url, copy=copy, ports=ports)
            trial.begin()
            chosen = list(range(len(trial.names))) if stated.every else choice(trial.names)
            faults = [fault for at in chosen for fault in trial.kill(at)]
    told = {
        "points": len(trial.names),
        "killed": [trial.names[at] for at in chosen],
        "faults": faults,
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 1 if faults else 0


def choice(names: list[str]) -> list[int]:
    """Return the points at which something else can be lost than at their neighbours.

    Killed at a write, a process leaves what it would leave at the first write of that transaction: of those the
    transactions that mail touches are tried at their last one. All others are tried: what is committed or has been, and
    each message before and after it is handed over.
    """
    found = []
    for at, name in enumerate(names):
        following = names[at + 1] if at + 1 < len(names) else ""
        if name.startswith(("send:", "sent:")) or (name.startswith("write:") and following == "commit"):
            found.append(at)
    return found


@contextmanager
def databases(server: str) -> Iterator[tuple[Callable[[str], str], Callable[[str], Any]]]:
    """Give the URL of the database of a name, and how the morning's is copied to it; all are dropped in the end."""
    if not server:
        yield (lambda _: ""), (lambda _: None)
        return
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    prefix = f"crash_{int(time.time() * 1000) % 10**9}"
    made = [f"{prefix}_morning"]

    def run(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()  # nothing is open when a process is forked

    def copy(name: str) -> None:
        if len(made) > 1:
            run(f"DROP DATABASE {made.pop()} WITH (FORCE)")
        run(f"CREATE DATABASE {prefix}_{name} TEMPLATE {made[0]}")
        made.append(f"{prefix}_{name}")

    run(f"CREATE DATABASE {made[0]}")
    try:
        yield (
            lambda name: engine.url.set(drivername="postgresql", database=f"{prefix}_{name}").render_as_string(
                hide_password=False
            ),
            copy,
        )
    finally:
        for name in made:
            run(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
