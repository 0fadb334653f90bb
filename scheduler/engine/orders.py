"""What a command of the plan becomes: jobs for workers, each a command that a person could type. Pure."""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduler.hosts import Component

CRAWL, READ, JUDGE, SEND = QUEUES = ("crawl", "read", "judge", "send")
READ_PER_JOB = 20
"""Announcements whose files one job reads: a scan takes a minute, and a dead worker's job is begun again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One job: `of` is the job of the plan and `due` the planned moment it belongs to, `limit` how long it may take.

    No two jobs of one `lock` run at the same time, on whatever machines; those without may always.
    """

    queue: str
    command: tuple[str, ...]
    of: str
    due: datetime
    limit: timedelta
    lock: str | None = None

    @property
    def mark(self) -> str:
        """What only one waiting job has: the same work is not queued twice."""
        words = json.dumps([self.lock, self.command])
        return f"{self.queue}:{hashlib.sha256(words.encode()).hexdigest()[:32]}"

    @property
    def plain(self) -> dict[str, Any]:
        """The order as the queue keeps it; what `of_plain` reads."""
        return {
            "command": list(self.command),
            "of": self.of,
            "due": self.due.isoformat(),
            "limit_seconds": self.limit.total_seconds(),
        }


def of_plain(queue: str, plain: dict[str, Any]) -> Order:
    """Return an order as it was kept; its lock is the queue's affair by then."""
    return Order(
        queue=queue,
        command=tuple(str(word) for word in plain["command"]),
        of=str(plain["of"]),
        due=datetime.fromisoformat(plain["due"]),
        limit=timedelta(seconds=float(plain["limit_seconds"])),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The job of the plan that is divided: its name, command, planned moment and limit."""

    name: str
    command: tuple[str, ...]
    due: datetime
    limit: timedelta

    def order(self, queue: str, command: Iterable[str], lock: str | None = None) -> Order:
        """Return an order that belongs to it."""
        return Order(queue=queue, command=tuple(command), of=self.name, due=self.due, limit=self.limit, lock=lock)


def asked(command: Sequence[str]) -> Namespace:
    """Return what a crawl of the plan asks for: `names`, `plan`, `rest`, and in `kept` the options each part keeps."""
    words = ArgumentParser(exit_on_error=False, add_help=False)
    words.add_argument("names", nargs="*")
    words.add_argument("--plan")
    words.add_argument("--rest", action="store_true")
    words.add_argument("--full", action="store_true")
    words.add_argument("--since")
    words.add_argument("--unvisited-since")
    found = words.parse_args(list(command[1:]))
    found.kept = (["--full"] if found.full else []) + [
        word
        for option, said in (("--since", found.since), ("--unvisited-since", found.unvisited_since))
        if said
        for word in (option, said)
    ]
    return found


def crawls(plan: Plan, bundles: Iterable[Component], wanted: Iterable[str], *, search: bool) -> Iterator[Order]:
    """Give one crawl for each bundle of hosts that has a wanted source.

    The lock is that of the whole bundle, whichever of its sources are wanted, so that two plans never meet at a host.
    """
    keys = frozenset(wanted)
    options = [*asked(plan.command).kept, "--keep-only", *(["--search"] if search else [])]
    for bundle in bundles:
        if mine := sorted(bundle.keys & keys):
            yield plan.order(CRAWL, ["crawl", *options, *mine], lock_of(bundle.hosts))


def lock_of(hosts: Iterable[str]) -> str:
    """Return the name of some hosts: the first one, and a hash of all."""
    names = sorted(hosts)
    return f"hosts {names[0]} {hashlib.sha256(' '.join(names).encode()).hexdigest()[:16]}"


def readings(plan: Plan, ids: Sequence[str]) -> Iterator[Order]:
    """Give the reading of files that wait, some announcements a job."""
    for some in _parts(ids, READ_PER_JOB):
        yield plan.order(READ, ["attachments", "read", *some])


def judgings(plan: Plan, ids: Sequence[str], most: int) -> Iterator[Order]:
    """Give the judging of announcements, so many a job; without any still one, which brings the index up to date."""
    for some in _parts(ids, most):
        yield plan.order(JUDGE, ["judge", *some])
    if not ids:
        yield plan.order(JUDGE, ["judge"], lock="index")


def sending(plan: Plan) -> Order:
    """Return the sending of an edition, or the delivery of what waits: one at a time over all machines."""
    return plan.order(SEND, plan.command, lock="send")


def _parts(ids: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]
