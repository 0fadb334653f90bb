"""Subscribers as a table for Excel and back (CSV): exact, and safe to open. Pure.

The file begins with a byte order mark, without which Excel takes UTF-8 for another encoding. Lists are separated by
semicolons. A cell that a spreadsheet would take for a formula has an apostrophe before it, which reading takes away.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from archive.clock import parse_moment
from archive.config import nearest
from archive.errors import WrongUse
from archive.records import Filters, Subscriber
from archive.text import decode

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_FAULTS = 20
"""Faults that are told at once."""
LISTS = ("editions", "themes", "directives", "bodies", "towns", "words")
FLAGS = ("deadline", "money")
MOMENTS = ("asked_at", "confirmed_at", "left_at", "bounced_at")
COLUMNS = (
    "name", "address", "channel", "language", "editions", "themes", "directives", "bodies", "towns", "words",
    "deadline", "money", "status", "paused_until", "why", "asked_at", "confirmed_at", "left_at", "bounces",
    "bounced_at", "last_bounce",
)  # fmt: skip
_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
_SEPARATOR = re.compile(r"(?<!\\)((?:\\\\)*)[;；]")
_YES, _NO = {"yes", "true", "1", "x", "是"}, {"no", "false", "0", "", "否"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a file: the values of its columns, read as what they mean; a column that is empty is not there."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong in a file, and where; `column` is empty when it concerns the whole line."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.why}"


def write(subscribers: Iterable[Subscriber]) -> bytes:
    """Return subscribers as a table; the nonces of their links stay here."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in subscribers:
        stated = {**one.filters.stated(), **{name: getattr(one, name) for name in COLUMNS if hasattr(one, name)}}
        table.writerow([_guarded(_written(name, stated[name])) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read(raw: bytes) -> tuple[list[Row], list[Fault]]:
    """Return the rows of a table and what can not be read in it; raises WrongUse when it is none.

    UTF-8 and GB18030 are understood, commas and tabs between the cells, `yes` and `是`.
    """
    if len(raw) > MOST_BYTES:
        raise WrongUse(f"more than {MOST_BYTES} bytes; split the file")
    text = decode(raw).text
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    rows, faults = [], []
    try:
        names = _names(next(lines, []))
        at = lines.line_num + 1
        for cells in lines:
            if any(cells):
                row, wrong = _row(at, names, cells)
                rows.append(row)
                faults += wrong
            at = lines.line_num + 1
            if len(rows) > MOST_ROWS:
                raise WrongUse(f"more than {MOST_ROWS} lines; split the file")
    except csv.Error as error:
        raise WrongUse(f"line {lines.line_num}: not a table of comma-separated values: {error}") from None
    return rows, faults


def filters(row: Row) -> Filters:
    """Return the filters that a row states."""
    return Filters(**{name: value for name, value in row.values.items() if name in Filters.__slots__})


def _names(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        if name not in COLUMNS:
            raise WrongUse(f"line 1: unknown column {name!r}{nearest(name, COLUMNS)}")
    if "address" not in names or len(set(names)) < len(names):
        raise WrongUse("line 1: expected the names of columns, each once, `address` among them")
    return names


def _row(line: int, names: list[str], cells: list[str]) -> tuple[Row, list[Fault]]:
    if len(cells) > len(names):
        return Row(line=line, values={}), [Fault(line=line, column="", why=f"{len(cells)} cells, {len(names)} columns")]
    values, faults = {}, []
    for name, cell in zip(names, cells, strict=False):
        plain = cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
        if not plain.strip():
            continue
        try:
            values[name] = _READERS.get(name, str)(plain)
        except (ValueError, WrongUse) as error:
            faults.append(Fault(line=line, column=name, why=str(error)))
    return Row(line=line, values=values), faults


def _written(name: str, value: Any) -> str:
    if name in LISTS:
        return ";".join(re.sub(r"([\\;；])", r"\\\1", one) for one in value)
    if name in FLAGS:
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _several(cell: str) -> tuple[str, ...]:
    parts, last = [], 0
    for found in _SEPARATOR.finditer(cell):
        parts.append(cell[last : found.end() - 1])
        last = found.end()
    return tuple(re.sub(r"\\(.)", r"\1", part.strip()) for part in (*parts, cell[last:]) if part.strip())


def _flag(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in _YES | _NO:
        raise ValueError(f"{cell!r} is neither yes nor no")
    return word in _YES


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell.strip().replace("/", "-"))
    except ValueError:
        raise ValueError(f"{cell!r} is not a date such as 2026-11-25") from None


def _moment(cell: str) -> datetime:
    return parse_moment(cell.strip(), what="time")


def _number(cell: str) -> int:
    if not re.fullmatch(r"\d{1,6}", cell.strip()):
        raise ValueError(f"{cell!r} is not a number")
    return int(cell)


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(LISTS, _several),
    **dict.fromkeys(FLAGS, _flag),
    **dict.fromkeys(MOMENTS, _moment),
    "paused_until": _day,
    "bounces": _number,
}
