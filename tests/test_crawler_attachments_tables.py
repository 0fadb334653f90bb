"""Tables in PDF files: cells that are ruled keep their words together, however they are wrapped, merged or empty."""

import io
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from crawler.attachments import opening, ruling
from crawler.attachments.ruling import Stroke, grids

FIXTURES = Path(__file__).parent / "fixtures" / "attachments"
ROWS = [
    ["序号", "场景名称", "牵头单位", "最高补助（万元）"],
    ["1", "灯饰外观视觉质检与自动分拣一体化应用场景", "中山市岭澜电器有限公司", "120"],
    ["2", "注塑机上下料机器人", "", "86.5"],
]


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def paragraph(words: str) -> Paragraph:
    return Paragraph(words, ParagraphStyle("cell", fontName="STSong-Light", fontSize=12, leading=16, wordWrap="CJK"))


def pdf_of(rows: list[list[str]], *style: Any, before: str = "名单如下：", after: str = "特此通知。") -> bytes:
    cells = [[paragraph(words) if words else "" for words in row] for row in rows]
    table = Table(cells, colWidths=[50, 110, 110, 90], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *style])
    file = io.BytesIO()
    SimpleDocTemplate(file).build([paragraph(before), table, paragraph(after)])
    return file.getvalue()


def read(raw: bytes) -> str:
    got = opening.read(raw, "a.pdf")
    assert got.status == "ok"
    return got.text or ""


def written(*rows: list[str]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def test_wrapped_and_empty_cells_keep_their_place() -> None:
    assert read(pdf_of(ROWS)) == f"名单如下：\n{written(*ROWS)}\n特此通知。"


def test_merged_cells_are_one_and_stand_first() -> None:
    rows = [*ROWS, ["合计", "", "", "206.5"]]
    rows[2] = ["2", "注塑机上下料机器人", "同上", ""]
    raw = pdf_of(rows, ("SPAN", (0, 3), (2, 3)), ("SPAN", (3, 1), (3, 2)))
    assert read(raw) == f"名单如下：\n{written(*rows)}\n特此通知。"


def test_a_table_of_another_program_is_read_alike() -> None:
    text = read((FIXTURES / "guide.pdf").read_bytes())
    assert written(["2", "注塑机上下料机器人", "", "86.5"]) in text
    assert (FIXTURES / "guide.txt").read_text(encoding="utf-8").strip() in text


def test_a_shaded_head_and_a_thicker_frame_change_nothing() -> None:
    raw = pdf_of(ROWS, ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey), ("BOX", (0, 0), (-1, -1), 2, colors.black))
    assert read(raw) == f"名单如下：\n{written(*ROWS)}\n特此通知。"


def test_words_in_a_frame_are_prose() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    canvas.rect(60, 600, 400, 120)
    canvas.drawString(72, 700, "温馨提示：")
    canvas.drawString(72, 680, "申报截止2026年12月20日。")
    canvas.save()
    assert read(file.getvalue()) == "温馨提示：\n申报截止2026年12月20日。"


def test_a_drawing_of_very_many_lines_costs_no_words() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for at in range(3000):
        canvas.line(at % 500, 100, at % 500 + 0.1, 700)
        canvas.line(10, at / 4, 500, at / 4)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 790, "图一")
    canvas.save()
    assert read(file.getvalue()) == "图一"


def strokes(*of: tuple[float, float, float]) -> list[Stroke]:
    return [Stroke(at=at, start=start, end=end) for at, start, end in of]


def test_lines_that_touch_are_one_grid_and_lines_apart_are_two() -> None:
    lying = strokes((100, 0, 50), (100.8, 45, 100), (80, 0, 100), (40, 0, 100), (20, 0, 100))
    standing = strokes((0, 80, 100), (50, 80, 100), (100, 80, 100), (0, 20, 40), (60, 20, 40), (100, 20, 40))
    upper, lower = sorted(grids(lying, standing), key=lambda grid: -grid.down[0])
    assert (upper.across, upper.down) == ([0, 50, 100], [100, 80])
    assert (lower.across, lower.down) == ([0, 60, 100], [40, 20])
    assert (upper.cell(10, 90), upper.cell(99, 90), upper.cell(10, 60)) == ((0, 0), (0, 1), None)


@pytest.mark.parametrize("count", [ruling.MAX_LINES - 10, ruling.MAX_LINES + 10])
def test_too_many_lines_are_no_table(count: int) -> None:
    lying = strokes(*((10.0 * at, 0, 100) for at in range(count)))
    standing = strokes((0, 0, 10.0 * count), (50, 0, 10.0 * count), (100, 0, 10.0 * count))
    assert bool(grids(lying, standing)) == (count < ruling.MAX_LINES)


def test_a_list_over_many_pages_loses_no_row_and_tells_its_head_once() -> None:
    rows = [[str(at), f"粤T{at:05}", "机器人", "10"] for at in range(1, 200)]
    cells = [ROWS[0], *rows]
    file = io.BytesIO()
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 12)]
    SimpleDocTemplate(file).build([Table(cells, colWidths=[50, 110, 110, 120], style=style, repeatRows=1)])
    assert read(file.getvalue()) == written(ROWS[0], *rows)


def test_running_heads_are_told_once_and_numbers_that_differ_are_kept() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in range(1, 6):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 800, f"中山市人民政府公报 {page}")
        canvas.drawString(72, 700, f"第{page}页的第一段。")
        canvas.drawString(72, 100, f"粤T0000{page}号车准予通行。")
        canvas.drawString(280, 40, f"— {page} —")
        canvas.showPage()
    canvas.save()
    lines = [line for page in range(1, 6) for line in (f"第{page}页的第一段。", f"粤T0000{page}号车准予通行。")]
    assert read(file.getvalue()) == "\n".join(["中山市人民政府公报 1", *lines])
