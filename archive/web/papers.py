"""An announcement as its page shows it: its text in paragraphs and tables, bounded, and what changed in it. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice, pairwise
from urllib.parse import urlsplit

from archive.printable import linkable, printable
from archive.records import Announcement, Attachment, Revision
from archive.web.differences import Difference, difference
from archive.web.marking import Cutter, Mark, Piece, Pieces, bounded

MOST_BODY = 300_000
"""Characters of the text that a page shows; the archive has all."""
MOST_TITLE = 400
"""Characters of the title."""
MOST_FILE = 100_000
"""Characters of one attachment."""
MOST_FILES_TEXT = 600_000
"""Characters of all attachments together."""
MOST_FILES = 100
MOST_PLACES = 50
MOST_COMPARED = 8
"""Attachments whose texts are compared between two revisions."""
_SHA256 = re.compile("[0-9a-f]{64}")
PLAIN = ("title", "published", "issuer", "doc_number")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table, in pieces."""

    pieces: Pieces = ()
    rows: tuple[tuple[Pieces, ...], ...] = ()

    @property
    def text(self) -> str:
        """The paragraph without its marks."""
        return "".join(one.text for one in self.pieces)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in blocks; `left` counts the characters that are not shown."""

    blocks: tuple[Block, ...]
    left: int = 0

    @property
    def quoted(self) -> frozenset[int]:
        """The quotations whose words are shown."""
        return frozenset(number for piece in self._pieces() for number in piece.begins)

    @property
    def marked(self) -> bool:
        """Whether anything in it is marked."""
        return any(piece.hit or piece.evidence for piece in self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        for one in self.blocks:
            yield from one.pieces
            yield from (piece for row in one.rows for cell in row for piece in cell)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment with as much of its text as is shown; `link` is empty where none may be given."""

    file: Attachment
    link: str
    text: Text | None


@dataclass(frozen=True, slots=True)
class Part:
    """What changed in one part of an announcement; `name` is that of an attachment."""

    part: str
    name: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Step:
    """A revision and what changed in it; None for one that was compared with none."""

    revision: int
    seen_at: datetime
    parts: tuple[Part, ...] | None


def text(words: str, most: int = MOST_BODY, marks: Sequence[Mark] = ()) -> Text:
    """Return a text in paragraphs and tables; lines `| a | b |` are the rows of a table.

    What is marked beyond the characters that are shown is marked as far as it is shown.
    """
    shown = words[:most]
    cutter = Cutter(shown, [replace(one, end=min(one.end, most)) for one in marks])
    shape: list[list[int]] = []
    runs: list[Pieces] = []
    for is_row, lines in groupby(_lines(shown), key=lambda line: _is_row(shown[slice(*line)])):
        if is_row:
            rows = [_cells(shown, *line) for line in lines]
            shape.append([len(row) for row in rows])
            runs += [cutter.cut(*cell) for row in rows for cell in row]
        else:
            some = [cutter.cut(*line) for line in lines]
            shape += [[] for _ in some]
            runs += some
    return Text(tuple(_blocks(shape, bounded(runs))), max(0, len(words) - most))


def _lines(words: str) -> Iterator[tuple[int, int]]:
    """Give the spans of the lines that say something, without their ends."""
    at = 0
    for line in words.splitlines(keepends=True):
        said = printable(line)
        if said.strip():
            yield at, at + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        at += len(line)


