"""How well citations are read, their relations told and their documents found: `python -m tests.score_citations`."""

import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from archive.citations import names
from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Attachment, Cited, Found
from archive.store import Archive, announcements, citations, open_archive
from archive.text import fingerprint
from tests import labelled
from tests.found import NOON, found

FOLDER = Path(__file__).parent / "fixtures" / "citations"
PARTS = ("labelled", "development", "further", "third", "unseen")


@dataclass(frozen=True, slots=True)
class Label:
    """A citation as a person reads it."""

    relation: str
    title: str
    number: str = ""
    target: str | None = None


@dataclass(slots=True)
class Count:
    right: int = 0
    told: int = 0
    stated: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.stated if self.stated else 1.0


@dataclass(slots=True)
class Score:
    """Documents read; those with the right relation; those found in the archive. `faults` are sentences."""

    announcements: int = 0
    extraction: Count = field(default_factory=Count)
    relation: Count = field(default_factory=Count)
    resolution: Count = field(default_factory=Count)
    faults: list[str] = field(default_factory=list)


def readings(part: str) -> Iterator[tuple[Found, tuple[Label, ...] | None]]:
    """Give the announcements of a part with their labels, None for those that nobody labelled."""
    if part != "labelled":
        for one in tomllib.loads((FOLDER / f"{part}.toml").read_text("utf-8"))["announcement"]:
            yield _own(one), _labels(one.get("cites", ()))
        return
    stated = {name: cites for name, *cites in tomllib.loads((FOLDER / "labelled.toml").read_text("utf-8"))["cites"]}
    for each in labelled.load("development"):
        one = each.announcement
        facts = {name: getattr(one, name) for name in ("id", "title", "body", "published", "issuer", "doc_number")}
        reading = found(**facts, url=one.url, attachments=one.attachments)
        yield reading, _labels(stated[each.name]) if each.name in stated else None


def score(archive: Archive, part: str) -> Score:
    pairs = list(readings(part))
    with archive.begin() as tx:
        for one, _ in pairs:
            announcements.keep(tx, one, NOON)
        while citations.refresh(tx):
            pass
        total = Score()
        for one, labels in pairs:
            if labels is not None:
                _count(total, one.id, citations.of(tx, one.id, 1), labels)
    return total


def _count(total: Score, owner: str, cited: Iterable[Cited], labels: tuple[Label, ...]) -> None:
    left, told = list(labels), list(cited)
    total.announcements += 1
    for count in (total.extraction, total.relation):
        count.told += len(told)
        count.stated += len(labels)
    total.resolution.told += sum(1 for one in told if one.target)
    total.resolution.stated += sum(1 for one in labels if one.target)
    for one in told:
        label = next((each for each in left if _same(one, each)), None)
        if label is None:
            total.faults.append(f"{owner}: {one.citation.text} {one.citation.relation}, which is no citation")
            continue
        left.remove(label)
        total.extraction.right += 1
        total.relation.right += one.citation.relation == label.relation
        total.resolution.right += one.target is not None and one.target == label.target
        if (one.citation.relation, one.target) != (label.relation, label.target):
            said = f"{one.citation.relation} {one.target} {one.candidates}"
            total.faults.append(f"{owner}: {one.citation.text} {said}, expected {label.relation} {label.target}")
    total.faults += [f"{owner}: {one.title or one.number} was missed" for one in left]


def _same(one: Cited, label: Label) -> bool:
    """Tell whether the documents are the same; a number that is stated must be read, and no other one."""
    citation = one.citation
    if (citation.doc_number or "") != label.number:
        return False
    if not label.title or not citation.title:
        return not label.title and not citation.title
    ours, theirs = names.name(citation.title), names.name(label.title)
    return (ours.loose, ours.draft) == (theirs.loose, theirs.draft)


def _labels(stated: Iterable[list[str]]) -> tuple[Label, ...]:
    return tuple(Label(*one) for one in stated)


def _own(stated: dict[str, Any]) -> Found:
    files = tuple(_attachment(one) for one in stated.get("attachments", ()))
    family, _, number = stated["id"].partition("-")
    return found(
        int(number),
        id=stated["id"],
        url=f"http://{family}.example/content/post_{number}.html",
        title=stated["title"],
        body=stated["body"].strip("\n"),
        doc_number=stated.get("doc_number"),
        issuer=stated.get("issuer"),
        published=datetime.combine(stated.get("published", date(2026, 3, 1)), time(9), SHANGHAI),
        attachments=files,
    )


def _attachment(stated: dict[str, str]) -> Attachment:
    text = stated["text"]
    return Attachment(
        url="http://zs.example/1.docx", name=stated["name"], sha256=fingerprint(text), status="ok", text=text
    )


def main() -> None:
    for part in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as folder, open_archive(Settings(data_dir=Path(folder))) as archive:
            total = score(archive, part)
        print(f"citations, {part}: {total.announcements} announcements, {total.extraction.stated} citations")
        for what in ("extraction", "relation", "resolution"):
            count: Count = getattr(total, what)
            print(f"  {what:10} precision {count.precision:.3f}, recall {count.recall:.3f}")
        for fault in total.faults if part != "unseen" else ():
            print(f"    {fault}")


if __name__ == "__main__":
    main()
