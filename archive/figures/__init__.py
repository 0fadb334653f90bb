"""The figures of a text: sums, shares, counts and last days, with unit, bound, what they measure and their spans. Pure.

Works on text as published: full-width signs count like half-width ones, every span is a slice of the text. What is a
figure and what is none is written in tests/fixtures/judgement/RULES.md, section 7. Time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from archive.figures import bounds, days, rows, subjects
from archive.figures.numbers import plain
from archive.figures.quantities import Quantity, quantities
from archive.records import Bound, Figure, FigureKind

__all__ = ["MOST", "figures", "states_sum"]

MOST = 3000
"""Figures of one text; what a text holds beyond them is left out."""
CAPTION = 200
"""Characters of a line before a table among which 单位：万元 is looked for."""
_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile("[0-9〇○零一二两三四五六七八九十百千]|[年月][底末]")
"""Without one of these a line has no figure."""
_MONEY = re.compile("[元币块角]")
"""Without one of these a text has no sum."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line that is no row, or a cell of one: it is read by itself. `text` is as published, `copy` its plain form."""

    text: str
    copy: str
    line: tuple[int, int]
    cell: rows.Cell | None = None

    @property
    def column(self) -> rows.Column | None:
        return self.cell.column if self.cell else None


def figures(text: str, published: date | None = None) -> tuple[Figure, ...]:
    """Return the figures of a text in the order of their spans; `published` gives years that the text leaves out."""
    found = (one for piece in _pieces(text) for one in (*_last_days(piece, published), *_quantities(piece)))
    return tuple(sorted(islice(found, MOST), key=lambda one: (one.start, one.end)))


def states_sum(text: str) -> bool:
    """Tell whether a text states a sum of money, that is whether `figures` has an amount; stops at the first one."""
    return bool(_MONEY.search(text)) and any(_is_priced(piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[_Piece]:
    copy = plain(text)
    table: rows.Table | None = None
    before: list[str] = []
    for match in _LINE.finditer(copy):
        if not rows.is_row(match.group()):
            table = None
            before = [*before[-1:], match.group()[:CAPTION]]
            if _NUMBER.search(match.group()):
                yield _Piece(text, copy, match.span())
            continue
        table = table or rows.Table(next((unit for one in before if (unit := rows.caption(one))), ""))
        for cell in table.cells(copy, *match.span()):
            if cell.end > cell.start and _NUMBER.search(copy, cell.start, cell.end):
                yield _Piece(text, copy, (cell.start, cell.end), cell)


def _is_priced(piece: _Piece) -> bool:
    # A sum stands beside its sign in the same line, or has it from the head of its column.
    if piece.cell is None and not _MONEY.search(piece.copy, *piece.line):
        return False
    return any(one.kind == "amount" for one in _read(piece)[0])


def _last_days(piece: _Piece, published: date | None) -> Iterator[Figure]:
    column = piece.column
    due = column is not None and column.due
    for one in days.last_days(piece.copy, *piece.line, published, due=due):
        about = subjects.of_day(piece.copy, piece.line, one.start, one.end)
        if column and due:
            about = column.start, column.end
        yield _figure(piece.text, "deadline", one.day.isoformat(), "date", one.bound, (one.start, one.end), about)


def _quantities(piece: _Piece) -> Iterator[Figure]:
    copy, line, column = piece.copy, piece.line, piece.column
    read, ruled = _read(piece)
    for one in read:
        bound, start, end = bounds.bound(copy, line[0], one.start, one.end, line[1])
        about = subjects.subject(copy, line, (start, end), one)
        if column and (one is ruled or (about[0] == about[1] and column.kind)):
            about = column.start, column.end
        if one.about and bound == "exact":
            bound = "about"
        per = bounds.per(copy, line[0], one.start) if one.kind == "amount" else ""
        yield _figure(piece.text, one.kind, _written(one), one.unit, bound, (start, end), about, per)


def _read(piece: _Piece) -> tuple[list[Quantity], Quantity | None]:
    """Return the quantities of a piece, and the one of them that the head of its column rules."""
    read = list(quantities(piece.copy, *piece.line))
    ruled = rows.quantity(piece.copy, piece.cell) if piece.cell else None
    if ruled and all(one.start != ruled.start for one in read):
        read.append(ruled)
    return read, ruled


def _figure(
    text: str,
    kind: FigureKind,
    value: str,
    unit: str,
    bound: Bound,
    span: tuple[int, int],
    about: tuple[int, int],
    per: str = "",
) -> Figure:
    return Figure(
        kind=kind,
        value=value,
        unit=unit,
        bound=bound,
        start=span[0],
        end=span[1],
        text=text[slice(*span)],
        subject=text[slice(*about)],
        subject_start=about[0],
        subject_end=about[1],
        per=per,
    )


def _written(one: Quantity) -> str:
    whole = one.value == one.value.to_integral_value()
    return f"{one.value.quantize(Decimal(1)) if whole else one.value.normalize():f}"
