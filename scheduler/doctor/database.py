"""The database: reached, of the right schema, writable."""

from collections.abc import Iterator

from archive.store import access
from archive.store.access import Access
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "database"
DO_OLDER = "nothing: the next command brings it up to date; make a backup before"


def look(it: Installation) -> Iterator[Finding]:
    """Look at the database and change nothing; what can not be reached raises DatabaseAway, which is told."""
    yield judged(access.look(it.settings))


def judged(found: Access) -> Finding:
    """Say what a look at a database means."""
    if found.refusal:
        do = "when another process writes for long, end it; else give the right to write to the service's user"
        return fault(NAME, f"{found.name}: can not be written: {found.refusal}", do)
    if found.schema == "newer":
        do = "install the newer program again, or restore a backup"
        return fault(NAME, f"{found.name}: is of a newer program than this", do)
    if found.schema == "older":
        return warning(NAME, f"{found.name}: is of an earlier version of this program", DO_OLDER)
    if found.schema == "missing":
        return well(NAME, f"{found.name}: not there yet; the first crawl makes it")
    said = "empty; the first crawl fills it" if found.schema == "empty" else "reached, up to date, can be written"
    return well(NAME, f"{found.name}: {said}")
