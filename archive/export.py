"""Announcements for other programs and people: JSON lines, CSV for spreadsheets, Markdown for reading."""

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from archive.errors import WatchError
from archive.records import Alignment, Announcement, Attachment, Cited, Hit, Link, Relevance

Writer = Callable[[Iterable[Announcement], TextIO], int]

COLUMNS = (
    "id",
    "title",
    "published",
    "issuer",
    "doc_number",
    "url",
    "source",
    "revision",
    "withdrawn_at",
    "relevant",
    "score",
    "topics",
    "directives",
    "summary",
    "attachments",
    "body",
)
CELL = 32_000
"""Characters a cell of a spreadsheet holds; a longer text is cut there and says so."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def document(announcement: Announcement) -> dict[str, Any]:
    """Return an announcement as the JSON document that `show --json` prints and an export line holds.

    `relevance` is null and `alignments` empty when the newest revision was not judged yet. The schema is
    docs/schemas/announcement.schema.json.
    """
    one, analysis = announcement, announcement.analysis
    plain = ("id", "url", "source", "post_id", "title")
    return {
        **{name: getattr(one, name) for name in plain},
        "published": moment(one.published),
        **{name: getattr(one, name) for name in ("issuer", "doc_number", "index_number", "body", "raw_sha256")},
        "first_seen": moment(one.first_seen),
        "last_seen": moment(one.last_seen),
        "withdrawn_at": moment(one.withdrawn_at),
        "revision": one.revision,
        "attachments": [_attachment(file) for file in one.attachments],
        "canonical_id": one.canonical_id,
        "relevance": None if analysis is None else _relevance(analysis.relevance),
        "alignments": [] if analysis is None else [alignment(each) for each in analysis.alignments],
        **_told_figures({} if analysis is None else analysis.account),
    }


def _told_figures(account: Mapping[str, Any]) -> dict[str, Any]:
    """What an analysis keeps of figures; analyses made before figures were read have none."""
    return {name: account.get(name, empty) for name, empty in (("figures", []), ("offer", None), ("comparisons", []))}


def alignment(one: Alignment) -> dict[str, Any]:
    """Return an alignment as it stands in the documents of announcements and editions."""
    ours, theirs = one.announcement_quote, one.directive_quote
    return {
        "meeting": one.meeting,
        "directive": one.directive,
        "theme": one.theme,
        "score": one.score,
        "announcement_quote": {name: getattr(ours, name) for name in ("part", "revision", "start", "end", "text")},
        "directive_quote": {name: getattr(theirs, name) for name in ("start", "end", "text")},
    }


def cited(one: Cited) -> dict[str, Any]:
    """Return a citation as the documents write it; `target` is null when none is held or when it is not certain."""
    names = ("relation", "text", "part", "start", "end", "doc_number", "title")
    resolved = {"target": one.target, "candidates": list(one.candidates)}
    return {name: getattr(one.citation, name) for name in names} | resolved


def link(one: Link) -> dict[str, Any]:
    """Return a step of a chain as the documents write it."""
    return {name: getattr(one, name) for name in ("kind", "id", "title", "doc_number", "relation")}


def hit(one: Hit) -> dict[str, Any]:
    """Return a hit as `search --json` prints it (docs/schemas/search.schema.json)."""
    plain = ("id", "url", "title", "issuer", "score", "snippet", "part")
    return {
        **{name: getattr(one, name) for name in plain},
        "name": one.name or None,
        "published": moment(one.published),
    }


def moment(at: datetime | None) -> str | None:
    """Return a moment as the documents write it: ISO with zone, to the second."""
    return None if at is None else at.isoformat(timespec="seconds")


def jsonl(announcements: Iterable[Announcement], out: TextIO) -> int:
    """Write one document a line; returns how many."""
    count = 0
    for one in announcements:
        count += 1
        out.write(json.dumps(document(one), ensure_ascii=False, allow_nan=False) + "\n")
    return count


def as_csv(announcements: Iterable[Announcement], out: TextIO) -> int:
    """Write a table that spreadsheets open right: byte order mark, CRLF, no cell taken for a formula; returns how many.

    Open `out` with newline="" so that nobody touches the line ends again.
    """
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    count = 0
    for one in announcements:
        count += 1
        cells = _cells(one)
        rows.writerow([cell(cells[name]) for name in COLUMNS])
    return count


def markdown(announcements: Iterable[Announcement], out: TextIO) -> int:
    """Write a text to read, one section an announcement; returns how many."""
    count = 0
    for one in announcements:
        count += 1
        out.write("\n".join(_section(one)) + "\n\n")
    return count


WRITERS: dict[str, Writer] = {"jsonl": jsonl, "csv": as_csv, "md": markdown}
"""The writers by the name of their format."""


def to_file(file: Path, form: str, announcements: Iterable[Announcement]) -> int:
    """Write a file in one of the formats; it appears only when it is whole. Returns how many announcements it has.

    Raises WatchError when it can not be written.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            count = WRITERS[form](announcements, out)
        part.replace(file)
    except OSError as error:
        raise WatchError(f"{file}: can not be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return count


def cell(value: object) -> str:
    """Return a value as a cell: what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else _UNPRINTABLE.sub("\ufffd", str(value))
    if len(text) > CELL:
        text = text[:CELL] + f"…（{len(text) - CELL} 字略 characters left out）"
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(_FORMULA) else text


_YES_NO = {True: "yes", False: "no", None: None}


def _cells(one: Announcement) -> dict[str, object]:
    analysis = one.analysis
    relevance = analysis.relevance if analysis else None
    return {
        **{name: getattr(one, name) for name in COLUMNS if hasattr(one, name)},
        "published": moment(one.published),
        "withdrawn_at": moment(one.withdrawn_at),
        "relevant": _YES_NO[relevance.relevant if relevance else None],
        "score": None if relevance is None else relevance.score,
        "topics": " ".join(relevance.topics) if relevance else "",
        "directives": " ".join(each.directive for each in analysis.alignments) if analysis else "",
        "summary": analysis.summary if analysis else "",
        "attachments": "\n".join(f"{file.name} {file.url}" for file in one.attachments),
    }


def _section(one: Announcement) -> list[str]:
    facts = [moment(one.published), one.issuer, one.doc_number, one.id]
    lines = [
        f"## {_md(one.title)}",
        "",
        " · ".join(_md(fact) for fact in facts if fact),
        "",
        f"<{_md_url(one.url)}>",
        "",
    ]
    if one.withdrawn_at is not None:
        lines += [f"**已撤下 withdrawn {moment(one.withdrawn_at)}**", ""]
    for each in one.analysis.alignments if one.analysis else ():
        lines += [f"- **{_md(each.directive)}** “{_md(each.directive_quote.text)}”"]
        mark = " （OCR 文字识别）" if each.announcement_quote.part in one.recognised else ""
        lines += [f"  ← “{_md(each.announcement_quote.text)}”{mark}", ""]
    lines += [line for paragraph in one.body.split("\n") for line in (_md(paragraph), "")]
    lines += [f"- [{_md(file.name)}](<{_md_url(file.url)}>)" for file in one.attachments]
    return lines


def _md(text: str) -> str:
    """Return text that Markdown shows as it stands; a line break becomes a blank."""
    plain = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]<>#|!~]|^[-+](?=\s)|^\d+(?=[.)]\s))", r"\\\1", plain).replace("&", "&amp;")


def _md_url(url: str) -> str:
    return re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", url)


def _attachment(file: Attachment) -> dict[str, Any]:
    return {name: getattr(file, name) for name in ("url", "name", "media_type", "sha256", "status", "text")}


def _relevance(one: Relevance) -> dict[str, Any]:
    lists = {"topics": list(one.topics), "reasons": list(one.reasons)}
    return {"relevant": one.relevant, "score": one.score, **lists}
