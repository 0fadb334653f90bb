"""Score the reading of figures against labels: `python -m tests.score_figures [--development|--test]`.

A figure is right when part, kind and value agree and the spans overlap. Of the test part only totals are printed.
The labels' rules stand in tests/fixtures/judgement/RULES.md, section 7.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from archive.records import Announcement, Figure
from digest.stated import Stated, stated
from tests.labelled import FOLDER, announcement
from tests.score import Count

LABELS = Path(__file__).parent / "fixtures" / "judgement" / "figures"
PARTS = {"development": ("more",), "test": ("judged",)}
KINDS = ("amount", "percentage", "count", "deadline")


@dataclass(frozen=True, slots=True)
class Label:
    """A figure as a person read it; `places` are the spans where its words stand, `subjects` those of its subject."""

    part: str
    kind: str
    value: str
    bound: str
    places: tuple[tuple[int, int], ...]
    subjects: tuple[tuple[int, int], ...]

    def is_right(self, one: Stated) -> bool:
        figure = one.figure
        same = one.part == self.part and figure.kind == self.kind and _plain(figure.value) == self.value
        return same and any(start < figure.end and figure.start < end for start, end in self.places)

    def has_subject(self, figure: Figure) -> bool:
        return any(start < figure.subject_end and figure.subject_start < end for start, end in self.subjects)


@dataclass(frozen=True, slots=True)
class Paper:
    """An announcement with all its figures."""

    name: str
    announcement: Announcement
    labels: tuple[Label, ...]


@dataclass(slots=True)
class Score:
    """What was right, wrong and missed, by kind; subjects and bounds only of right figures."""

    kinds: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    subjects: int = 0
    bounds: int = 0
    papers: int = 0

    @property
    def total(self) -> Count:
        parts = self.kinds.values()
        return Count(sum(one.right for one in parts), sum(one.wrong for one in parts), sum(one.missed for one in parts))

    def figures(self) -> dict[str, float]:
        """Return the figures that have floors."""
        right = max(1, self.total.right)
        return {"f1": self.total.f1, "subject": self.subjects / right, "bound": self.bounds / right} | {
            f"{kind}_f1": count.f1 for kind, count in self.kinds.items()
        }


def load(part: str) -> list[Paper]:
    """Read the labelled papers of a part, in the order of their names; empty when the part has no labels here."""
    files = [file for folder in PARTS[part] for file in sorted((LABELS / folder).glob("*.toml"))]
    return [_paper(file) for file in files]


def score(papers: Sequence[Paper]) -> Score:
    """Read the figures of all papers and count; each figure answers one label at most."""
    total = Score(papers=len(papers))
    for paper in papers:
        left = list(stated(paper.announcement))
        for label in paper.labels:
            found = next((one for one in left if label.is_right(one)), None)
            count = total.kinds[label.kind]
            if found is None:
                count.missed += 1
                continue
            left.remove(found)
            count.right += 1
            total.subjects += label.has_subject(found.figure)
            total.bounds += found.figure.bound == label.bound
        for one in left:
            total.kinds[one.figure.kind].wrong += 1
    return total


def _paper(file: Path) -> Paper:
    stated_in = tomllib.loads((FOLDER / file.parent.name / file.name).read_text(encoding="utf-8"))
    record = announcement(stated_in)
    labels = tomllib.loads(file.read_text(encoding="utf-8")).get("figures", [])
    return Paper(file.stem, record, tuple(_label(one, record, file.stem) for one in labels))


def _label(one: Mapping[str, Any], record: Announcement, name: str) -> Label:
    kind, _, index = one["part"].partition(":")
    part = f"attachment:{record.attachments[int(index)].sha256}" if kind == "attachment" else kind
    text = record.part(part) or ""
    places = tuple(_places(text, one["text"], one.get("line")))
    assert places, f"{name}: {one['text']!r} is not in {one['part']}"
    return Label(
        part=part,
        kind=one["kind"],
        value=_plain(str(one["value"])),
        bound=one["bound"],
        places=places,
        subjects=tuple(_subjects(text, one["subject"], places)),
    )


def _places(text: str, words: str, line: int | None) -> Iterator[tuple[int, int]]:
    at = 0
    for number, paragraph in enumerate(text.split("\n")):
        if line is None or number == line:
            yield from ((at + one.start(), at + one.end()) for one in re.finditer(re.escape(words), paragraph))
        at += len(paragraph) + 1


def _subjects(text: str, words: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the subject stands in the figure's own line, else (in the header of its column) anywhere before it."""
    lines = {(text.rfind("\n", 0, start) + 1, (text.find("\n", end) + 1 or len(text) + 1) - 1) for start, end in places}
    found = [match.span() for match in re.finditer(re.escape(words), text)]
    inside = [span for span in found if any(first <= span[0] < last for first, last in lines)]
    yield from inside or [span for span in found if span[0] < max(end for _, end in places)]


def _plain(value: str) -> str:
    return value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else f"{Decimal(value).normalize():f}"


def main() -> int:
    """Print the scores of the parts."""
    for part in [part for part in PARTS if f"--{part}" in sys.argv] or list(PARTS):
        papers = load(part)
        if not papers:
            print(f"{part} part: no labels in {LABELS}")
            continue
        found = score(papers)
        print(f"{part} part: {found.papers} announcements, {found.total.right + found.total.missed} figures")
        rows = {"all (micro)": found.total} | (found.kinds if part != "test" else {})
        for name, count in rows.items():
            print(f"  {name:14}P {count.precision:.3f}  R {count.recall:.3f}  F1 {count.f1:.3f}")
        figures = found.figures()
        print(f"  of the right ones: subject {figures['subject']:.3f}, bound {figures['bound']:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
