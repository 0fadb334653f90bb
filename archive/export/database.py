"""A SQLite file to look around in, made for Datasette: readable names, foreign keys, search, and what each thing means.

Written in one go into a file of its own, with nothing of it in memory but the announcement at hand.
"""

import errno
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import clock
from archive.errors import WatchError
from archive.export.documents import moment
from archive.export.schema import SCHEMA, described
from archive.records import Alignment, Announcement, Meeting, Revision

Revisions = Callable[[str], Sequence[Revision]]
"""The states of an announcement's words, the first one first, by its id."""


def write(
    file: Path,
    announcements: Iterable[Announcement],
    revisions: Revisions,
    meetings: Sequence[Meeting],
    *,
    called: str = "",
) -> int:
    """Write the file; returns how many announcements it has. `called` is what the file will be called without ending.

    Raises OSError when it can not be written.
    """
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode = OFF")  # The file is whole or thrown away.
            base.execute("PRAGMA synchronous = OFF")
            base.executescript(SCHEMA)
            base.execute("BEGIN")
            known = set(_meetings(base, meetings))
            count = 0
            for count, one in enumerate(announcements, 1):
                _announcement(base, count, one, known)
                _revisions(base, one, revisions)
            _about(base, count, called or file.stem)
            base.execute("COMMIT")
            _finish(base)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from None
    return count


def _meetings(base: sqlite3.Connection, meetings: Sequence[Meeting]) -> Iterator[str]:
    for one in meetings:
        _insert(base, "meetings", (one.id, one.title, one.date.isoformat(), one.url, one.text))
        for each in one.directives:
            key = f"{one.id}/{each.id}"
            _insert(base, "directives", (key, one.id, each.id, each.theme, each.text, each.start, each.end))
            yield key


def _announcement(base: sqlite3.Connection, number: int, one: Announcement, known: set[str]) -> None:
    analysis = one.analysis
    relevance = analysis.relevance if analysis else None
    _insert(
        base,
        "announcements",
        (
            one.id, one.title, moment(one.published), one.issuer, one.doc_number, one.index_number, one.url, one.source,
            None if relevance is None else int(relevance.relevant), None if relevance is None else relevance.score,
            _list(relevance.topics) if relevance else None, analysis.summary if analysis else None,
            analysis.deadline.isoformat() if analysis and analysis.deadline else None,
            _list(analysis.amounts) if analysis else None,
            moment(one.first_seen), moment(one.last_seen), moment(one.withdrawn_at), one.revision, one.canonical_id,
            one.raw_sha256, one.body, number,
        ),
    )  # fmt: skip
    for place, file in enumerate(one.attachments, 1):
        stated = (file.name, file.url, file.media_type, file.sha256, file.status, file.text)
        _insert(base, "attachments", (None, one.id, place, *stated))
    for each in analysis.alignments if analysis else ():
        _insert(base, "alignments", (None, one.id, *_alignment(each, known)))


def _alignment(one: Alignment, known: set[str]) -> tuple[Any, ...]:
    ours, theirs, key = one.announcement_quote, one.directive_quote, f"{one.meeting}/{one.directive}"
    stated = (one.meeting, one.directive, one.theme, one.score)
    quoted = (ours.part, ours.revision, ours.start, ours.end, ours.text, theirs.start, theirs.end, theirs.text)
    return (key if key in known else None, *stated, *quoted)


def _revisions(base: sqlite3.Connection, one: Announcement, revisions: Revisions) -> None:
    if one.revision == 1:
        state = (1, one.revised_at, one.title, one.published, one.issuer, one.doc_number, one.raw_sha256, one.body)
        states = [state]
    else:
        names = ("revision", "seen_at", "title", "published", "issuer", "doc_number", "raw_sha256", "body")
        states = [tuple(getattr(each, name) for name in names) for each in revisions(one.id)]
    for number, seen_at, title, published, *rest in states:
        _insert(base, "revisions", (None, one.id, number, moment(seen_at), title, moment(published), *rest))


def _about(base: sqlite3.Connection, count: int, called: str) -> None:
    stated = {
        "exported_at": moment(clock.now()),
        "announcements": str(count),
        "metadata": json.dumps(described(called), ensure_ascii=False, indent=2),
    }
    for name, value in stated.items():
        _insert(base, "about", (name, value))


def _finish(base: sqlite3.Connection) -> None:
    """Build what is searched in, and look whether everything that is named is there."""
    for table in ("announcements_search", "attachments_search"):
        base.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608
        base.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
    base.execute("ANALYZE")
    if base.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise WatchError("sqlite: a row names another one that is not there")


def _insert(base: sqlite3.Connection, table: str, values: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(values))
    base.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def _list(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
