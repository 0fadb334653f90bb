"""A meeting's report as a file: plain text, a saved page, a PDF or Word file; what it says becomes a meeting."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from archive.errors import WatchError, WrongUse
from archive.records import Meeting
from archive.text import decode
from crawler import attachments
from crawler.pages import rescue
from digest.directives import parse
from digest.restore import LOST

MAX_BYTES = 5_000_000
MOST_BROKEN = 0.05
"""The share of characters that may be damage before a file counts as no text."""
OPENING_SECONDS = 20.0
MOST_TOLD = 10
_PAGE = re.compile(
    rb"^\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|p)\b", re.IGNORECASE | re.DOTALL
)
_PAPERS = {
    b"%PDF": "report.pdf",
    b"PK\x03\x04": "report.docx",
    b"\xd0\xcf\x11\xe0": "report.doc",
    b"{\\rt": "report.rtf",
}
_LOST = re.compile(r"\\x[0-9a-f]{2}|\ufffd|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MEETS = re.compile("会议|会上|大会|座谈|专题会|现场会|推进会|报告会|动员会|讲话|调研")
_CUT = re.compile("[。！？”）〕》)!?.…\\]]$")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadReport:
    """A meeting and what a person should know of how it was read, one line each."""

    meeting: Meeting
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    text: str
    title: str | None = None
    published: date | None = None


def read_report(
    raw: bytes,
    name: str,
    *,
    meeting_id: str | None = None,
    title: str | None = None,
    held_on: date | None = None,
    url: str = "",
) -> ReadReport:
    """Return the meeting that a file tells of; raises WrongUse that names the file and what was expected."""
    try:
        found = _text(raw, name)
        named = _day_of(name)
        meeting = parse(
            found.text,
            meeting_id=meeting_id,
            title=title or found.title,
            held_on=held_on,
            url=url,
            published=found.published or named,
        )
    except WrongUse as error:
        raise WrongUse(f"{name}: {error}") from None
    return ReadReport(meeting=meeting, notes=tuple(_notes(meeting)))


def content(file: Path) -> bytes:
    """Return the bytes of a file that may be a report or a meeting file; raises WrongUse when it can not be one."""
    try:
        if not file.is_file() and file.exists():
            raise WrongUse(f"{file}: not a file; expected the text of a meeting report")
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise WrongUse(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise WrongUse(f"{file}: more than {MAX_BYTES} bytes; a meeting report is a text file")
    return raw


def _text(raw: bytes, name: str) -> _Text:
    if len(raw) > MAX_BYTES:
        raise WrongUse(f"more than {MAX_BYTES} bytes; a meeting report is a text file")
    if not raw.strip():
        raise WrongUse("empty; expected the text of a meeting report")
    for mark, kind in _PAPERS.items():
        if raw.startswith(mark):
            return _paper(raw, kind)
    if _PAGE.match(raw[:10_000].removeprefix(b"\xef\xbb\xbf")):
        return _page(raw, name)
    text = decode(raw).text
    broken = sum(len(match.group()) > 1 or 1 for match in _LOST.finditer(text[:200_000]))
    if broken > MOST_BROKEN * len(text[:200_000]):
        raise WrongUse("no text; expected a meeting report as text, a saved page, a PDF or a Word file")
    return _Text(text=text)


def _page(raw: bytes, name: str) -> _Text:
    try:
        page = rescue.page(raw, name)
    except WatchError as error:
        raise WrongUse(f"a page without a report: {error}") from None
    return _Text(
        text=page.body if page.title in page.body[:200] else f"{page.title}\n{page.body}",
        title=page.title or None,
        published=page.published.date() if page.published else None,
    )


def _paper(raw: bytes, kind: str) -> _Text:
    reading = attachments.read(raw, kind, seconds=OPENING_SECONDS)
    if not reading.text:
        raise WrongUse(
            f"{kind.split('.')[1]}: {reading.status} {reading.note or ''}; expected a file with text".strip()
        )
    return _Text(text=reading.text)


def _day_of(name: str) -> date | None:
    """Return the day that stands in a file's name, as YYYY-MM-DD, None when none does."""
    found = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", PurePath(name).name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _notes(meeting: Meeting) -> list[str]:
    notes = []
    lost = [one for one in meeting.damaged if meeting.text[one.start : one.end] in (one.raw, LOST)]
    mended = len(meeting.damaged) - len(lost)
    if mended:
        notes.append(f"{mended} damaged places were restored; `damaged` has what stood there")
    for one in lost[:MOST_TOLD]:
        hit = next((each.id for each in meeting.directives if each.start < one.end and one.start < each.end), None)
        where = f", in directive {hit}" if hit else ""
        notes.append(f"characters {one.start}:{one.end} are broken and were left as they are: {one.raw!r}{where}")
    if len(lost) > MOST_TOLD:
        notes.append(f"{len(lost) - MOST_TOLD} more broken places")
    if not _MEETS.search(meeting.text):
        notes.append("the text speaks of no meeting (会议, 大会, 座谈 …); is it a meeting's report?")
    if not _CUT.search(meeting.text):
        notes.append(f"the report ends in the middle of a sentence ({meeting.text[-12:]!r}); it may be cut")
    return notes
