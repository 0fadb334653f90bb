"""Kept bytes: each is what its name says, and all that rows name are there."""

from collections.abc import Callable, Iterator

from archive.errors import TryLater, WatchError
from archive.records import Fault
from archive.store import hashes
from archive.store.opening import Archive, Tx

CHECKS = ("kept bytes", "named bytes")
EVERY = 1000
FETCH = "put it back from a backup (`blobs/SHA256.gz` in it), or `zswatch crawl SOURCE --full` to fetch it again"


def faults(archive: Archive, tx: Tx, tell: Callable[[str], None]) -> Iterator[Fault]:
    """Give the kept bytes that are damaged, then those that are named and not there."""
    with hashes.Hashes() as both:
        for sha256, where in hashes.named(tx):
            both.name(sha256, where)
        for number, sha256 in enumerate(archive.blobs.every(), start=1):
            both.keep(sha256)
            try:
                archive.blobs.check(sha256)
            except TryLater:
                raise
            except WatchError as error:
                remedy = f"remove its file where it has one of its own, then {FETCH}"
                yield Fault(check="kept bytes", where=f"blob {sha256}", what=_without_name(error), remedy=remedy)
            if number % EVERY == 0:
                tell(f"kept bytes: {number}")
        for sha256, where, times in both.missing():
            more = f" and {times - 1} more" if times > 1 else ""
            what = f"{where}{more} rest on bytes that are not kept"
            yield Fault(check="named bytes", where=f"blob {sha256}", what=what, remedy=FETCH)


def _without_name(error: WatchError) -> str:
    return str(error).partition(": ")[2] or str(error)
