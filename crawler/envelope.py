"""The envelope: what healthy runs of a source look like, learnt from the counts of those that ended `ok`.

A run keeps its counts as one flat mapping, `RunFacts`. The names, and what each is counted of:

    entries          rows on the first page of the list              row.dated        of rows on it
    pager            1 when the first page leads to a second one     fill.<fact>      of read: pages on which a page,
    newest           the newest day on the list, as YYYYMMDD                          or its row, states the fact
    read             pages read                                      page.<fact>      of read: pages that state it
    way.<words>      of read: which reader and container spoke       size.<number>    of read: bodies of so many
    body.median      characters, of the pages read                                    characters at least
    agree.<fact>     of told.<fact>: pages that say what their row says
    same.<fact>      of had.<fact>: pages that still say what they said when they were kept
    kept.<fact>      of known.<fact>: rows that still say what is kept of their announcement
    unlisted         pages that are still there though the list, which had them, does not show them any more
    doubted          1 when a habit was lost in the run

Nothing is learnt from a run with another status than `ok` or in which a habit was lost, and nothing at all before there
are RUNS of them, so that a source that collapses keeps the bounds it had, however long that lasts. Where a source has
shown little, what its siblings on the same platform have in common counts too (`crawler.chances`). Whoever has looked
at a change and found it right declares `expect.learn_from`, the day from which runs count, and then they alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from archive.records import RunFacts
from crawler.chances import DOUBTFUL, RARE, SEVERAL, Habit, chance, is_lost, is_rare, shares

RUNS = 3
"""So many healthy runs are needed before anything is learnt from them."""
WINDOW = 30
"""The newest healthy runs that count."""
HALF = 0.5
PAGES = 5
"""What is so on fewer pages than this may be so by chance."""
HABITS = frozenset({"page", "agree", "row"})
"""Kinds of shares of which the loss on a page or two is doubtful already: publishers edit words, not their layout."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What `runs` healthy runs have in common: the usual rows of a first page, sums of all counts, the usual body.

    `fewest` are the fewest rows that a first page had, `habits` what the source's siblings have in common.
    """

    runs: int = 0
    entries: float = 0.0
    fewest: int = 0
    pager: bool = False
    body: float = 0.0
    sums: Mapping[str, int] = field(default_factory=dict)
    habits: Mapping[str, Habit] = field(default_factory=dict)

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
        return [one for one in [*found, ways] if one]

    def doubts(self, facts: RunFacts) -> list[str]:
        """Return a sentence for every habit that a run has lost, be it on two pages only: somebody should look."""
        return [
            f"{name} on {facts.get(name, 0)} of {facts[of]}; the source and others of its kind have it nearly always"
            for name, of in shares(facts, self.sums, self.habits)
            if name.partition(".")[0] in HABITS and not self.always(name, of)  # else each page was told by itself
            if self._is_lost(facts, name, of, below=DOUBTFUL)
        ]

    def rows_lost(self, facts: RunFacts) -> str:
        """Return what to say of a list that is shorter than ever though nothing was taken from the site."""
        entries, unlisted = facts.get("entries", 0), facts.get("unlisted", 0)
        if not unlisted or entries >= self.fewest:
            return ""
        return (
            f"the first listing page has {entries} entries, never fewer than {self.fewest} until now, and {unlisted} "
            "pages that it had are still there"
        )

    def notes(self, facts: RunFacts) -> list[str]:
        """Return what should be known though nothing was lost: the same words, read in another way than ever."""
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

    def _is_lost(self, facts: RunFacts, name: str, of: str, *, below: float) -> bool:
        """Tell whether a habit of the source and its siblings was lost; without a habit nothing is."""
        habit = self.habits.get(name)
        return habit is not None and is_lost(*self._counted(facts, name, of), habit, below=below)

    def _share(self, facts: RunFacts, name: str, of: str) -> str:
        """Return what to say of a share that is rare for this source, be it by its siblings' habit or by its own.

        What comes and goes with the siblings may do so here too, however the few pages known until now were.
        """
        counted = found, whole, _, _ = self._counted(facts, name, of)
        habit = self.habits.get(name)
        lost = whole - found >= SEVERAL and self._is_lost(facts, name, of, below=RARE)
        rare = is_rare(*counted) and (habit is None or chance(*counted, habit) < RARE)
        if not lost and not rare:
            return ""
        usual = self.rate(name, of)
        return f"{name} on {found} of {whole} pages; usual are {usual or 0:.0%}"

    def _counted(self, facts: RunFacts, name: str, of: str) -> tuple[int, int, int, int]:
        return facts.get(name, 0), facts.get(of, 0), self.sums.get(name, 0), self.sums.get(of, 0)

    def _ways(self, facts: RunFacts) -> str:
        known = [name for name in facts if name.startswith("way.") and self.sums.get(name)]
        new = sorted(name for name in facts if name.startswith("way.") and name not in known)
        read, usual = facts.get("read", 0), self.sums.get("read", 0)
        if not new or not is_rare(sum(facts[name] for name in known), read, usual, usual):
            return ""
        unknown = sum(facts[name] for name in new)
        return f"{unknown} of {read} pages were read in a way never used before ({new[0].removeprefix('way.')})"


def _same_words(facts: RunFacts) -> bool:
    """Tell whether most pages read were read before, and say the same words as then."""
    again = facts.get("had.body", 0)
    return again >= HALF * facts.get("read", 0) and facts.get("same.body") == again


def learn(healthy: Iterable[RunFacts]) -> Envelope:
    """Return what the healthy runs of a source have in common, the newest WINDOW of them; they come newest first.

    Of older ones that are given too, those in which pages were read count for what is known of pages.
    """
    known = [facts for facts in healthy if facts and not facts.get("doubted")]
    counted, older = known[:WINDOW], [facts for facts in known[WINDOW:] if facts.get("read")]
    if len(counted) < RUNS:
        return Envelope()
    sums: Counter[str] = Counter()
    for facts in (*counted, *older[:WINDOW]):
        sums.update(facts)
    bodies = [facts["body.median"] for facts in counted if facts.get("read", 0) >= PAGES and "body.median" in facts]
    return Envelope(
        runs=len(counted),
        body=median(bodies) if bodies else 0.0,
        fewest=min(facts.get("entries", 0) for facts in counted),
        entries=median(facts.get("entries", 0) for facts in counted),
        pager=all(facts.get("pager") for facts in counted),
        sums=sums,
    )
