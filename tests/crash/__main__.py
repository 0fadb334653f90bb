"""`python -m tests.crash [--postgres URL] [--every]`: kill the day at each of its points, or at a choice of them.

Without `--postgres`, the URL of a server whose databases may be made and dropped, the archive is SQLite. The points and
the faults are printed as JSON; the exit code is 1 when there is a fault.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.crash import post
from tests.crash.trial import Databases, Point, Trial


def main() -> int:
    """Run the trial and print what came of it."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--postgres", default="")
    asked.add_argument("--every", action="store_true")
    stated = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zswatch-crash-") as where, databases(stated.postgres) as held:
        folder = Path(where)
        with post.serving(folder) as ports:
            trial = Trial(folder=folder, databases=held, ports=ports)
            trial.begin()
            chosen = trial.points if stated.every else choice(trial.points)
            faults = [fault for at in chosen for fault in trial.kill(at)]
    told = {
        "points": len(trial.points),
        "killed": [at.name for at in chosen],
        "faults": faults,
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 1 if faults else 0


def choice(points: Sequence[Point]) -> list[Point]:
    """Return the points at which something else can be lost than at their neighbours.

    Killed at any write, a process leaves what was there before that transaction: it is tried at the last one of each,
    when all of it is done and nothing committed. Messages are tried before and after they are handed over; what is
    committed then is the state before the next of these points.
    """
    found = []
    for at, following in zip(points, [*points[1:], None], strict=True):
        last = at.name.startswith("write:") and following is not None and following.name == "commit"
        if last or at.name.startswith(("send:", "sent:")):
            found.append(at)
    return found


class Files:
    """SQLite: the file stands in the folder and is copied with it."""

    def url(self, _name: str) -> str:
        """The default one."""
        return ""

    def copy(self, of: str, name: str) -> None:
        """Nothing to do."""

    def drop(self, name: str) -> None:
        """Nothing to do."""


class Server:
    """A server of PostgreSQL; nothing of it is open when a process is forked."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        self.prefix = f"crash_{int(time.time() * 1000) % 10**9}"
        self.made: list[str] = []

    def url(self, name: str) -> str:
        """That of a database, which is made when it is not there yet."""
        if name not in self.made:
            self.run(f"CREATE DATABASE {self.prefix}_{name}")
            self.made.append(name)
        named = self.engine.url.set(drivername="postgresql", database=f"{self.prefix}_{name}")
        return named.render_as_string(hide_password=False)

    def copy(self, of: str, name: str) -> None:
        """By PostgreSQL's own means."""
        self.run(f"CREATE DATABASE {self.prefix}_{name} TEMPLATE {self.prefix}_{of}")
        self.made.append(name)

    def drop(self, name: str) -> None:
        """With whoever is still on it: a killed process may be."""
        self.made.remove(name)
        self.run(f"DROP DATABASE {self.prefix}_{name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement."""
        with self.engine.connect() as connection:
            connection.execute(text(statement))
        self.engine.dispose()


@contextmanager
def databases(server: str) -> Iterator[Databases]:
    """Give the databases of a server, else of files; all are removed in the end."""
    if not server:
        yield Files()
        return
    held = Server(server)
    try:
        yield held
    finally:
        for name in list(held.made):
            held.drop(name)


if __name__ == "__main__":
    sys.exit(main())
