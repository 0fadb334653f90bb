"""Score summaries by the facts they tell: `python -m tests.score_summaries`, beside the first sentences of a paper.

The facts (who, what, how much, until when) stand in fixtures/summaries/facts.toml, written before any summary was seen.
"""

import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from archive.records import Announcement
from archive.text import fold
from digest.extract import MOST_CHARACTERS
from digest.judge import judge
from digest.meetings import shipped
from digest.reading import read
from tests.labelled import load

FILE = Path(__file__).parent / "fixtures" / "summaries" / "facts.toml"
KINDS = ("who", "what", "how_much", "until")
MEETING = "2025-02-21"


def stated() -> dict[str, dict[str, list[str]]]:
    """The facts by announcement and kind: wordings of which one must occur."""
    facts: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return facts


def ours(announcement: Announcement) -> str:
    return judge(announcement, [shipped()[MEETING]]).summary


def lead(announcement: Announcement) -> list[str]:
    """The sentences from the top, without headings and salutations."""
    found = [one for one in read(announcement).sentences if one.part != "title" and not one.heading]
    return [one.text for one in found if not one.text.endswith((":", "单位", "企业"))]


def lead_3(announcement: Announcement) -> str:
    """The baseline: the first three sentences."""
    return "。".join(lead(announcement)[:3])


def lead_long(announcement: Announcement) -> str:
    """A harder baseline: as many sentences from the top as fit into the length of a summary."""
    return "。".join(lead(announcement))[:MOST_CHARACTERS]


def covered(summarise: Callable[[Announcement], str]) -> dict[str, tuple[int, int]]:
    """Return for every kind how many facts the summaries tell, of how many."""
    papers = {one.name: one.announcement for one in load("development")}
    counts = dict.fromkeys(KINDS, (0, 0))
    for name, facts in stated().items():
        summary = fold(summarise(papers[name]))
        for kind, wordings in facts.items():
            told, of = counts[kind]
            counts[kind] = (told + any(fold(one) in summary for one in wordings), of + 1)
    return counts


def share(counts: dict[str, tuple[int, int]]) -> float:
    return sum(told for told, _ in counts.values()) / sum(of for _, of in counts.values())


def main() -> int:
    rows = {"ours": covered(ours), "lead-3": covered(lead_3), "lead of the same length": covered(lead_long)}
    if "--json" in sys.argv:
        print(json.dumps({name: round(share(counts), 3) for name, counts in rows.items()}))
        return 0
    print(f"{len(stated())} announcements\n{'':24}" + "".join(f"{kind:>12}" for kind in (*KINDS, "all")))
    for name, counts in rows.items():
        cells = [f"{told}/{of}" for told, of in counts.values()] + [f"{share(counts):.2f}"]
        print(f"{name:24}" + "".join(f"{one:>12}" for one in cells))
    if "--missed" in sys.argv:
        _print_missed()
    return 0


def _print_missed() -> None:
    papers = {one.name: one.announcement for one in load("development")}
    for name, facts in stated().items():
        summary = ours(papers[name])
        missed = {k: v for k, v in facts.items() if not any(fold(one) in fold(summary) for one in v)}
        if missed:
            print(f"\n{name} {missed}\n  {summary}")


if __name__ == "__main__":
    sys.exit(main())
