"""The envelope: what healthy runs of a source look like, learnt from the counts of those that ended `ok`.

A run keeps its counts as one flat mapping, `RunFacts`. The names, and what each is counted of:

    entries          rows on the first page of the list              row.dated        of rows on it
    pager            1 when the first page leads to a second one     fill.<fact>      of read: pages on which a page,
    newest           the newest day on the list, as YYYYMMDD                          or its row, states the fact
    read             pages read                                      page.<fact>      of read: pages that state it
    way.<words>      of read: which reader and container spoke       body.median      characters, of the pages read
    agree.<fact>     of told.<fact>: pages that say what their row says
    same.<fact>      of had.<fact>: pages that still say what they said when they were kept

Nothing is learnt from a run with another status than `ok`, and nothing at all before there are RUNS of them, so that a
source that collapses keeps the bounds it had, however long that lasts. Whoever has looked at a change and found it
right declares `expect.learn_from`, the day from which runs count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from statistics import median

from archive.records import RunFacts

RUNS = 3
"""So many healthy runs are needed before anything is learnt from them."""
WINDOW = 30
"""The newest healthy runs that count."""
RARE = 1e-3
"""A share that healthy runs would show less often than this is no accident."""
SEVERAL = 3
HALF = 0.5
QUARTER = 0.25
PAGES = 5
"""The median of fewer pages than this says nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What `runs` healthy runs have in common: the usual rows of a first page, sums of all counts, the usual body."""

    runs: int = 0
    entries: float = 0.0
    pager: bool = False
    body: float = 0.0
    sums: Mapping[str, int] = field(default_factory=dict)

    @property
    def entries_min(self) -> int:
        """The fewest rows that the first page may have: half of what is usual, 0 when nothing is known."""
        return int(self.entries * HALF + HALF)

    def rate(self, name: str, of: str) -> float | None:
        """Return the share that healthy runs show, None when they show nothing."""
        base = self.sums.get(of, 0)
        return self.sums.get(name, 0) / base if self.runs and base else None

    def always(self, name: str, of: str) -> bool:
        """Say whether healthy runs show nothing else, of PAGES at least."""
        return bool(self.runs) and self.sums.get(of, 0) >= PAGES and self.sums.get(name, 0) >= self.sums[of]

    def faults(self, facts: RunFacts) -> list[str]:
        """Return a sentence for everything in which a run is not like the healthy ones, the weightiest first."""
        if not self.runs:
            return []
        found = [self._entries(facts), self._pager(facts)]
        found += [self._share(facts, name, of) for name, of in shares(facts, self.sums)]
        ways = "" if _same_words(facts) else self._ways(facts)
        return [one for one in [*found, ways, self._body(facts)] if one]

    def doubts(self, facts: RunFacts) -> list[str]:
        """Return what should be looked at though nothing was lost: the same words, read in another way than ever."""
        ways = self._ways(facts) if self.runs and _same_words(facts) else ""
        return [f"{ways}; the words are the same"] if ways else []

    def _entries(self, facts: RunFacts) -> str:
        entries = facts.get("entries", 0)
        if entries >= self.entries_min:
            return ""
        return f"the first listing page has {entries} entries; {self.entries:g} are usual, at least half are expected"

    def _pager(self, facts: RunFacts) -> str:
        """A page as full as usual, of a list that always went on, does not end it."""
        if not self.pager or facts.get("pager") or facts.get("entries", 0) < self.entries:
            return ""
        return "the first listing page leads to no second one, as it always did"

    def _share(self, facts: RunFacts, name: str, of: str) -> str:
        found, whole = facts.get(name, 0), facts.get(of, 0)
        if not is_rare(found, whole, self.sums.get(name, 0), self.sums.get(of, 0)):
            return ""
        usual = self.rate(name, of)
        return f"{name} on {found} of {whole} pages; usual are {usual or 0:.0%}"

    def _ways(self, facts: RunFacts) -> str:
        known = [name for name in facts if name.startswith("way.") and self.sums.get(name)]
        new = sorted(name for name in facts if name.startswith("way.") and name not in known)
        read, usual = facts.get("read", 0), self.sums.get("read", 0)
        if not new or not is_rare(sum(facts[name] for name in known), read, usual, usual):
            return ""
        unknown = sum(facts[name] for name in new)
        return f"{unknown} of {read} pages were read in a way never used before ({new[0].removeprefix('way.')})"

    def _body(self, facts: RunFacts) -> str:
        here = facts.get("body.median", 0)
        if facts.get("read", 0) < PAGES or here >= self.body * QUARTER:
            return ""
        return f"half of the bodies have at most {here} characters; {self.body:.0f} are usual"


def _same_words(facts: RunFacts) -> bool:
    """Tell whether most pages read were read before, and say the same words as then."""
    again = facts.get("had.body", 0)
    return again >= HALF * facts.get("read", 0) and facts.get("same.body") == again


def learn(healthy: Iterable[RunFacts]) -> Envelope:
    """Return what the healthy runs of a source have in common, the newest WINDOW of them; they come newest first."""
    counted = [facts for facts in healthy if facts][:WINDOW]
    if len(counted) < RUNS:
        return Envelope()
    sums: Counter[str] = Counter()
    for facts in counted:
        sums.update(facts)
    bodies = [facts["body.median"] for facts in counted if facts.get("read", 0) >= PAGES]
    return Envelope(
        runs=len(counted),
        entries=median(facts.get("entries", 0) for facts in counted),
        pager=all(facts.get("pager") for facts in counted),
        body=median(bodies) if bodies else 0.0,
        sums=sums,
    )


def shares(*counted: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return each count that is a share, with the name of what it is a share of."""
    names = sorted({name for counts in counted for name in counts})
    wholes = {"row": "entries", "page": "read"}
    found = []
    for name in names:
        kind, _, fact = name.partition(".")
        if kind in wholes:
            found.append((name, wholes[kind]))
        elif kind in {"told", "had"}:
            found.append((f"{'agree' if kind == 'told' else 'same'}.{fact}", name))
    return found


def is_rare(found: int, of: int, usual: int, usual_of: int) -> bool:
    """Tell whether so few of so many are less likely than RARE, where `usual` of `usual_of` are the rule.

    Fewer than SEVERAL that are otherwise prove nothing: what is published on one day is often of one kind. The rule is
    taken to be a little looser than what was seen (one found and one not found more), so that little
    experience condemns nothing.
    """
    if not usual_of or of - found < SEVERAL:
        return False
    rate = (usual + 1) / (usual_of + 2)
    return sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(found + 1)) < RARE
