"""A table for spreadsheets, in the form that Excel opens right by a double click. Pure."""

import csv
import re
from collections.abc import Iterable
from typing import TextIO

from archive.export.documents import moment
from archive.records import Announcement

ROWS = 1_048_575
"""Rows that Excel reads below the heading; what comes after them it leaves out, with a word of its own."""
COLUMNS = (
    "id",
    "title",
    "day",
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
    "deadline",
    "amounts",
    "summary",
    "attachments",
    "body",
)
"""`day` is the one that spreadsheets take for a date, to sort and filter by; `published` is exact, with its zone."""
CELL = 32_000
"""UTF-16 units of a cell, of which Excel holds 32,767; a longer text is cut there and says so."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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


def cell(value: object) -> str:
    """Return a value as a cell: what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else _UNPRINTABLE.sub("\ufffd", str(value))
    if len(text) > CELL // 2 and len(text.encode("utf-16-le")) > 2 * CELL:
        text = _cut(text)
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(_FORMULA) else text


def _cut(text: str) -> str:
    shown = text.encode("utf-16-le")[: 2 * CELL].decode("utf-16-le", "ignore")
    return f"{shown}…（{len(text) - len(shown)} 字略 characters left out）"


_YES_NO = {True: "yes", False: "no", None: None}


def _cells(one: Announcement) -> dict[str, object]:
    analysis = one.analysis
    relevance = analysis.relevance if analysis else None
    return {
        **{name: getattr(one, name) for name in COLUMNS if hasattr(one, name)},
        "day": None if one.published is None else one.published.date().isoformat(),
        "published": moment(one.published),
        "withdrawn_at": moment(one.withdrawn_at),
        "relevant": _YES_NO[relevance.relevant if relevance else None],
        "score": None if relevance is None else relevance.score,
        "topics": " ".join(relevance.topics) if relevance else "",
        "directives": " ".join(each.directive for each in analysis.alignments) if analysis else "",
        "deadline": analysis.deadline if analysis else None,
        "amounts": "\n".join(analysis.amounts) if analysis else "",
        "summary": analysis.summary if analysis else "",
        "attachments": "\n".join(f"{file.name} {file.url}" for file in one.attachments),
    }
