"""Parquet: columns for analysis by DuckDB, pandas, polars and the like, with nested lists where there are several.

The writer is arro3 (33 MB with all it needs, where pyarrow has 169 and fastparquet 177). It takes our rows as lines of
JSON, some hundred at a time, so that memory stays the same however many there are.
"""

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import WatchError, WrongUse
from archive.export.documents import document
from archive.records import Announcement

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from arro3.core import Schema

BATCH = 200
GROUP = 2_000
"""Rows of a row group, which is what a reader must hold in memory at once."""
DETAILS = ("offer", "comparisons")
"""What has a form of its own (docs/schemas/announcement.schema.json) and stands as JSON text."""


def write(file: Path, announcements: Iterable[Announcement]) -> int:
    """Write the file; returns how many rows it has.

    Raises WrongUse when the writer is not installed, OSError and WatchError when it can not be written.
    """
    try:
        from arro3.io import read_json, write_parquet  # noqa: PLC0415
    except ModuleNotFoundError:
        raise WrongUse(
            "parquet: needs the package arro3-io; install zhongshan-watch with its extra `parquet`"
        ) from None
    rows = _Lines(announcements)
    try:
        with file.open("wb") as out:
            reader = read_json(io.BufferedReader(rows), schema=_schema(), batch_size=BATCH)
            write_parquet(reader, out, compression="zstd(3)", max_row_group_size=GROUP)
    except Exception as error:
        if rows.error is not None:
            raise rows.error from None
        if isinstance(error, OSError):
            raise
        raise WatchError(f"parquet: {' '.join(str(error).split())}") from None
    return rows.count


def row(one: Announcement) -> dict[str, Any]:
    """Return an announcement as a row: its document, with what was thought of it in columns of their own."""
    whole, analysis = document(one), one.analysis
    relevance = whole.pop("relevance") or {}
    return {
        **whole,
        **{name: json.dumps(whole[name], ensure_ascii=False) for name in DETAILS},
        "relevant": relevance.get("relevant"),
        "score": relevance.get("score"),
        "topics": relevance.get("topics", []),
        "reasons": relevance.get("reasons", []),
        "summary": analysis.summary if analysis else None,
        "deadline": analysis.deadline.isoformat() if analysis and analysis.deadline else None,
        "amounts": list(analysis.amounts) if analysis else [],
    }


class _Lines(io.RawIOBase):
    """The rows as a file of JSON lines; keeps an error of those that give them, which the reader would swallow."""

    def __init__(self, announcements: Iterable[Announcement]) -> None:
        super().__init__()
        self.count = 0
        self.error: BaseException | None = None
        self._lines = self._each(announcements)
        self._rest = b""

    def readable(self) -> bool:
        """Say that this is read from."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Give as much of the next line as there is room for; 0 at the end."""
        room = memoryview(buffer)
        if not self._rest:
            try:
                self._rest = next(self._lines, b"")
            except BaseException as error:
                self.error = error
                raise
        some = self._rest[: len(room)]
        room[: len(some)] = some
        self._rest = self._rest[len(some) :]
        return len(some)

    def _each(self, announcements: Iterable[Announcement]) -> Iterator[bytes]:
        for one in announcements:
            self.count += 1
            yield json.dumps(row(one), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _schema() -> "Schema":
    """Return names and types of the columns; every one may be empty, as far as the file's readers are told."""
    from arro3.core import DataType, Field, Schema  # noqa: PLC0415

    text, count, number, yes_no = DataType.string(), DataType.int64(), DataType.float64(), DataType.bool()
    moment = DataType.timestamp("us", tz="Asia/Shanghai")

    def fields(kind: DataType, names: str) -> list[Field]:
        return [Field(name, kind, nullable=True) for name in names.split()]

    def several(kind: DataType) -> DataType:
        return DataType.list(Field("item", kind, nullable=True))

    def record(*some: list[Field]) -> DataType:
        return DataType.struct([field for each in some for field in each])

    span = fields(count, "start end") + fields(text, "text")
    quote = record(fields(text, "part"), fields(count, "revision"), span)
    alignment = record(
        fields(text, "meeting directive theme"),
        fields(number, "score"),
        fields(quote, "announcement_quote"),
        fields(record(span), "directive_quote"),
    )
    figure = record(fields(text, "part kind value unit bound per subject"), fields(yes_no, "recognised"), span)
    return Schema(
        fields(text, "id title")
        + fields(moment, "published")
        + fields(text, "issuer doc_number index_number url source")
        + fields(count, "post_id revision")
        + fields(moment, "first_seen last_seen withdrawn_at")
        + fields(text, "canonical_id raw_sha256 body")
        + fields(yes_no, "relevant")
        + fields(number, "score")
        + fields(several(text), "topics reasons")
        + fields(text, "summary")
        + fields(DataType.date32(), "deadline")
        + fields(several(text), "amounts")
        + fields(several(record(fields(text, "url name media_type sha256 status text"))), "attachments")
        + fields(several(alignment), "alignments")
        + fields(several(figure), "figures")
        + fields(text, " ".join(DETAILS))
    )
