"""What the heads are trained on: short announcements written for it, sentence by sentence, and the development part."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
NAMED = (
    "人工智能：{}",
    "{}（机器人应用）",
    "关于人工智能培训、应用有关工作的通知：{}",
    "AI赋能｜{}",
    "{}——机器人产业动态",
    "大模型应用：{}",
)
"""Titles that name the field."""
REPORTED = "关于2026年有关工作情况的通报"
REPORT = (
    "各有关单位：\n现将有关情况通报如下。\n一、完成道路养护26公里，更换路灯120盏。\n二、新建口袋公园3个，绿化面积2.1万平方米。\n"
    "三、抽查食品312批次，合格率98.7%。\n四、组织志愿服务460场次，参加1.2万人次。\n五、受理群众来信87件，办结85件。\n"
    "{}。\n六、完成老旧小区改造9个，惠及居民3200户。\n七、发放各类补贴430万元。\n联系人：办公室，电话0760-88880XXX。"
)
"""A report on other things, with a place for one sentence."""
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
    stated = tomllib.loads((EXAMPLES / "papers.toml").read_text(encoding="utf-8"))
    papers = [*stated["papers"], *((yes, REPORTED, REPORT.format(text)) for yes, text in stated["between"])]
    found = []
    for number, (directives, text) in enumerate(clauses):
        spans = tuple(("body", 0, len(text), one) for one in directives.split("+") if one)
        found.append(Taught(f"clause {number}", "clauses", paper(text), "yes", spans))
    for number, (yes, title, body) in enumerate(papers):
        found.append(
            Taught(f"paper {number}", "papers", paper(body, title), "yes" if yes else "no", (), sentences=False)
        )
    return found


def plain() -> list[Taught]:
    """Return every fourth announcement written for training under a title that names the field.

    Writers of hard cases avoid the words that most offices use, and a head that sees nothing else takes them for traps.
    """
    some = [one for one in written() if one.relevance == "yes"][::4]
    return [
        replace(
            one, name=f"plain {one.name}", writer="plain", announcement=_named(one.announcement, NAMED[at % len(NAMED)])
        )
        for at, one in enumerate(some)
    ]


def _named(found: Announcement, words: str) -> Announcement:
    return replace(found, title=words.format(found.title))


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
