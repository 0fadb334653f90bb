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
        yield from _readable("revisions and judgements", revisions.walk(tx, meetings, tell))
        yield from _readable("the search index", indexes.walk(tx, tell))
        yield from _readable("kept bytes", keeping.faults(archive, tx, tell))


def _readable(of: str, some: Iterator[Fault]) -> Iterator[Fault]:
    """Give faults, and one more when a row holds what no program of ours wrote, such as broken JSON."""
    try:
        yield from some
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        what = f"a row can not be read, and what stands behind it was not looked at: {type(error).__name__}: {error}"
        yield Fault(check="database", where=of, what=" ".join(what.split()), remedy=relations.BACKUP)
