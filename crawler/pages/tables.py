"""Tables: rows of a data table as lines `| a | b |`; tables that only lay out a page are left to the prose."""

from collections.abc import Callable

from lxml import html

MAX_SPAN = 50
LONG_CELL = 400
LAYOUT_ROWS = 3
DOMINANT = 0.8


Cell = tuple[str, int]
"""The text of a cell on one line, and how many characters of it are links."""


def table_rows(table: html.HtmlElement, read_cell: Callable[[html.HtmlElement], Cell]) -> list[Cell] | None:
    """Return the rows of a data table as lines with their linked characters, None for a table that is mere layout.

    A cell of several lines is joined with spaces. A cell that reaches over several rows stands in its first row and is
    empty in the others, so that the columns keep their places. A layout table holds another table, has one cell a row,
    or is little more than one long cell.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return None
    grid = [_cells(row) for row in table.iterdescendants("tr")]
    if max((len(cells) for cells in grid), default=0) < 2:  # noqa: PLR2004 - two cells side by side make a table
        return None
    read = [[read_cell(cell) for cell in cells] for cells in grid]
    texts = [[text for text, _ in row] for row in read]
    if _is_layout(texts):
        return None
    linked = [sum(count for _, count in row) for row in read]
    return [row for row in zip(_lines(grid, texts), linked, strict=True) if row[0]]


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _is_layout(texts: list[list[str]]) -> bool:
    sizes = [len(text) for row in texts for text in row]
    filled = [row for row in texts if any(row)]
    return len(filled) <= LAYOUT_ROWS and max(sizes) > max(LONG_CELL, DOMINANT * sum(sizes))


def _lines(grid: list[list[html.HtmlElement]], texts: list[list[str]]) -> list[str]:
    lines = []
    hanging: dict[int, int] = {}  # column → rows that a cell from above still reaches over
    for cells, row in zip(grid, texts, strict=True):
        columns: list[str] = []
        for cell, text in zip(cells, row, strict=True):
            while hanging.get(len(columns), 0) > 0:
                columns.append("")
            down = _span(cell, "rowspan")
            if down > 1:
                hanging[len(columns)] = down
            columns.append(text)
        while hanging.get(len(columns), 0) > 0:
            columns.append("")
        hanging = {column: left - 1 for column, left in hanging.items() if left > 1}
        lines.append(f"| {' | '.join(columns)} |" if any(columns) else "")
    return lines


def _span(cell: html.HtmlElement, name: str) -> int:
    stated = (cell.get(name) or "").strip()
    return min(int(stated), MAX_SPAN) if stated.isascii() and stated.isdecimal() else 1
