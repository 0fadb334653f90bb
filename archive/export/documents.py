"""Announcements and what belongs to them as the JSON documents that commands, exports and other programs read. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive.records import Alignment, Announcement, Attachment, Cited, Hit, Link, Meeting, Relevance


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


def meeting(one: Meeting) -> dict[str, Any]:
    """Return a meeting as `meetings show --json` prints it (docs/schemas/meeting.schema.json)."""
    spans = {
        "damaged": ("start", "end", "raw"),
        "themes": ("id", "name"),
        "directives": ("id", "theme", "start", "end", "text"),
        "facts": ("kind", "value", "unit", "start", "end", "text"),
    }
    return {
        **{name: getattr(one, name) for name in ("id", "title")},
        "date": one.date.isoformat(),
        **{name: getattr(one, name) for name in ("url", "text")},
        **{
            field: [{name: getattr(each, name) for name in names} for each in getattr(one, field)]
            for field, names in spans.items()
        },
    }


def moment(at: datetime | None) -> str | None:
    """Return a moment as the documents write it: ISO with zone, to the second."""
    return None if at is None else at.isoformat(timespec="seconds")


def _attachment(file: Attachment) -> dict[str, Any]:
    return {name: getattr(file, name) for name in ("url", "name", "media_type", "sha256", "status", "text")}


def _relevance(one: Relevance) -> dict[str, Any]:
    lists = {"topics": list(one.topics), "reasons": list(one.reasons)}
    return {"relevant": one.relevant, "score": one.score, **lists}
