"""The text of a workbook (XLS, XLSX, ET): a row of cells as `| a | b |`, a row of one cell as words.

Cells hold values, not what a screen makes of them: 86.50 is 86.5, 30% is 0.3, a day is 2026-12-20.
"""

import io
from collections.abc import Iterator
from datetime import datetime

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from crawler.attachments.limits import Locked, TooLarge, Unreadable, bounded, row

MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
SHORT = 12
"""Below the head of a table, a lone cell of so few characters is a row that is empty else (a form), no sentence."""
EXACT = 1e15
"""Whole numbers up to here are written as such."""


def text(raw: bytes) -> str:
    """Return the words of the sheets that can be seen; the name of each stands before it when there are several.

    Raises Unreadable, Locked or TooLarge.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
            sheets = [(name, list(_rows(name, book.get_sheet_by_name(name)))) for name in seen]
    except PasswordError as error:
        raise Locked(str(error)) from None
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    filled = [(name, lines) for name, lines in sheets if lines]
    named = len(filled) > 1
    return bounded([line for name, lines in filled for line in ([name] if named else []) + lines])


def _rows(name: str, sheet: CalamineSheet) -> Iterator[str]:
    """Give the rows that hold something, without the columns that are empty in all rows."""
    if sheet.height > MAX_ROWS or sheet.height * sheet.width > MAX_CELLS:
        most = f"{MAX_ROWS} rows and {MAX_CELLS} cells"
        raise TooLarge(f"sheet {name}: {sheet.height} rows of {sheet.width}, expected at most {most}")
    rows = [[_shown(value) for value in values] for values in sheet.to_python()]
    used = [at for at in range(sheet.width) if any(values[at] for values in rows)]
    in_table = False
    for values in rows:
        filled = [cell for cell in values if cell]
        in_table |= len(filled) > 1
        is_words = len(filled) == 1 and (not in_table or len(filled[0]) > SHORT)
        if filled:
            yield filled[0] if is_words else row([values[at] for at in used])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else format(value, ".15g")
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return " ".join(str(value).split())
