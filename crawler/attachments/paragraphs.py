"""Printed lines joined to paragraphs again, and lines of cells told apart from lines of prose."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

INDENT = 0.7
"""A line that begins so many character widths right of the margin begins a paragraph."""
FULL, NEARLY_FULL = 1.6, 4.0
"""A line within so many widths of the right margin is full; one that ends in mid-sentence may stop a little before."""
GAP = 2.2
"""Lines further apart than so many character heights are not one paragraph."""

_BEGINNING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}[章节条部]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[)）]|"
    r"\d{1,3}[、．]|\d{1,2}\.(?!\d)|[①-⑳]|附件|附：|注：|备注)"
)
_END = re.compile(r"[。！？][”’）)]?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedLine:
    """A line's cells (one for prose) with its place on the page, in points from the lower left.

    A `ruled` one is the row of a table whose cells are drawn: some of its cells may be empty.
    """

    cells: tuple[str, ...]
    left: float
    right: float
    bottom: float
    height: float
    ruled: bool = False

    @property
    def text(self) -> str:
        """The words of the line."""
        return " ".join(self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph of one page; `begins` tells that its first line does begin one, `open` that it may run on."""

    text: str
    begins: bool
    open: bool


def joined(lines: Sequence[PrintedLine]) -> Iterator[Paragraph]:
    """Give the paragraphs of a page; lines of cells, mostly of equally many, are rows `| a | b |`."""
    if not lines:
        return
    page = _Page.of([line for line in lines if not line.ruled] or lines)
    for (ruled, several), group in groupby(lines, key=lambda line: (line.ruled, len(line.cells) > 1)):
        run = list(group)
        if ruled or (several and _is_table(run)):
            for line in run:
                yield Paragraph(text=f"| {' | '.join(line.cells)} |", begins=True, open=False)
        else:
            yield from _prose(run, page)


def _is_table(run: Sequence[PrintedLine]) -> bool:
    """Tell rows, of which some may lack a cell, from lines that are only set wide."""
    counted = Counter(len(line.cells) for line in run).most_common(1)[0][1]
    return len(run) > 1 and counted > 1 and 2 * counted >= len(run)


def glue(first: str, second: str) -> str:
    """Join two lines of a paragraph: with a space only between words of Latin letters."""
    latin = first[-1:].isascii() and first[-1:].isalpha() and second[:1].isascii() and second[:1].isalpha()
    return f"{first} {second}" if latin else first + second


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """The margins of a page, the width of its characters, and whether its paragraphs are indented."""

    left: float
    right: float
    wide: float
    indented: bool

    @classmethod
    def of(cls, lines: Sequence[PrintedLine]) -> "_Page":
        wide = median(line.height for line in lines)
        edges = sorted(line.left for line in lines)
        left = edges[min(len(edges) - 1, len(edges) // 20)]  # a lone outlier is no margin
        indented = any(1 < (line.left - left) / wide < 3 for line in lines)  # noqa: PLR2004 - two characters, about
        return cls(left=left, right=max(line.right for line in lines), wide=wide, indented=indented)


def _prose(lines: Sequence[PrintedLine], page: _Page) -> Iterator[Paragraph]:
    before: PrintedLine | None = None
    text, begins = "", True
    for line in lines:
        if before is not None and _runs_on(before, line, page):
            text = glue(text, line.text)
        else:
            if before is not None:
                yield Paragraph(text=text, begins=begins, open=False)
            text, begins = line.text, _begins(line, page)
        before = line
    if before is not None:
        yield Paragraph(text=text, begins=begins, open=_is_full(before, page))


def _runs_on(before: PrintedLine, line: PrintedLine, page: _Page) -> bool:
    """Say whether a line goes on with the paragraph of the line before it."""
    near = 0 < before.bottom - line.bottom < GAP * max(page.wide, line.height)
    same_size = abs(before.height - line.height) < page.wide / 4
    return near and same_size and _is_full(before, page) and not _begins(line, page)


def _begins(line: PrintedLine, page: _Page) -> bool:
    return line.left - page.left > INDENT * page.wide or bool(_BEGINNING.match(line.text))


def _is_full(line: PrintedLine, page: _Page) -> bool:
    """Say whether a line may run on: it reaches the margin, and where nothing is indented it ends in mid-sentence."""
    ended = bool(_END.search(line.text))
    if ended and not page.indented:
        return False
    return page.right - line.right < (FULL if ended else NEARLY_FULL) * page.wide
