"""Tables whose cells are ruled: the lines drawn on a page, put together to grids of cells."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NEAR = 3.0
"""Lines so many points apart are one line, and ends so near to a line touch it."""
MAX_LINES = 600
"""Lines of a page after those that lie on each other are joined; a drawing has more, and is no table."""
COLUMNS, ROWS = 2, 1
"""The least that is a table: what has fewer cells side by side is a frame."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A straight line: `at` is its place across, `start` to `end` the places along it; points from the lower left."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Tell whether the line passes a place."""
        return self.start - NEAR <= place <= self.end + NEAR


@dataclass(kw_only=True, slots=True)
class Grid:
    """A table: the places of its rulings, from left to right and from top to bottom, and the words of its cells.

    Cells without a ruling between them are one cell, whose words stand in its upper left.
    """

    across: Sequence[float]
    down: Sequence[float]
    first: dict[tuple[int, int], tuple[int, int]]
    words: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell (row and column) that a place is in, None outside."""
        column = bisect_right(self.across, x) - 1
        row = bisect_right([-place for place in self.down], -y) - 1
        if 0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1:
            return self.first[(row, column)]
        return None


def grids(horizontal: Iterable[Stroke], vertical: Iterable[Stroke]) -> list[Grid]:
    """Return the tables that lines rule, none when there are too many lines."""
    lying, standing = _together(horizontal), _together(vertical)
    if len(lying) + len(standing) > MAX_LINES:
        return []
    return [grid for lines, columns in _touching(lying, standing) if (grid := _grid(lines, columns)) is not None]


def _together(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Join lines that lie on each other or go on where another ends."""
    done: list[Stroke] = []
    for one in sorted(strokes, key=lambda stroke: (stroke.at, stroke.start)):
        for place in range(len(done) - 1, -1, -1):
            other = done[place]
            if one.at - other.at > NEAR:
                continue
            if one.start <= other.end + NEAR and other.start <= one.end + NEAR:
                done[place] = Stroke(at=other.at, start=min(one.start, other.start), end=max(one.end, other.end))
                break
        else:
            done.append(one)
        if len(done) > MAX_LINES:
            break
    return done


def _touching(lying: list[Stroke], standing: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Group lines that touch each other, directly or by others."""
    group = list(range(len(lying) + len(standing)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for at, line in enumerate(lying):
        for there, column in enumerate(standing, len(lying)):
            if line.covers(column.at) and column.covers(line.at):
                group[root(there)] = root(at)
    roots = dict.fromkeys(root(at) for at in range(len(lying)))
    return [
        (
            [line for at, line in enumerate(lying) if root(at) == one],
            [column for at, column in enumerate(standing, len(lying)) if root(at) == one],
        )
        for one in roots
    ]


def _grid(lying: list[Stroke], standing: list[Stroke]) -> Grid | None:
    across, down = _places(standing), _places(lying)[::-1]
    if len(across) <= COLUMNS or len(down) <= ROWS:
        return None
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(down) - 1):
        for column in range(len(across) - 1):
            x, y = (across[column] + across[column + 1]) / 2, (down[row] + down[row + 1]) / 2
            if column and not _ruled(standing, across[column], y):
                first[(row, column)] = first[(row, column - 1)]
            elif row and not _ruled(lying, down[row], x):
                first[(row, column)] = first[(row - 1, column)]
            else:
                first[(row, column)] = (row, column)
    return Grid(across=across, down=down, first=first)


def _places(strokes: list[Stroke]) -> list[float]:
    """Return where lines stand, those that are near to each other once."""
    places: list[float] = []
    for at in sorted(one.at for one in strokes):
        if not places or at - places[-1] > NEAR:
            places.append(at)
    return places


def _ruled(strokes: list[Stroke], at: float, along: float) -> bool:
    return any(abs(one.at - at) <= NEAR and one.start <= along <= one.end for one in strokes)
