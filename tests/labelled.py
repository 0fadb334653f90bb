"""The labelled announcements: `twin`, `more` and `further` are the development part, the others the test part."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from archive.clock import SHANGHAI
from archive.records import Announcement, Attachment

FOLDER = Path(__file__).parent / "fixtures" / "announcements"
PARTS = {
    "development": ("twin", "more", "further"),
    "twin": ("twin",),
    "more": ("more",),
    "further": ("further",),
    "test": ("judged", "sealed", "closed"),
}
"""The parts and their folders."""
MEDIA = {".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that shows an operative clause, in the announcement's stored text."""

    theme: str
    directive: str
    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """One announcement with what a person said of it."""

    name: str
    announcement: Announcement
    relevance: Literal["yes", "no", "borderline"]
    topics: tuple[str, ...]
    themes: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def load(part: str, *, folder: bool = False) -> list[Labelled]:
    """Read all announcements of a part, or of one folder, in the order of their file names."""
    return [
        _labelled(file)
        for one in ((part,) if folder else PARTS[part])
        for file in sorted((FOLDER / one).glob("*.toml"))
    ]


def announcement(stated: dict[str, Any], *, source: str = "") -> Announcement:
    """Build the record that a crawl of the page would have left in the archive."""
    published: datetime = stated["published"]
    post = stated.get("post_id")
    return Announcement(
        id=f"zs-{post or stated['title']}",
        url=f"http://www.zs.gov.cn/zwgk/content/post_{post}.html",
        source=stated.get("source", source),
        post_id=post,
        title=stated["title"],
        published=published,
        issuer=stated.get("issuer"),
        doc_number=stated.get("doc_number"),
        index_number=stated.get("index_number"),
        written_on=stated.get("written_on"),
        validity=stated.get("validity"),
        body=stated["body"],
        raw_sha256=hashlib.sha256(stated["body"].encode()).hexdigest(),
        reader="labelled",
        first_seen=published.astimezone(SHANGHAI),
        last_seen=published.astimezone(SHANGHAI),
        withdrawn_at=None,
        revision=1,
        revised_at=published.astimezone(SHANGHAI),
        canonical_id=f"zs-{post or stated['title']}",
        attachments=tuple(_attachment(one) for one in stated.get("attachments", [])),
    )


def _attachment(stated: dict[str, Any]) -> Attachment:
    text = stated.get("text")
    return Attachment(
        url="http://www.zs.gov.cn/attachment/1.docx",
        name=stated["name"],
        media_type=MEDIA.get(Path(stated["name"]).suffix),
        sha256=hashlib.sha256((text or stated["name"]).encode()).hexdigest(),
        status="ok" if text else "unsupported",
        text=text,
    )


def _labelled(file: Path) -> Labelled:
    stated = tomllib.loads(file.read_text(encoding="utf-8"))
    labels, record = stated["labels"], announcement(stated)
    return Labelled(
        name=file.stem,
        announcement=record,
        relevance=labels["relevance"],
        topics=tuple(labels.get("topics", ())),
        themes=tuple(labels.get("themes", ())),
        evidence=tuple(_evidence(one, record, file.stem) for one in labels.get("evidence", [])),
    )


def _evidence(stated: dict[str, str], record: Announcement, name: str) -> Evidence:
    kind, _, index = stated["part"].partition(":")
    part = f"attachment:{record.attachments[int(index)].sha256}" if kind == "attachment" else kind
    start = (record.part(part) or "").find(stated["text"])
    assert start >= 0, f"{name}: the evidence for {stated['theme']} is not in {stated['part']}"
    end = start + len(stated["text"])
    return Evidence(theme=stated["theme"], directive=stated["directive"], part=part, start=start, end=end)
