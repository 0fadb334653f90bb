"""OFD documents, as printers of documents make them: runs of characters at places, in any order."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from tests.twin import hands
from tests.twin.packages import packed

OFD = "http://www.ofdspec.org/2016"
ON_A_PAGE = 30
WIDE, SIZE, STEP, LEFT = 35, 4.2, 8.0, 30.0
"""Characters of a printed line, the millimetres of a character and from line to line, and the left margin."""

Run = tuple[float, str, float]
"""Millimetres from the left, the words, and the size of a character."""


def document(text: str) -> bytes:
    """Return a document whose runs stand in the file from the last to the first, with a number on every page."""
    printed = [line for tabular, group in groupby(text.splitlines(), _is_row) for line in _set(list(group), tabular)]
    pages = [printed[at : at + ON_A_PAGE] for at in range(0, len(printed), ON_A_PAGE)] or [[]]
    space = f'xmlns:ofd="{OFD}"'
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    return packed(
        {
            "OFD.xml": f"<ofd:OFD {space}>{body}</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            **{f"Doc_0/Pages/Page_{at}/Content.xml": _page(lines, at, space) for at, lines in enumerate(pages)},
        }
    )


def _is_row(line: str) -> bool:
    return line.startswith("|")


def _set(lines: list[str], tabular: bool) -> Iterator[list[Run]]:
    """Set paragraphs with an indent, and rows so small that each fits a line."""
    if not tabular:
        for line in lines:
            yield [(LEFT + 2 * SIZE, line[: WIDE - 2], SIZE)]
            yield from ([(LEFT, line[at : at + WIDE], SIZE)] for at in range(WIDE - 2, len(line), WIDE))
        return
    rows = [hands.cells(line) for line in lines]
    widths = [max(len(row[at]) if at < len(row) else 0 for row in rows) + 2 for at in range(max(map(len, rows)))]
    size = min(SIZE, WIDE * SIZE / sum(widths))
    for row in rows:
        yield [(LEFT + size * sum(widths[:at]), cell, size) for at, cell in enumerate(row) if cell]


def _page(lines: list[list[Run]], number: int, space: str) -> str:
    placed = [(30 + STEP * at, run) for at, line in enumerate(lines) for run in line]
    texts = "".join(_text(run, down) for down, run in reversed(placed))
    foot = _text((100.0, f"— {number + 1} —", SIZE), 285)
    return f"<ofd:Page {space}><ofd:Content><ofd:Layer>{foot}{texts}</ofd:Layer></ofd:Content></ofd:Page>"


def _text(run: Run, down: float) -> str:
    left, words, size = run
    steps = f'DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    code = f'<ofd:TextCode X="0" Y="{size - 0.6}" {steps}>{escape(words)}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{left} {down} {size * len(words)} {size}" Size="{size}">{code}</ofd:TextObject>'
