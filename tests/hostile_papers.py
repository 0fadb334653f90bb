"""Files made to do harm, each small and of few lines."""

import io
import zipfile
import zlib

from tests.twin import packages

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return made + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(made))


def slow_pdf() -> bytes:
    """Return a small file whose one page draws the same words millions of times."""
    drawing = zlib.compress(b"BT /F1 12 Tf " + b"1 0 0 1 10 10 Tm (aaaaaaaaaa) Tj " * 4_000_000 + b"ET")
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n" % len(drawing) + drawing + b"\nendstream",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def pages_declared(count: int) -> bytes:
    """Return a file that says it has so many pages and has one."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
        ]
    )


def far_cells() -> bytes:
    """Return a workbook with a cell in each of two opposite corners of the largest sheet there can be."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return packages.xlsx("1", after=corner)


def word(inner: str) -> bytes:
    """Return a DOCX file with this inside its body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')
    return file.getvalue()
