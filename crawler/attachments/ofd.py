"""The text of an OFD file (GB/T 33190): runs of characters at places on a page, set to lines and paragraphs again."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from crawler.attachments import parts
from crawler.attachments.flow import flowing
from crawler.attachments.limits import TooLarge, Unreadable, bounded
from crawler.attachments.paragraphs import PrintedLine

MAX_PAGES = 3000
CELL_GAP = 0.9
"""A gap of so many character heights between two runs of a line is the border of a cell."""
SAME_LINE = 0.5
"""Baselines nearer than so many character heights are one line."""
_WIDTHS = 6
"""Numbers of a transformation (a b c d e f)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """Characters in one go; millimetres, `down` from the upper edge of the page to the baseline."""

    words: str
    left: float
    right: float
    down: float
    height: float


def text(raw: bytes) -> str:
    """Return the words of all pages of all documents in the file; raises Unreadable, Locked or TooLarge."""
    with parts.opened(raw) as file:
        roots = [element.text or "" for element in file.root("OFD.xml").iter("{*}DocRoot")]
        pages = [page for root in roots for page in _pages(file, parts.joined("", root))]
        if len(pages) > MAX_PAGES:
            raise TooLarge(f"{len(pages)} pages, expected at most {MAX_PAGES}")
        return bounded(list(flowing(_lines(file.root(page)) for page in pages)))


def _pages(file: parts.Parts, document: str) -> Iterator[str]:
    folder = document.rpartition("/")[0]
    for page in file.root(document).iterfind("{*}Pages/{*}Page"):
        yield parts.joined(folder, page.get("BaseLoc", ""))


def _lines(page: etree._Element) -> list[PrintedLine]:
    """Sort the runs of a page by their baselines: files that were printed from a PDF have them in any order."""
    rows: list[list[_Run]] = []
    for run in sorted(_runs(page), key=lambda one: one.down):
        if rows and run.down - rows[-1][0].down < SAME_LINE * min(run.height, rows[-1][0].height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_line(sorted(runs, key=lambda one: one.left)) for runs in rows]


def _line(runs: list[_Run]) -> PrintedLine:
    cells = [runs[0].words]
    for before, run in pairwise(runs):
        if run.left - before.right > CELL_GAP * run.height:
            cells.append(run.words)
        else:
            cells[-1] += run.words
    cells = [cell.strip() for cell in cells if cell.strip()]
    height = max(run.height for run in runs)
    return PrintedLine(cells=tuple(cells), left=runs[0].left, right=runs[-1].right, bottom=-runs[0].down, height=height)


def _runs(page: etree._Element) -> Iterator[_Run]:
    for place in page.iter("{*}TextObject"):
        box = _numbers(place.get("Boundary", ""))
        if len(box) < 4:  # noqa: PLR2004 - x, y, width, height
            raise Unreadable(f"a text without a place: Boundary is {place.get('Boundary')!r}")
        shape = _numbers(place.get("CTM", ""))
        wide, high, right, down = (shape[0], shape[3], shape[4], shape[5]) if len(shape) == _WIDTHS else (1, 1, 0, 0)
        size = abs(_numbers(place.get("Size", "") or "0")[0] * high) or box[3] or 1.0
        x = y = 0.0
        for code in place.iterchildren("{*}TextCode"):
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            left = box[0] + x * wide + right
            steps = _steps(code.get("DeltaX", ""))
            words = (code.text or "").replace("\n", "")
            length = sum(steps) * wide + size if steps else size * len(words)
            if words.strip():
                yield _Run(words=words, left=left, right=left + length, down=box[1] + y * high + down, height=size)


def _steps(stated: str) -> list[float]:
    """Return the distances between characters; `g 3 4.5` means three times 4.5."""
    fields, steps = stated.split(), list[float]()
    at = 0
    while at < len(fields):
        if fields[at] == "g" and at + 2 < len(fields):
            steps.append(float(fields[at + 1]) * float(fields[at + 2]))
            at += 3
        else:
            steps.append(float(fields[at]))
            at += 1
    return steps


def _numbers(stated: str) -> list[float]:
    return [float(one) for one in stated.split()]


def _number(stated: str | None, before: float) -> float:
    return before if stated is None else float(stated)
