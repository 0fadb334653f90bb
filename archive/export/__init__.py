"""Announcements for other programs and people.

Documents and the formats that are text are pure and stand here; files in any format are written by
`archive.export.writing`, of which nothing here may know: judging and composing use the documents.
"""

from archive.export.documents import alignment, cited, document, hit, link, meeting, moment
from archive.export.lines import jsonl
from archive.export.reading import markdown
from archive.export.sheet import CELL, COLUMNS, as_csv, cell

__all__ = [
    "CELL",
    "COLUMNS",
    "alignment",
    "as_csv",
    "cell",
    "cited",
    "document",
    "hit",
    "jsonl",
    "link",
    "markdown",
    "meeting",
    "moment",
]
