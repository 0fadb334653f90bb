"""Charts as SVG: bars by month for each theme, and bars by length for each directive. Pure.

Made to be shown at half its size and less, on a ground of its own, light or dark around it. Nothing is told by colour
alone: every bar has its figure beside it, and the two kinds of bars differ in their filling. Four colours, so that
pictures are small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 720
GROUND, INK, BAR = "#f6f8fa", "#1b2330", "#0f5c6e"
PALETTE = (GROUND, INK, "#8a929d", BAR)
"""All colours of a drawing, with the one between ink and ground that smooths the edges of letters."""
LETTERS = 28
"""Size of the letters: 13 pixels where the picture is 328 pixels wide, as on a phone."""
_FIGURES = 24
_SMALL, _MOST = 18, 9999
_MARGIN = 24
_COLUMN_HEIGHT = 64
_ROW = 42
_STRIPES = (
    f'<defs><pattern id="never" width="12" height="12" patternUnits="userSpaceOnUse">'
    f'<rect width="12" height="12" fill="{GROUND}"/><rect width="5" height="12" fill="{BAR}"/></pattern></defs>'
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """An SVG document and its size in pixels."""

    svg: str
    width: int
    height: int


def columns(rows: Sequence[tuple[str, Sequence[int]]], months: Sequence[tuple[int, int]]) -> Drawing:
    """Draw a row of columns for each label, all on one scale; the last month, which is not over, is hollow."""
    highest = max((count for _, counts in rows for count in counts), default=0) or 1
    step = (WIDTH - 2 * _MARGIN) / len(months)
    height, parts = _MARGIN, []
    for label, counts in rows:
        parts.append(_text(_MARGIN, height + LETTERS, f"{label}  {sum(counts)}", LETTERS))
        foot = height + 2 * LETTERS + _COLUMN_HEIGHT + 14
        for place, count in enumerate(counts):
            left = _MARGIN + place * step
            hollow = place == len(counts) - 1
            tall = max(10.0 if hollow else 4.0, count / highest * _COLUMN_HEIGHT) if count else 0.0
            if count:
                parts.append(_bar(left + 7, foot - tall, step - 14, tall, GROUND if hollow else BAR))
            size = _FIGURES if len(str(count)) < len("100") else _SMALL
            parts.append(_text(left + step / 2, foot - tall - 7, str(min(count, _MOST)), size, "middle"))
        parts.append(f'<rect x="{_MARGIN}" y="{foot}" width="{WIDTH - 2 * _MARGIN}" height="2" fill="{INK}"/>')
        height = foot + 18
    for place, (year, month) in enumerate(months):
        middle = _MARGIN + (place + 0.5) * step
        parts.append(_text(middle, height + 20, str(month), _FIGURES, "middle"))
        if month == 1 or (place == 0 and (year + 1, 1) not in months[:2]):  # two years need the room of two months
            parts.append(_text(_MARGIN + place * step + 4, height + 50, str(year), _FIGURES))
    return _document(parts, height + 50 + _MARGIN)


def lengths(rows: Sequence[tuple[str, int, bool]]) -> Drawing:
    """Draw a bar for each label and its number; those marked are striped, the others solid."""
    longest = max((length for _, length, _ in rows), default=0) or 1
    named = max((len(label) for label, _, _ in rows), default=0)
    left = _MARGIN + min(300, 12 + round(named * 0.62 * _FIGURES))
    room = WIDTH - _MARGIN - left - 96
    height, parts = _MARGIN, []
    for label, length, marked in rows:
        wide = max(4.0, length / longest * room) if length else 0.0
        parts.append(_text(_MARGIN, height + 30, label, _FIGURES))
        if length:
            parts.append(_bar(left, height + 8, wide, 26, "url(#never)" if marked else BAR))
        parts.append(_text(left + wide + 10, height + 30, str(length), _FIGURES))
        height += _ROW
    return _document([_STRIPES, *parts], height + _MARGIN)


def _bar(left: float, top: float, wide: float, tall: float, fill: str) -> str:
    edges = f'stroke="{BAR}" stroke-width="3"'
    inner = f'x="{left + 1.5:.1f}" y="{top + 1.5:.1f}" width="{max(1, wide - 3):.1f}" height="{max(1, tall - 3):.1f}"'
    return f'<rect {inner} fill="{fill}" {edges}/>'


def _text(left: float, foot: float, words: str, size: int, anchor: str = "start") -> str:
    place = f'x="{round(left)}" y="{round(foot)}" font-size="{size}" fill="{INK}" text-anchor="{anchor}"'
    return f'<text {place} xml:space="preserve">{escape(words)}</text>'


def _document(parts: Sequence[str], height: float) -> Drawing:
    tall = round(height)
    ground = f'<rect width="{WIDTH}" height="{tall}" fill="{GROUND}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{tall}">{ground}{"".join(parts)}</svg>'
    return Drawing(svg=svg, width=WIDTH, height=tall)