def _cells(words: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the cells of a row."""
    found, at = [], start + len("| ")
    for cell in words[at : end - len(" |")].split(" | "):
        found.append((at, at + len(cell)))
        at += len(cell) + len(" | ")
    return found


def _blocks(shape: Sequence[Sequence[int]], runs: Sequence[Pieces]) -> Iterator[Block]:
    waiting = iter(runs)
    for widths in shape:
        if widths:
            yield Block(rows=tuple(tuple(islice(waiting, width)) for width in widths))
        else:
            yield Block(pieces=next(waiting))


def _is_row(line: str) -> bool:
    return line.startswith("| ") and line.endswith(" |") and len(line) > len("|  |")


def hosts_of(one: Announcement) -> tuple[str, ...]:
    """Return the hosts from which the announcement came to us: only they are linked from its page."""
    stated = {urlsplit(url).hostname or "" for url in (one.url, *one.sightings) if _splits(url)}
    return tuple(sorted(host for host in stated if host and not set("*?[]") & set(host)))


def _splits(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def links(one: Announcement) -> dict[str, bool]:
    """Return the pages at which it was met, its own first, each with whether it may be a link."""
    hosts = hosts_of(one)
    return {url: linkable(url, hosts) for url in (one.url, *one.sightings[:MOST_PLACES])}


def files(one: Announcement, marks: Callable[[str, str], Sequence[Mark]] = lambda _part, _text: ()) -> list[File]:
    """Return the attachments as they are shown; `marks` tells what is marked in the text of a part."""
    hosts, room, found = hosts_of(one), MOST_FILES_TEXT, []
    for file in one.attachments[:MOST_FILES]:
        most = min(MOST_FILE, room)
        part = f"attachment:{file.sha256}"
        said = None if file.text is None else text(file.text, most, marks(part, file.text[:most]))
        room = max(0, room - len(file.text or ""))
        found.append(File(file, file.url if linkable(file.url, hosts) else "", said))
    return found


def named_by_hash(one: Announcement) -> list[str]:
    """Return the hashes of the bytes behind its newest revision, of the page and of the attachments that are shown."""
    stated = (one.raw_sha256, *(file.sha256 or "" for file in one.attachments[:MOST_FILES]))
    return [sha256 for sha256 in stated if _SHA256.fullmatch(sha256)]


def place(one: Announcement, part: str) -> tuple[str, str]:
    """Return where a quotation stands: `title`, `body` or `attachment`, and the attachment's name."""
    kind, _, sha256 = part.partition(":")
    return kind, next((file.name for file in one.attachments if sha256 and file.sha256 == sha256), "")


def steps(revisions: Sequence[Revision]) -> list[Step]:
    """Return the revisions, the newest first, each with what it changed in the one before it."""
    found = [
        Step(after.revision, after.seen_at, tuple(one for one in _changed(before, after) if _tells(one)))
        for before, after in pairwise(revisions)
    ]
    first = [Step(one.revision, one.seen_at, None) for one in revisions[:1]]
    return [*reversed(found), *first]


def _tells(one: Part) -> bool:
    """Whether there is something to show: not where only blanks differ."""
    return bool(one.difference.paragraphs or one.difference.more)


def _changed(before: Revision, after: Revision) -> Iterator[Part]:
    for part in PLAIN:
        old, new = _plain(before, part), _plain(after, part)
        if old != new:
            yield Part(part, "", difference(old, new))
    if before.body != after.body:
        yield Part("body", "", difference(before.body, after.body))
    yield from _files(before.attachments, after.attachments)


def _plain(state: Revision, part: str) -> str:
    value = getattr(state, part)
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value or "")


def _files(old: Sequence[Attachment], new: Sequence[Attachment]) -> Iterator[Part]:
    """Give the attachments that came, went or say something else; they are the same by name."""
    was, now = {file.name: file for file in old}, {file.name: file for file in new}
    yield from (Part("attachment", name, difference(name, "")) for name in was if name not in now)
    yield from (Part("attachment", name, difference("", name)) for name in now if name not in was)
    differing = [name for name in now if name in was and _said(was[name]) != _said(now[name])]
    for place, name in enumerate(differing):
        before, after = was[name].text, now[name].text
        comparable = place < MOST_COMPARED and before is not None and after is not None
        yield Part("attachment", name, difference(before or "", after or "") if comparable else Difference((), -1))


def _said(file: Attachment) -> str | None:
    """Return what a file says, as far as is known: its text, else which bytes it is."""
    return file.sha256 if file.text is None else file.text
