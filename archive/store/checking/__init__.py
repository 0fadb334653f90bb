"""Looking through the whole archive: everything that must hold of rows and kept bytes, fault by fault.

All rows are of one state, whatever is written meanwhile; some of them and one kept file are in memory at a time.
"""

from collections.abc import Callable, Iterator, Mapping

from archive.records import Fault, Meeting
from archive.store.checking import indexes, keeping, relations, revisions
from archive.store.opening import Archive

__all__ = ["CHECKS", "Tell", "faults"]

CHECKS = (*relations.CHECKS, *revisions.CHECKS, *indexes.CHECKS, *keeping.CHECKS)
"""The names of all checks."""
Tell = Callable[[str], None]


def faults(archive: Archive, meetings: Mapping[str, Meeting], tell: Tell = lambda _: None) -> Iterator[Fault]:
    """Give every fault of an archive; `meetings` are those that come with the program and the imported ones.

    `tell` is called with lines for whoever waits. Raises DatabaseAway when the database can not be read on.
    """
    with archive.read() as tx:
        for check in relations.EACH:
            tell(f"{check.__name__.replace('_', ' ')} …")
            yield from check(tx)
        yield from revisions.walk(tx, meetings, tell)
        yield from indexes.walk(tx, tell)
        yield from keeping.faults(archive, tx, tell)
