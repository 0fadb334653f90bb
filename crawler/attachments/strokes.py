"""The straight lines that are drawn on a page of a PDF."""

from collections.abc import Iterator
from ctypes import byref, c_float
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from crawler.attachments.ruling import Grid, Stroke, grids

MAX_OBJECTS, MAX_POINTS = 4000, 8000
"""Objects of a page and points of its paths; a page with more is a drawing."""
DEEP = 4
"""How deep in forms lines are looked for."""
STRAIGHT, SHORTEST = 0.7, 6.0
"""In points: how much a line may lean, and how long it is at least."""

Point = tuple[float, float]


def tables(page: pypdfium2.PdfPage) -> list[Grid]:
    """Return the ruled tables of a page."""
    lying: list[Stroke] = []
    standing: list[Stroke] = []
    left = MAX_POINTS
    for number, drawn in enumerate(page.get_objects(max_depth=DEEP)):
        if number > MAX_OBJECTS or left < 0:
            return []
        if drawn.type != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        left -= pdfium.FPDFPath_CountSegments(drawn)
        for (x, y), (to_x, to_y) in _lines(drawn, max(0, left)):
            if abs(y - to_y) < STRAIGHT and abs(x - to_x) >= SHORTEST:
                lying.append(Stroke(at=y, start=min(x, to_x), end=max(x, to_x)))
            elif abs(x - to_x) < STRAIGHT and abs(y - to_y) >= SHORTEST:
                standing.append(Stroke(at=x, start=min(y, to_y), end=max(y, to_y)))
    return grids(lying, standing) if lying and standing else []


def _lines(drawn: pypdfium2.PdfObject, most: int) -> Iterator[tuple[Point, Point]]:
    """Give the lines of a path from point to point; a part that is closed goes back to where it began."""
    matrix = drawn.get_matrix()
    part: list[Point] = []
    for at in range(min(most, pdfium.FPDFPath_CountSegments(drawn))):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        x, y = c_float(), c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield from pairwise(part)
            part = []
        part.append(matrix.on_point(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            part.append(part[0])
    yield from pairwise(part)
