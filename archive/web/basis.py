"""What an announcement rests on and what rests on it: documents cited, and the chain down from a meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from archive import records
from archive.citations import chains, names
from archive.records import Announcement, Cited, Link, Meeting, Query
from archive.search import search
from archive.store import Tx, announcements, citations, meetings, signs
from archive.web.rooms import Rooms

MOST = 20
"""Announcements that cite one, and citations of one, that are named."""
TELLING = 8
"""Characters of a name that tells: shorter ones are everybody's, and looking for them reads half the archive."""
REMEMBERED = 3600.0
"""Seconds for which the policies that meetings name are kept in mind: to gather them reads every citation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citer:
    """An announcement that cites the one that is shown, and what it does with it."""

    id: str
    title: str
    relation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resting:
    """The chain down to an announcement, what it cites (`more` are not named), who cites it, and titles by id."""

    chain: tuple[Link, ...]
    cites: tuple[Cited, ...]
    more: int
    cited_by: tuple[Citer, ...]
    titles: Mapping[str, str]


class Basis:
    """Looks up what announcements rest on; one for all requests."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self._lock = Lock()
        self._known: tuple[float, Sequence[chains.Origin]] | None = None

    def meetings(self, tx: Tx) -> dict[str, Meeting]:
        """Return the meetings by their ids: all where somebody lends them, else those that were imported."""
        lent = self.rooms.meetings
        return {one.id: one for one in (lent(tx) if lent else meetings.every(tx))}

    def of(self, tx: Tx, one: Announcement, known: Mapping[str, Meeting]) -> Resting:
        """Return what an announcement rests on, and what rests on it."""
        cites = citations.of(tx, one.id, one.revision)
        shown = cites[:MOST]
        targets = [target for each in shown for target in (each.target, *each.candidates) if target]
        return Resting(
            chain=citations.chain(tx, one.id, self._origins(tx, known)) if cites else (),
            cites=shown,
            more=len(cites) - len(shown),
            cited_by=cited_by(tx, one),
            titles=announcements.named(tx, targets),
        )

    def _origins(self, tx: Tx, known: Mapping[str, Meeting]) -> Sequence[chains.Origin]:
        with self._lock:
            if self._known is None or monotonic() - self._known[0] > REMEMBERED:
                self._known = (monotonic(), citations.origins(tx, known.values()))
            return self._known[1]


def cited_by(tx: Tx, one: Announcement) -> tuple[Citer, ...]:
    """Return announcements that cite this one: of those that print its number or name, who means this very paper."""
    called = dict.fromkeys([*names.numbers(one.doc_number), *_titles(one)])
    found: dict[str, str] = {}
    for words in called:
        for hit in search(tx, Query(words=f'"{words}"', sort="newest", limit=MOST)).hits:
            found.setdefault(hit.id, hit.title)
    found.pop(one.id, None)
    revisions = [(owner, each.revision) for owner, each in signs.of(tx, found).items()]
    citers = []
    for owner, cites in citations.of_many(tx, revisions).items():
        if relation := _relation(cites, {one.id, one.canonical_id}):
            citers.append(Citer(id=owner, title=found[owner], relation=relation))
    return tuple(citers[:MOST])


def _titles(one: Announcement) -> list[str]:
    """Return the name under which a paper is cited: what its title has in 《》, else the title."""
    whole = one.title.replace('"', "").strip()
    inner = whole.partition("《")[2].rpartition("》")[0]
    name = inner or whole
    return [name] if TELLING <= len(name) <= names.LONGEST else []


def _relation(cites: Sequence[records.Cited], held: set[str]) -> str | None:
    return next((each.citation.relation for each in cites if each.target in held), None)
