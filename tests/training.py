"""What the heads are trained on: short announcements written for it, sentence by sentence, and the development part."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.clock import SHANGHAI
from archive.records import Announcement
from digest.acts import NOTHING
from digest.alignment import asked
from digest.meetings import shipped
from digest.vocabulary import vocabulary
from tests.labelled import FOLDER as ANNOUNCEMENTS
from tests.labelled import announcement, load
from tests.papers import paper

EXAMPLES = Path(__file__).parent / "fixtures" / "judgement"
FOLDER = EXAMPLES / "training"
MEETING = "2025-02-21"
DEVELOPMENT = ("twin", "more", "further")
WRITTEN = datetime(2026, 5, 1, 9, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Taught:
    """An announcement with the directives of its spans; `writer` is the folder or the author it comes from."""

    name: str
    writer: str
    announcement: Announcement
    relevance: str
    spans: tuple[tuple[str, int, int, str], ...]
    """Part, start, end, directive."""
    sentences: bool = True
    """Whether its sentences are labelled, or only the whole."""

    @property
    def directives(self) -> set[str]:
        return {directive for _, _, _, directive in self.spans}


def development() -> list[Taught]:
    """Return the development part of the labelled announcements."""
    return [
        Taught(
            one.name,
            folder,
            one.announcement,
            one.relevance,
            tuple((span.part, span.start, span.end, span.directive) for span in one.evidence),
        )
        for folder in DEVELOPMENT
        for one in load(folder)
    ]


def written() -> list[Taught]:
    """Return the announcements written for training; raises ValueError that names file and line of a wrong label."""
    return [one for file in sorted(FOLDER.glob("*.txt")) for one in _of_file(file)]


def small() -> list[Taught]:
    """Return the small examples: single clauses with their directive, and papers that are only relevant or not."""
    clauses = tomllib.loads((EXAMPLES / "clauses.toml").read_text(encoding="utf-8"))["clauses"]
    papers = tomllib.loads((EXAMPLES / "papers.toml").read_text(encoding="utf-8"))["papers"]
    found = []
    for number, (directive, text) in enumerate(clauses):
        spans = (("body", 0, len(text), directive),) if directive else ()
        found.append(Taught(f"clause {number}", "clauses", paper(text), "yes", spans))
    for number, (yes, title, body) in enumerate(papers):
        found.append(
            Taught(f"paper {number}", "papers", paper(body, title), "yes" if yes else "no", (), sentences=False)
        )
    return found


def inputs() -> str:
    """Return a short hash of all that the heads are trained on: when it changes they are to be trained anew."""
    files = [*FOLDER.glob("*.txt"), EXAMPLES / "clauses.toml", EXAMPLES / "papers.toml"]
    files += [file for folder in DEVELOPMENT for file in (ANNOUNCEMENTS / folder).glob("*.toml")]
    content = b"".join(file.read_bytes() for file in sorted(files))
    return hashlib.sha256(content + vocabulary().mark.encode()).hexdigest()[:16]


def _of_file(file: Path) -> Iterator[Taught]:
    known = {one.id for one in shipped()[MEETING].directives}
    number = 0
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines:
            yield _of_block(f"{file.stem} {number}", lines, known)
            number += 1


def _of_block(name: str, lines: list[str], known: set[str]) -> Taught:
    title, _, rest = lines[0].removeprefix("#").strip().rpartition("|")[0].rpartition("|")
    relevance = lines[0].rpartition("|")[2].strip()
    body, spans, at = [], [], 0
    for line in lines[1:]:
        labels, _, text = (part.strip() for part in line.partition(":"))
        named = [] if labels == NOTHING else labels.split("+")
        if not text or not set(named) <= known or relevance not in {"yes", "no", "borderline"}:
            raise ValueError(f"{name}: {line!r} has no label that is known")
        spans += [("body", at, at + len(text), one) for one in named]
        body.append(text)
        at += len(text) + 1
    stated = {"title": title.strip(), "issuer": rest.strip(), "published": WRITTEN, "body": "\n".join(body)}
    return Taught(name, name.partition("-")[0], announcement(stated), relevance, tuple(spans))


def act_of() -> dict[str, str]:
    """Return the act that each directive of the meeting asks for; each asks for one of its own."""
    found = {one.id: asked(one) for one in shipped()[MEETING].directives}
    assert all(len(acts) == 1 for acts in found.values()), found
    return {directive: acts[0] for directive, acts in found.items()}
