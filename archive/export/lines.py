"""JSON lines: one document an announcement, one line a document. Pure."""

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from archive.export.documents import document
from archive.records import Announcement


def jsonl(announcements: Iterable[Announcement], out: TextIO) -> int:
    """Write one document a line; returns how many."""
    count = 0
    for line in lines(announcements):
        count += 1
        out.write(line)
    return count


def lines(announcements: Iterable[Announcement]) -> Iterator[str]:
    """Give the lines, each with its end."""
    for one in announcements:
        yield json.dumps(document(one), ensure_ascii=False, allow_nan=False) + "\n"
