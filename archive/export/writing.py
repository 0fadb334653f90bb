"""Exports as files: in any format, there only when they are whole."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from archive.errors import WatchError
from archive.export import database, parquet
from archive.export.database import Revisions
from archive.export.lines import jsonl
from archive.export.reading import markdown
from archive.export.schema import described
from archive.export.sheet import as_csv
from archive.records import Announcement, Meeting

TEXTS: dict[str, Callable[[Iterable[Announcement], TextIO], int]] = {"jsonl": jsonl, "csv": as_csv, "md": markdown}
"""The formats that can be printed, by name."""
FORMATS = (*TEXTS, "parquet", "sqlite")
MEDIA = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}
"""What the formats are called in answers of a web server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What is written: the announcements, once; for a SQLite file also where their revisions are, and the meetings."""

    announcements: Iterable[Announcement]
    revisions: Revisions
    meetings: Sequence[Meeting] = ()


def to_file(file: Path, form: str, material: Material) -> int:
    """Write a file in one of FORMATS; it appears only when it is whole. Returns how many announcements it has.

    Beside a SQLite file stands what Datasette is told of it, as `<file>.metadata.json`. Raises WatchError when it can
    not be written, WrongUse when the writer of the format is not installed.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    told = part.with_name(f"{part.name}.told")
    try:
        count = into(part, form, material, called=file.stem)
        if form == "sqlite":
            told.write_text(json.dumps(described(file.stem), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            told.replace(file.with_name(f"{file.name}.metadata.json"))
        part.replace(file)
    except OSError as error:
        raise WatchError(f"{file}: can not be written: {error.strerror}") from None
    finally:
        for left in (part, told):
            with suppress(OSError):  # on a read-only disk there is nothing to remove, and no way to
                left.unlink()
    return count


def into(file: Path, form: str, material: Material, *, called: str = "") -> int:
    """Write a file in place, for whoever throws it away when that fails; `called` is its later name without ending."""
    if form == "parquet":
        return parquet.write(file, material.announcements)
    if form == "sqlite":
        return database.write(file, material.announcements, material.revisions, material.meetings, called=called)
    with file.open("w", encoding="utf-8", newline="") as out:
        return TEXTS[form](material.announcements, out)
