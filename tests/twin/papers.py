"""Attachments as real files of every format that the sites publish.

The same paper gives the same bytes in every process.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from tests.twin import biff, bundles, hands, ofd, packages, word97
from tests.twin.announcements import Paper

EPOCH = (2026, 11, 18, 8, 0, 0)
_OOXML = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "zip": "application/zip",
    "txt": "text/plain",
    "png": "image/png",
}


def media_type(paper: Paper) -> str:
    """Return the type that the server states; it does not know every ending."""
    return TYPES.get(paper.extension, "application/octet-stream")


@lru_cache(maxsize=512)
def made(paper: Paper) -> bytes:
    """Build the file. Raises ValueError for words in a format that can carry none here, and for one nobody builds."""
    if paper.text and paper.extension in WORDLESS:
        raise ValueError(f"{paper.name}: a text is given, but .{paper.extension} files carry none in the twin")
    if paper.extension not in BUILDERS:
        raise ValueError(f"{paper.name}: the twin has no .{paper.extension} files")
    return BUILDERS[paper.extension](paper)


def _docx(paper: Paper) -> bytes:
    import docx

    document = docx.Document()
    moment = datetime(*EPOCH)  # noqa: DTZ001 (the format knows no zones)
    document.core_properties.created = document.core_properties.modified = moment
    rows: list[list[str]] = []
    for line in [*(paper.text or "").splitlines(), ""]:
        if line.startswith("|"):
            rows.append(hands.cells(line))
            continue
        if rows:
            table = document.add_table(rows=0, cols=max(map(len, rows)))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
            rows = []
        if line:
            document.add_paragraph(line)
    raw = io.BytesIO()
    document.save(raw)
    return _dated(raw.getvalue())


def _dated(archive: bytes) -> bytes:
    """Rewrite a zip file so that it does not tell when it was made."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, EPOCH), old.read(entry), zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def _pdf(paper: Paper) -> bytes:
    """Words in a CID font, wrapped at the margin; without words a page that only looks like a scan."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    raw = io.BytesIO()
    canvas = Canvas(raw, pagesize=(595, 842), invariant=1)
    y = 780.0
    if not paper.text:
        for step in range(30):
            canvas.rect(80, y - step * 22, 430 - step * 7 % 90, 9, fill=1)
    for size, row in _rows(paper.text or ""):
        if y < 70:
            canvas.showPage()
            y = 780.0
        canvas.setFont("STSong-Light", size)
        for x, words in row:
            canvas.drawString(x, y, words)
        y -= 20
    canvas.showPage()
    canvas.save()
    return raw.getvalue()


def _rows(text: str) -> Iterator[tuple[float, list[tuple[float, str]]]]:
    """Give size and places of the words line by line; the rows of a table are made small enough for one line each."""
    for tabular, lines in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        if not tabular:
            for line in lines:
                yield from ((12.0, [(72.0, piece)]) for piece in _wrapped(line, 37))
            continue
        rows = [hands.cells(line) for line in lines]
        widths = [max(len(row[at]) if at < len(row) else 0 for row in rows) + 1 for at in range(max(map(len, rows)))]
        size = min(12.0, 451 / sum(widths))
        for row in rows:
            yield size, [(72 + size * sum(widths[:at]), cell) for at, cell in enumerate(row)]


def _wrapped(line: str, width: int) -> list[str]:
    return [line[start : start + width] for start in range(0, len(line), width)]


def _zip(paper: Paper) -> bytes:
    return bundles.bundle(paper.text or "", lambda name, text: made(Paper(name=name, text=text)))


WORDLESS = frozenset({"png", "rar"})
BUILDERS: dict[str, Callable[[Paper], bytes]] = {
    "docx": _docx,
    "pdf": _pdf,
    "doc": lambda paper: word97.document(paper.text or ""),
    "wps": lambda paper: word97.document(paper.text or ""),
    "xls": lambda paper: biff.workbook(paper.text or ""),
    "xlsx": lambda paper: packages.xlsx(paper.text or ""),
    "pptx": lambda paper: packages.pptx(paper.text or ""),
    "ofd": lambda paper: ofd.document(paper.text or ""),
    "txt": lambda paper: (paper.text or "").encode("gb18030"),
    "zip": _zip,
    "png": lambda _: bundles.png(),
    "rar": lambda _: b"Rar!\x1a\x07\x01\x00" + bytes(64),
}
