"""Office files of today (zip archives of XML) with the least that makes them such: XLSX and PPTX."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from xml.sax.saxutils import escape

from tests.twin import hands
from tests.twin.biff import NUMBER

EPOCH = (2026, 11, 18, 8, 0, 0)
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A, P = (
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/presentationml/2006/main",
)
ON_A_SLIDE = 6


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive that does not tell when it was made."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def relations(targets: Iterable[tuple[str, str]]) -> str:
    """Return a part that says what another refers to; of each its kind and its name."""
    every = "".join(
        f'<Relationship Id="rId{at}" Type="{R}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{every}</Relationships>'
    )


def types(overrides: Mapping[str, str]) -> str:
    """Return the part that says of what type the others are, by their names."""
    every = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in overrides.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rels}{every}</Types>'


def xlsx(text: str, name: str = "Sheet1", *, before: str = "", after: str = "") -> bytes:
    """Return a workbook of one sheet: a line `| a | b |` is a row, any other line a row with one cell.

    `before` stands before all rows, `after` behind the last.
    """
    rows = [hands.cells(line) if line.startswith("|") else [line] for line in text.splitlines()]
    cells = "".join(
        f'<row r="{at}">{"".join(_cell(at, column, cell) for column, cell in enumerate(row) if cell)}</row>'
        for at, row in enumerate(rows, 1)
    )
    sheets = f'<sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets>'
    return packed(
        {
            "[Content_Types].xml": types(
                {"xl/workbook.xml": "spreadsheetml.sheet.main", "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
            ),
            "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": relations([("worksheet", "worksheets/sheet1.xml")]),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{S}">{before}<sheetData>{cells}{after}</sheetData></worksheet>'
            ),
        }
    )


def _cell(row: int, column: int, words: str) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if NUMBER.fullmatch(words):
        return f'<c r="{place}"><v>{words}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def pptx(text: str) -> bytes:
    """Return a show of a few lines a slide; the slides are numbered from the last, and each shows its number."""
    lines = text.splitlines()
    slides = [lines[at : at + ON_A_SLIDE] for at in range(0, len(lines), ON_A_SLIDE)] or [[]]
    names = [f"slides/slide{len(slides) - at}.xml" for at in range(len(slides))]
    shown = "".join(f'<p:sldId id="{255 + at}" r:id="rId{at}"/>' for at in range(1, len(slides) + 1))
    space = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    return packed(
        {
            "[Content_Types].xml": types(
                {"ppt/presentation.xml": "presentationml.presentation.main"}
                | {f"ppt/{name}": "presentationml.slide" for name in names}
            ),
            "_rels/.rels": relations([("officeDocument", "ppt/presentation.xml")]),
            "ppt/presentation.xml": f"<p:presentation {space}><p:sldIdLst>{shown}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(("slide", name) for name in names),
            **{
                f"ppt/{name}": _slide(some, at, space)
                for at, (name, some) in enumerate(zip(names, slides, strict=True))
            },
        }
    )


def _slide(lines: list[str], at: int, space: str) -> str:
    shapes = []
    for tabular, group in groupby(lines, key=lambda line: line.startswith("|")):
        if tabular:
            shapes.append(_table([hands.cells(line) for line in group]))
        else:
            shapes.append(f"<p:sp><p:txBody>{''.join(map(_paragraph, group))}</p:txBody></p:sp>")
    place = '<p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr>'
    shapes.append(f"<p:sp>{place}<p:txBody>{_paragraph(str(at + 1))}</p:txBody></p:sp>")
    return f"<p:sld {space}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def _table(rows: list[list[str]]) -> str:
    columns = '<a:gridCol w="1800000"/>' * max(map(len, rows))
    inner = "".join(f'<a:tr h="400000">{"".join(map(_table_cell, row))}</a:tr>' for row in rows)
    table = f"<a:tbl><a:tblPr/><a:tblGrid>{columns}</a:tblGrid>{inner}</a:tbl>"
    place = '<p:xfrm><a:off x="0" y="0"/><a:ext cx="7200000" cy="1200000"/></p:xfrm>'
    named = '<p:nvGraphicFramePr><p:cNvPr id="9" name="t"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
    return (
        f'<p:graphicFrame>{named}{place}<a:graphic><a:graphicData uri="{A.replace("/main", "/table")}">{table}'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _table_cell(words: str) -> str:
    return f"<a:tc><a:txBody><a:bodyPr/>{_paragraph(words)}</a:txBody><a:tcPr/></a:tc>"


def _paragraph(words: str) -> str:
    """Break a paragraph into runs, as editors do."""
    middle = len(words) // 2
    runs = "".join(f"<a:r><a:t>{escape(part)}</a:t></a:r>" for part in (words[:middle], words[middle:]) if part)
    return f"<a:p>{runs}</a:p>"
